import type { HalBody } from '../../support/clients.ts';
import { validateAgainstDescription } from '../../support/openapi-validation.ts';
import { documentsIn, linksIn, needsPage, pagesOf } from './documents.ts';
import { expand, type Expansion } from './expand-templates.ts';
import { expectedStatus, type Crawler } from './expected-status.ts';
import { faultsOfProtocol } from './protocol.ts';
import { eachOf, formsAccept, problemTypes, request, type Answer } from './requests.ts';
import { routeOf, type KnownRoute } from './routes.ts';
import { faultsOf, type Shapes } from './valid-hal.ts';

/** A page that was looked at. */
export interface Visit {
  readonly url: string;
  readonly route: KnownRoute;
  /** The relations by which it was reached. */
  readonly rels: Set<string>;
  /** As HAL; and as HAL-FORMS. */
  readonly plain: Answer;
  readonly forms: Answer;
}

export interface CrawlSettings {
  readonly start: string;
  readonly routes: readonly KnownRoute[];
  /** What all crawls have seen of relations. */
  readonly shapes: Shapes;
  /** Names of resources: relations that can be embedded. */
  readonly resources: readonly string[];
}

/** What one caller found. */
export interface Crawl {
  readonly crawler: Crawler;
  readonly visits: readonly Visit[];
  /** What is not as it should be, with the URL. */
  readonly faults: readonly string[];
}

/** A URL, and the relation by which it was found. */
interface Found {
  readonly url: string;
  readonly rel: string;
}

/** Where a relation is documented: at its curie; at one of them, where the relation does not say whose it is. */
function pagesFor(rel: string, curies: readonly HalBody[]): readonly Found[] {
  const pages = pagesOf(rel, curies);
  return pages.map((url) => ({ url, rel: pages.length === 1 ? 'page' : 'possible page' }));
}

const optionsIn = ({ _templates = {} }: HalBody): readonly Found[] =>
  Object.values<HalBody>(_templates)
    .flatMap(({ properties }): readonly HalBody[] => properties)
    .flatMap(({ options }) => (options?.link === undefined ? [] : [{ url: options.link.href, rel: 'options' }]));

const isOfSamePart = (one: HalBody, other: HalBody): boolean =>
  new URL(one._links.self.href).origin === new URL(other._links.self.href).origin;

/** The relations that a document speaks of, and its curies explain: documents of other parts have curies of their own. */
function relationsIn(body: HalBody): readonly string[] {
  const own = documentsIn(body).filter((document) => isOfSamePart(document, body));
  const names = own.flatMap(({ _links, _embedded = {} }) => [...Object.keys(_links), ...Object.keys(_embedded)]);
  return [...new Set(names)].filter((rel) => rel !== 'curies');
}

/** Where a document leads: its links, what its templates stand for, the options of its forms, pages of its relations. */
function leadsOf(body: HalBody, expansion: Expansion): readonly Found[] {
  const links = linksIn(body);
  const rels = relationsIn(body).filter(needsPage);
  return [
    ...links.flatMap(({ rel, link, document }) => {
      const urls = link.templated === true ? expand(link.href, document, expansion) : [link.href];
      return urls.map((url) => ({ url, rel }));
    }),
    ...documentsIn(body).flatMap(optionsIn),
    ...rels.flatMap((rel) => pagesFor(rel, body._links.curies)),
  ];
}

/** What is wrong with a page for people, where there is to be one. */
async function faultsOfPage(url: string, { path }: KnownRoute): Promise<readonly string[]> {
  if (!/^\/(.*relations|problems)(\/|$)/.test(path)) return [];
  const page = await request('GET', url, { as: undefined, headers: { accept: 'text/html' } });
  const isHtml = page.status === 200 && page.headers.get('content-type')?.startsWith('text/html') === true;
  return isHtml && page.text.startsWith('<!doctype html>') ? [] : [`as HTML: ${page.status}`];
}

/** The document at the link `self` is the one that was asked for; searches lead to the list itself. */
function faultsOfSelf(url: string, { body }: Answer): readonly string[] {
  const self = body?._links?.self?.href;
  return self === undefined || self === url.replace(/\?.*$/, '') ? [] : [`self is ${self}`];
}

/** One caller on the way, and what is known so far. */
interface Progress extends CrawlSettings {
  readonly crawler: Crawler;
  readonly visits: Map<string, Visit>;
  readonly faults: string[];
  /** Kinds of URLs that were met, by route. */
  readonly kinds: Set<string>;
}

const complain = ({ crawler, faults }: Progress, url: string, found: readonly string[]): void =>
  void faults.push(...found.map((fault) => `${crawler.role} ${url} ${fault}`));

/** Whether this is the first URL of its kind that is looked at, or is searched. */
function isNewKind({ kinds }: Progress, { base, path }: KnownRoute, what: string): boolean {
  const kind = `${what} ${base} ${path}`;
  const isNew = !kinds.has(kind);
  kinds.add(kind);
  return isNew;
}

