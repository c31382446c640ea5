import { isObject } from '../util/is-object.ts';
import { parseUrl } from '../util/parse-url.ts';
import { html, type Markup } from './markup.ts';
import { titleOfMember } from './title.ts';
import { linkTo } from './values.ts';

/** A link of a document, and its relation. */
export interface PageLink {
  readonly rel: string;
  readonly href: string;
  readonly label: string;
  readonly isTemplated: boolean;
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

function toPageLink(rel: string, link: unknown): readonly PageLink[] {
  if (!isObject(link) || typeof link['href'] !== 'string') return [];
  const label = textOf(link['title']) ?? textOf(link['name']) ?? titleOfMember(rel);
  return [{ rel, href: link['href'], label, isTemplated: link['templated'] === true }];
}

/** Returns the links of a document, without those to itself and to the documentation of relations. */
export function linksOf({ _links: links }: Readonly<Record<string, unknown>>): readonly PageLink[] {
  if (!isObject(links)) return [];
  return Object.entries(links)
    .filter(([rel]) => rel !== 'self' && rel !== 'curies')
    .flatMap(([rel, value]) => [value].flat().flatMap((link) => toPageLink(rel, link)));
}

/** A template whose only expression is a query at its end, as in `/venues{?where,sort}`. */
const queryTemplate = /^([^{}?#]*)\{\?([\w,]+)\}$/;

/** Renders a template as a form, if it is a query at the origin of the page; others as their text. */
function renderTemplate({ href, label }: PageLink, url: string): Markup {
  const [, action, names] = queryTemplate.exec(href) ?? [];
  const isOwn = action !== undefined && parseUrl(action)?.origin === new URL(url).origin;
  if (!isOwn || names === undefined) return html`${label} <code>${href}</code>`;
  const inputs = names.split(',').map(
    (name) =>
      html`<p>
        <label>${titleOfMember(name)} <input name="${name}" /></label>
      </p>`,
  );
  return html`<form method="get" action="${action}">
    <fieldset>
      <legend>${label}</legend>
      ${inputs}
      <p><button>Send</button></p>
    </fieldset>
  </form>`;
}

const renderLink = (link: PageLink, url: string): Markup =>
  link.isTemplated ? renderTemplate(link, url) : linkTo(link.href, link.label);

/** The relations between the pages of a list. */
const pagingRels = ['first', 'prev', 'next', 'last'];

/** Renders the links to other pages of a list; nothing if there are none. */
export function renderPaging(links: readonly PageLink[]): Markup | undefined {
  const paging = links.filter(({ rel }) => pagingRels.includes(rel));
  if (paging.length === 0) return undefined;
  return html`<nav aria-label="Pages">
    <ul>
      ${paging.map(({ href, label }) => html`<li>${linkTo(href, label)}</li>`)}
    </ul>
  </nav>`;
}

/** Renders the links of a document, each with its relation. */
export function renderLinks(links: readonly PageLink[], url: string): Markup | undefined {
  const others = links.filter(({ rel }) => !pagingRels.includes(rel));
  if (others.length === 0) return undefined;
  const items = others.map((link) => html`<li>${renderLink(link, url)} <small>${link.rel}</small></li>`);
  return html`<section aria-labelledby="links">
    <h2 id="links">Links</h2>
    <ul>
      ${items}
    </ul>
  </section>`;
}
