import type { ShownDocument } from './document.ts';
import { isList, linksOf, type Link } from './hal.ts';
import { toWords } from './titles.ts';

/** The links of a document, by where the page shows them. */
export interface LinkGroups {
  /** What a document is part of, such as its list. */
  readonly above: readonly Link[];
  /** Related documents. */
  readonly related: readonly Link[];
  /** Services, each with its name. */
  readonly services: readonly Link[];
  /** What programs need more than people. */
  readonly technical: readonly Link[];
  /** Other pages of a list, by relation. */
  readonly pages: ReadonlyMap<string, Link>;
}

const aboveRels = ['parent', 'collection', 'up', 'item'];
const pageRels = ['first', 'prev', 'next', 'last'];
const technicalRels = [
  ...['health', 'describedby', 'service-desc', 'service-doc', 'jwks', 'token', 'profile', 'changes', 'alternate'],
  ...['gateway_registrations', 'retired', 'search', 'item', 'create-form', 'edit-form', 'license', 'status'],
];

/** Whether a link is below its document, as those of actions are, which cannot be read. */
const isBelow = ({ href }: Link, self: string): boolean => {
  const base = self.replace(/[?#].*$/, '').replace(/\/$/, '');
  return base.split('/').length > 4 && href.startsWith(`${base}/`);
};

/** Groups the links of a document. Those of forms that the page shows itself are left out. */
export function groupLinks(
  { body, url }: ShownDocument,
  formTargets: readonly { readonly key: string; readonly target: string }[],
): LinkGroups {
  const links = linksOf(body, url);
  const self = links.find(({ rel }) => rel === 'self')?.href ?? url;
  const isShownAsForm = ({ rel, href }: Link): boolean =>
    formTargets.some(({ key, target }) => key === rel || (target === href && isBelow({ href } as Link, self)));
  const hasForms = formTargets.some(({ key }) => key === 'default');
  const isHidden = (link: Link): boolean =>
    ['self', 'curies'].includes(link.rel) ||
    isShownAsForm(link) ||
    (hasForms && ['create-form', 'edit-form'].includes(link.rel)) ||
    (isList(body) && link.rel === 'search');
  const above = links.filter(({ rel, templated, href }) => aboveRels.includes(rel) && !templated && href !== self);
  const others = links.filter((link) => !isHidden(link) && !above.includes(link) && !pageRels.includes(link.rel));
  const services = others.filter(({ rel }) => rel === 'service');
  const isTechnical = (link: Link): boolean =>
    technicalRels.includes(link.rel) || link.rel.includes(':') || link.templated || isBelow(link, self);
  const rest = others.filter(({ rel }) => rel !== 'service');
  const pages = new Map(links.filter(({ rel }) => pageRels.includes(rel)).map((link) => [link.rel, link]));
  return {
    above: above.filter((link, index) => above.findIndex(({ href }) => href === link.href) === index),
    related: rest.filter((link) => !isTechnical(link)),
    technical: rest.filter(isTechnical),
    services,
    pages,
  };
}

/** Returns the text of a link. */
export const linkText = ({ name, title, rel }: Link): string => (name === undefined ? (title ?? toWords(rel)) : name);