/** Whether answers are as the service describes them; what it says of itself, and the gateway, are not described. */
async function faultsOfDescription({ start, resources }: Progress, visit: Visit): Promise<readonly string[]> {
  const { url, route, plain, forms } = visit;
  const isOfResource = resources.some((name) => route.path.startsWith(`/${name}s`));
  if (start.startsWith(route.base) || !(isOfResource || route.path === '/')) return [];
  const held = [plain, forms].map((response) =>
    validateAgainstDescription(url, { method: 'GET', request: {}, response }),
  );
  return (await Promise.allSettled(held)).flatMap((each) => (each.status === 'rejected' ? [String(each.reason)] : []));
}

/** Looks at a URL in every way that there is. */
async function examine(progress: Progress, visit: Visit): Promise<readonly string[]> {
  const { url, route, plain, forms } = visit;
  const { crawler } = progress;
  const sent = { as: crawler.as };
  return [
    ...(await faultsOfDescription(progress, visit)),
    ...(await faultsOfProtocol({ url, route }, plain, sent)),
    ...(await faultsOfProtocol({ url, route }, forms, { ...sent, headers: { accept: formsAccept } })),
    ...(crawler.as === undefined ? await faultsOfPage(url, route) : []),
  ];
}

/** The playground of a subgraph is a page for people; what the endpoint does otherwise is not HAL. */
async function visitPlayground(progress: Progress, url: string, route: KnownRoute): Promise<Visit> {
  const page = await request('HEAD', url, { as: progress.crawler.as, headers: { accept: 'text/html' } });
  if (page.headers.get('content-type') !== 'text/html; charset=utf-8') complain(progress, url, ['is no page']);
  return { url, route, rels: new Set(), plain: page, forms: page };
}

/** Looks at a URL; undefined where there may be a page, and is none. */
async function look(progress: Progress, { url, rel }: Found, route: KnownRoute): Promise<Visit | undefined> {
  if (route.path === '/graphql') return visitPlayground(progress, url, route);
  const { as, role } = progress.crawler;
  const plain = await request('GET', url, { as });
  if (rel === 'possible page' && plain.status === 404) return undefined;
  const isPlainUrl = new URL(url).search === '';
  const isNew = isNewKind(progress, route, isPlainUrl ? 'itself' : 'with a query');
  const forms = isNew || isPlainUrl ? await request('GET', url, { as, headers: { accept: formsAccept } }) : plain;
  const visit: Visit = { url, route, rels: new Set(), plain, forms };
  if (isNew || (isPlainUrl && role === 'admin')) complain(progress, url, await examine(progress, visit));
  return visit;
}

/** What is to be said of documents, and where they lead. */
function follow(progress: Progress, { url, route, plain, forms }: Visit): readonly Found[] {
  const { shapes, resources } = progress;
  const bodies: readonly HalBody[] = [plain, forms].filter(({ status }) => status < 300).map(({ body }) => body);
  complain(progress, url, [...bodies.flatMap((body) => faultsOf(body, shapes)), ...faultsOfSelf(url, plain)]);
  const isBrief = !isNewKind(progress, route, 'searched');
  return bodies.flatMap((body) => leadsOf(body, { resources, isBrief }));
}

async function visit(progress: Progress, found: Found): Promise<readonly Found[]> {
  const { visits, crawler, routes } = progress;
  const { url, rel } = found;
  const route = routeOf(url, routes);
  if (route === undefined) complain(progress, url, [`leads nowhere, by ${rel}`]);
  if (route === undefined || visits.has(url)) return [];
  const seen = await look(progress, found, route);
  if (seen === undefined) return [];
  visits.set(url, seen);
  const expected = expectedStatus(url, route, crawler);
  const { status } = seen.plain;
  if (status !== expected) complain(progress, url, [`${status} instead of ${expected}, by ${rel}`]);
  return follow(progress, seen);
}

/** Pages that no link leads to, but what was answered on the way. */
const pagesOfProblems = ({ visits }: Progress): readonly Found[] =>
  [...problemTypes].filter((url) => !visits.has(url)).map((url) => ({ url, rel: 'type' }));

/** Goes wherever links lead from the root, as one caller. */
export async function crawl(crawler: Crawler, settings: CrawlSettings): Promise<Crawl> {
  const progress: Progress = { ...settings, crawler, visits: new Map(), faults: [], kinds: new Set() };
  let frontier: readonly Found[] = [{ url: settings.start, rel: 'start' }];
  while (frontier.length > 0) {
    const next: Found[] = [];
    const fresh = new Map(frontier.map((found) => [found.url, found]));
    await eachOf([...fresh.values()], async (found) => void next.push(...(await visit(progress, found))));
    for (const { url, rel } of frontier) progress.visits.get(url)?.rels.add(rel);
    frontier = next.length > 0 ? next : pagesOfProblems(progress);
  }
  return { crawler, visits: [...progress.visits.values()], faults: progress.faults };
}
