import type { HalBody } from '../../support/clients.ts';
import { forEachConcurrently } from '../../support/for-each-concurrently.ts';
import { validateAgainstDescription } from '../../support/openapi-validation.ts';
import { documentsIn, linksIn, needsRelationPage, relationPageUrls } from './documents.ts';
import { expandLink, type ExpansionSettings } from './expand-templates.ts';
import { expectedStatus, type Crawler } from './expected-status.ts';
import { protocolFaults } from './protocol.ts';
import {
  halFormsMediaType,
  maxParallelRequests,
  problemTypes,
  sendRequest,
  type CrawlerResponse,
  withoutQuery,
} from './requests.ts';
import { matchRoute, type CrawlerRoute } from './routes.ts';
import { halFaults, type RelationShapes } from './valid-hal.ts';

/** A URL that was requested, with its responses. */
export interface Visit {
  readonly url: string;
  readonly route: CrawlerRoute;
  /** Link relations that lead to the URL. */
  readonly rels: Set<string>;
  /** Response as `application/hal+json`. */
  readonly hal: CrawlerResponse;
  /** Response as `application/prs.hal-forms+json`. */
  readonly halForms: CrawlerResponse;
}

export interface CrawlSettings {
  readonly start: string;
  readonly routes: readonly CrawlerRoute[];
  /** Shapes of relations, shared by all crawls. */
  readonly shapes: RelationShapes;
  /** Resource names, which are the relations that can be embedded. */
  readonly resources: readonly string[];
}

/** Result of a crawl with one role. */
export interface Crawl {
  readonly crawler: Crawler;
  readonly visits: readonly Visit[];
  /** Violations, each with role and URL. */
  readonly faults: readonly string[];
}

/** A URL to request, with the link relation that leads to it. */
interface DiscoveredUrl {
  readonly url: string;
  readonly rel: string;
}

/** Returns the documentation page of a relation. Without a prefix, each curie gives a possible page. */
function relationPages(rel: string, curies: readonly HalBody[]): readonly DiscoveredUrl[] {
  const pages = relationPageUrls(rel, curies);
  return pages.map((url) => ({ url, rel: pages.length === 1 ? 'page' : 'possible page' }));
}

const optionsLinks = ({ _templates = {} }: HalBody): readonly DiscoveredUrl[] =>
  Object.values<HalBody>(_templates)
    .flatMap(({ properties }): readonly HalBody[] => properties)
    .flatMap(({ options }) => (options?.link === undefined ? [] : [{ url: options.link.href, rel: 'options' }]));

const isSameOrigin = (first: HalBody, second: HalBody): boolean =>
  new URL(first._links.self.href).origin === new URL(second._links.self.href).origin;

/** Returns the relations that the curies of a document cover, which excludes embedded documents of other services. */
function relationsIn(body: HalBody): readonly string[] {
  const own = documentsIn(body).filter((document) => isSameOrigin(document, body));
  const names = own.flatMap(({ _links, _embedded = {} }) => [...Object.keys(_links), ...Object.keys(_embedded)]);
  return [...new Set(names)].filter((rel) => rel !== 'curies');
}

/** Returns the URLs of a document: links, expanded link templates, `options` of forms, pages of relations. */
function urlsIn(body: HalBody, expansion: ExpansionSettings): readonly DiscoveredUrl[] {
  const links = linksIn(body);
  const rels = relationsIn(body).filter(needsRelationPage);
  return [
    ...links.flatMap(({ rel, link, document }) => {
      const urls = link.templated === true ? expandLink(link.href, document, expansion) : [link.href];
      return urls.map((url) => ({ url, rel }));
    }),
    ...documentsIn(body).flatMap(optionsLinks),
    ...rels.flatMap((rel) => relationPages(rel, body._links.curies)),
  ];
}

/** Checks that documentation pages are also available as HTML. */
async function htmlPageFaults(url: string, { path }: CrawlerRoute): Promise<readonly string[]> {
  if (!/^\/(.*relations|problems)(\/|$)/.test(path)) return [];
  const page = await sendRequest('GET', url, { as: undefined, headers: { accept: 'text/html' } });
  const isHtml = page.status === 200 && page.headers.get('content-type')?.startsWith('text/html') === true;
  return isHtml && page.text.startsWith('<!doctype html>') ? [] : [`no HTML page: ${page.status}`];
}

/** Checks that `self` is the requested URL: with its query for a list, which a search can select; else without. */
function selfLinkFaults(url: string, { body }: CrawlerResponse): readonly string[] {
  const { self, search } = body?._links ?? {};
  const expected = search === undefined ? withoutQuery(url) : url;
  return self === undefined || self.href === expected ? [] : [`self is ${self.href}`];
}

/** State of a running crawl. */
interface CrawlState extends CrawlSettings {
  readonly crawler: Crawler;
  readonly visits: Map<string, Visit>;
  readonly faults: string[];
  /** Kinds of URLs that were requested, by route. */
  readonly visitedKinds: Set<string>;
}

const reportFaults = ({ crawler, faults }: CrawlState, url: string, newFaults: readonly string[]): void =>
  void faults.push(...newFaults.map((fault) => `${crawler.role} ${url} ${fault}`));

/** Records the kind of a URL; returns whether it is the first of that kind on its route. */
function isNewKind({ visitedKinds }: CrawlState, { base, path }: CrawlerRoute, category: string): boolean {
  const kind = `${category} ${base} ${path}`;
  const isNew = !visitedKinds.has(kind);
  visitedKinds.add(kind);
  return isNew;
}

