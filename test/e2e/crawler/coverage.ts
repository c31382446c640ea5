import { isDeepStrictEqual } from 'node:util';
import type { HalBody } from '../../support/clients.ts';
import type { Crawl, Visit } from './crawl.ts';
import { linksIn, needsRelationPage } from './documents.ts';
import { expandLink } from './expand-templates.ts';
import { operationKey, type UnofferedRequestResults } from './unoffered-requests.ts';
import { matchRoute, type CrawlerRoute } from './routes.ts';
import { affordancesIn } from './submit-forms.ts';

const withoutPrefix = (rel: string): string => rel.replace(/^[\w-]+:/, '');

interface DocumentedMethods {
  readonly methods: readonly string[];
  readonly itemMethods: readonly string[];
}

/** Returns the methods that the documentation pages of a relation list, merged over all pages. */
function documentedMethodsOf(rel: string, visits: readonly Visit[]): DocumentedMethods {
  const pages: readonly HalBody[] = visits
    .map(({ hal }) => hal.body)
    .filter((body) => body?.rel === withoutPrefix(rel));
  return {
    methods: pages.flatMap(({ methods = [] }) => methods),
    itemMethods: pages.flatMap(({ itemMethods = [] }) => itemMethods),
  };
}

/** Returns the operations that documentation pages of relations list, for the URLs that these relations lead to. */
function documentedOperations(visits: readonly Visit[], routes: readonly CrawlerRoute[]): readonly string[] {
  const pages = new Map(
    [...new Set(visits.flatMap(({ rels }) => [...rels]))].map((rel) => [rel, documentedMethodsOf(rel, visits)]),
  );
  return visits.flatMap(({ route, rels, hal }) =>
    [...rels].flatMap((rel) => {
      const { methods, itemMethods } = pages.get(rel)!;
      const item = hal.body?._links?.item;
      const itemUrls =
        item?.templated === true
          ? expandLink(item.href, { _embedded: { any: [{ _id: 'x' }] } }, { resources: [], isBrief: true })
          : [];
      return [
        ...methods.map((method) => operationKey(method, route)),
        ...itemUrls.flatMap((url) => {
          const itemRoute = matchRoute(url, routes);
          return itemRoute === undefined ? [] : itemMethods.map((method) => operationKey(method, itemRoute));
        }),
      ];
    }),
  );
}

/**
 * Returns the operations that no link, form or documentation page advertises. Operations that every role is denied
 * (401 or 403) are left out.
 */
export function unadvertisedOperations(
  { crawls, unofferedResults }: { crawls: readonly Crawl[]; unofferedResults: readonly UnofferedRequestResults[] },
  routes: readonly CrawlerRoute[],
): readonly string[] {
  const visits = crawls.flatMap((result) => result.visits);
  const readable = visits.filter(({ hal }) => hal.status === 200).map(({ route }) => operationKey('GET', route));
  const affordances = visits.flatMap(({ halForms }) => affordancesIn(halForms.body));
  const offered = affordances.flatMap(({ template }) => {
    const route = matchRoute(template.target, routes);
    return route === undefined ? [] : [operationKey(template.method, route)];
  });
  const advertised = new Set([...readable, ...offered, ...documentedOperations(visits, routes)]);
  const isDenied = (name: string): boolean => {
    const statusesByRole = unofferedResults.map(({ statuses }) => statuses.get(name) ?? []);
    return statusesByRole.every(
      (statuses) => statuses.length > 0 && statuses.every((status) => status === 401 || status === 403),
    );
  };
  const all = routes.flatMap((route) => route.methods.map((method) => operationKey(method, route)));
  return all.filter((name) => !advertised.has(name) && !isDenied(name));
}

/** Returns the relations that are neither registered with IANA nor documented by a page. */
export function undocumentedRelations(crawls: readonly Crawl[]): readonly string[] {
  const visits = crawls.flatMap((result) => result.visits);
  const rels = new Set(visits.flatMap(({ hal }) => linksIn(hal.body).map(({ rel }) => rel)));
  const documented = new Set(visits.map(({ hal }) => hal.body?.rel));
  return [...rels].filter((rel) => needsRelationPage(rel) && !documented.has(withoutPrefix(rel)));
}

const withoutCuries = (document: HalBody): HalBody => ({
  ...document,
  _links: Object.fromEntries(Object.entries(document?._links ?? {}).filter(([rel]) => rel !== 'curies')),
});

/** Returns the embedded list items that differ from the resource at their `self` link. */
export function inconsistentEmbeddedItems({ crawler, visits }: Crawl): readonly string[] {
  const documents = new Map(visits.map(({ url, hal }) => [url, hal.body]));
  const lists = visits.filter(({ url, hal }) => hal.body?._meta !== undefined && new URL(url).search === '');
  const items = lists.flatMap(({ hal }) => Object.values<HalBody>(hal.body._embedded).flat());
  return items
    .filter((item) => !isDeepStrictEqual(item, withoutCuries(documents.get(item._links.self.href))))
    .map(({ _links }) => `${crawler.role} ${_links.self.href}`);
}
