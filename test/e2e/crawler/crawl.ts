import type { HalBody } from '../../support/clients.ts';
import { documentsIn, linksIn, needsPage, pagesOf } from './documents.ts';
import { expand } from './expand.ts';
import { expectedStatus, type Crawler } from './expected.ts';
import { faultsOfProtocol } from './protocol.ts';
import { eachOf, formsAccept, request, type Answer } from './requests.ts';
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
function leadsOf(body: HalBody, resources: readonly string[]): readonly Found[] {
  const links = linksIn(body);
  const rels = relationsIn(body).filter(needsPage);
  return [
    ...links.flatMap(({ rel, link, document }) => {
      const urls = link.templated === true ? expand(link.href, document, resources) : [link.href];
      return urls.map((url) => ({ url, rel }));
    }),
    ...documentsIn(body).flatMap(optionsIn),
    ...rels.flatMap((rel) => pagesFor(rel, body._links.curies)),
  ];
}

const isProblem = ({ headers }: Answer): boolean => headers.get('content-type')?.includes('problem+json') === true;

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
  /** What was looked at in every way: by route, with a query and without. */
  readonly examined: Set<string>;
}

const complain = ({ crawler, faults }: Progress, url: string, found: readonly string[]): void =>
  void faults.push(...found.map((fault) => `${crawler.role} ${url} ${fault}`));

/** Whether this URL is the first of its kind: every other one is looked at by the administrator in every way. */
function isToBeExamined({ crawler, examined }: Progress, url: string, { base, path }: KnownRoute): boolean {
  const kind = `${base} ${path} ${new URL(url).search === ''}`;
  const isFirst = !examined.has(kind);
  examined.add(kind);
  return isFirst || crawler.role === 'admin';
}

/** Looks at a URL in every way that there is. */
async function examine({ crawler }: Progress, { url, route, plain, forms }: Visit): Promise<readonly string[]> {
  const sent = { as: crawler.as };
  const asForms = { ...sent, headers: { accept: formsAccept } };
  return [
    ...(await faultsOfProtocol({ url, route }, sent, plain)),
    ...(await faultsOfProtocol({ url, route }, asForms, forms)),
    ...(crawler.as === undefined ? await faultsOfPage(url, route) : []),
  ];
}

/** The playground of a subgraph is a page; what the endpoint does is not HAL. */
const isGraphql = ({ path }: KnownRoute): boolean => path === '/graphql';

async function visit(progress: Progress, { url, rel }: Found): Promise<readonly Found[]> {
  const { visits, crawler, routes, shapes, resources } = progress;
  visits.get(url)?.rels.add(rel);
  if (visits.has(url)) return [];
  const route = routeOf(url, routes);
  if (route === undefined) {
    complain(progress, url, [`leads nowhere, by ${rel}`]);
    return [];
  }
  const headers = isGraphql(route) ? { accept: 'text/html' } : {};
  const plain = await request(isGraphql(route) ? 'HEAD' : 'GET', url, { as: crawler.as, headers });
  if (rel === 'possible page' && plain.status === 404) return [];
  const forms = await request('GET', url, { as: crawler.as, headers: { accept: formsAccept } });
  const seen: Visit = { url, route, rels: new Set([rel]), plain, forms };
  if (visits.has(url)) return [];
  visits.set(url, seen);
  const expected = expectedStatus(url, route, crawler);
  if (plain.status !== expected) complain(progress, url, [`${plain.status} instead of ${expected}, by ${rel}`]);
  if (!isGraphql(route) && isToBeExamined(progress, url, route)) complain(progress, url, await examine(progress, seen));
  if (isProblem(plain)) return [{ url: plain.body.type, rel: 'type' }];
  const bodies: readonly HalBody[] = [plain, forms].filter(({ status }) => status < 300).map(({ body }) => body);
  complain(progress, url, [...bodies.flatMap((body) => faultsOf(body, shapes)), ...faultsOfSelf(url, plain)]);
  return bodies.flatMap((body) => leadsOf(body, resources));
}

/** Goes wherever links lead from the root, as one caller. */
export async function crawl(crawler: Crawler, settings: CrawlSettings): Promise<Crawl> {
  const progress: Progress = { ...settings, crawler, visits: new Map(), faults: [], examined: new Set() };
  let frontier: readonly Found[] = [{ url: settings.start, rel: 'start' }];
  while (frontier.length > 0) {
    const next: Found[] = [];
    await eachOf(frontier, async (found) => void next.push(...(await visit(progress, found))));
    frontier = next;
  }
  return { crawler, visits: [...progress.visits.values()], faults: progress.faults };
}