/** Validates responses of resources and homes against the OpenAPI description of the service; the gateway has none. */
async function openApiFaults({ start, resources }: CrawlState, visit: Visit): Promise<readonly string[]> {
  const { url, route, hal, halForms } = visit;
  const isOfResource = resources.some((name) => route.path.startsWith(`/${name}s`));
  if (start.startsWith(route.base) || !(isOfResource || route.path === '/')) return [];
  const validations = [hal, halForms].map((response) =>
    validateAgainstDescription(url, { method: 'GET', request: {}, response }),
  );
  return (await Promise.allSettled(validations)).flatMap((result) =>
    result.status === 'rejected' ? [String(result.reason)] : [],
  );
}

/** Checks OpenAPI conformance, HTTP semantics and HTML pages of a URL. */
async function checkResponses(state: CrawlState, visit: Visit): Promise<readonly string[]> {
  const { url, route, hal, halForms } = visit;
  const { crawler } = state;
  const options = { as: crawler.as };
  return [
    ...(await openApiFaults(state, visit)),
    ...(await protocolFaults({ url, route }, hal, options)),
    ...(await protocolFaults({ url, route }, halForms, { ...options, headers: { accept: halFormsMediaType } })),
    ...(crawler.as === undefined ? await htmlPageFaults(url, route) : []),
  ];
}

/** Requests the playground of a subgraph. It is an HTML page; other responses of the endpoint are not HAL. */
async function visitPlayground(state: CrawlState, url: string, route: CrawlerRoute): Promise<Visit> {
  const page = await sendRequest('HEAD', url, { as: state.crawler.as, headers: { accept: 'text/html' } });
  if (page.headers.get('content-type') !== 'text/html; charset=utf-8')
    reportFaults(state, url, ['is not an HTML page']);
  return { url, route, rels: new Set(), hal: page, halForms: page };
}

/** Requests and checks a URL. Returns undefined if a possible page does not exist. */
async function fetchUrl(
  state: CrawlState,
  { url, rel }: DiscoveredUrl,
  route: CrawlerRoute,
): Promise<Visit | undefined> {
  if (route.path === '/graphql') return visitPlayground(state, url, route);
  const { as, role } = state.crawler;
  const hal = await sendRequest('GET', url, { as });
  if (rel === 'possible page' && hal.status === 404) return undefined;
  const isPlainUrl = new URL(url).search === '';
  const isNew = isNewKind(state, route, isPlainUrl ? 'without query' : 'with query');
  const halForms =
    isNew || isPlainUrl ? await sendRequest('GET', url, { as, headers: { accept: halFormsMediaType } }) : hal;
  const visit: Visit = { url, route, rels: new Set(), hal, halForms };
  if (isNew || (isPlainUrl && role === 'admin')) reportFaults(state, url, await checkResponses(state, visit));
  return visit;
}

/** Checks the documents at a URL and returns the URLs in them. */
function checkAndFollow(state: CrawlState, { url, route, hal, halForms }: Visit): readonly DiscoveredUrl[] {
  const { shapes, resources } = state;
  const bodies: readonly HalBody[] = [hal, halForms].filter(({ status }) => status < 300).map(({ body }) => body);
  reportFaults(state, url, [...bodies.flatMap((body) => halFaults(body, shapes)), ...selfLinkFaults(url, hal)]);
  const isBrief = !isNewKind(state, route, 'expanded');
  return bodies.flatMap((body) => urlsIn(body, { resources, isBrief }));
}

async function visitUrl(state: CrawlState, discovered: DiscoveredUrl): Promise<readonly DiscoveredUrl[]> {
  const { visits, crawler, routes } = state;
  const { url, rel } = discovered;
  const route = matchRoute(url, routes);
  if (route === undefined) reportFaults(state, url, [`matches no route (linked as ${rel})`]);
  if (route === undefined || visits.has(url)) return [];
  const visit = await fetchUrl(state, discovered, route);
  if (visit === undefined) return [];
  visits.set(url, visit);
  const expected = expectedStatus(url, route, crawler);
  const { status } = visit.hal;
  if (status !== expected) reportFaults(state, url, [`responded ${status} instead of ${expected} (linked as ${rel})`]);
  return checkAndFollow(state, visit);
}

/** Returns the pages of problem types from earlier responses, which no link leads to. */
const unvisitedProblemPages = ({ visits }: CrawlState): readonly DiscoveredUrl[] =>
  [...problemTypes].filter((url) => !visits.has(url)).map((url) => ({ url, rel: 'type' }));

/** Crawls breadth-first from the start URL with one role. */
export async function crawl(crawler: Crawler, settings: CrawlSettings): Promise<Crawl> {
  const state: CrawlState = { ...settings, crawler, visits: new Map(), faults: [], visitedKinds: new Set() };
  let frontier: readonly DiscoveredUrl[] = [{ url: settings.start, rel: 'start' }];
  while (frontier.length > 0) {
    const next: DiscoveredUrl[] = [];
    const byUrl = new Map(frontier.map((discovered) => [discovered.url, discovered]));
    await forEachConcurrently(
      byUrl.values(),
      { limit: maxParallelRequests },
      async (discovered) => void next.push(...(await visitUrl(state, discovered))),
    );
    for (const { url, rel } of frontier) state.visits.get(url)?.rels.add(rel);
    frontier = next.length > 0 ? next : unvisitedProblemPages(state);
  }
  return { crawler, visits: [...state.visits.values()], faults: state.faults };
}
