import { isDeepStrictEqual } from 'node:util';
import type { HalBody } from '../../support/clients.ts';
import type { Crawl, Visit } from './crawl.ts';
import { linksIn, needsPage } from './documents.ts';
import { expand } from './expand-templates.ts';
import { nameOf, type Refusals } from './unoffered-requests.ts';
import { routeOf, type KnownRoute } from './routes.ts';
import { offersIn } from './submit-forms.ts';

const bare = (rel: string): string => rel.replace(/^[\w-]+:/, '');

interface Documented {
  readonly methods: readonly string[];
  readonly itemMethods: readonly string[];
}

/** What the pages of a relation say of its methods, all of them together. */
function pageOf(rel: string, visits: readonly Visit[]): Documented {
  const pages: readonly HalBody[] = visits.map(({ plain }) => plain.body).filter((body) => body?.rel === bare(rel));
  return {
    methods: pages.flatMap(({ methods = [] }) => methods),
    itemMethods: pages.flatMap(({ itemMethods = [] }) => itemMethods),
  };
}

/** The routes, with their methods, that pages of relations speak of. */
function documented(visits: readonly Visit[], routes: readonly KnownRoute[]): readonly string[] {
  const pages = new Map([...new Set(visits.flatMap(({ rels }) => [...rels]))].map((rel) => [rel, pageOf(rel, visits)]));
  return visits.flatMap(({ route, rels, plain }) =>
    [...rels].flatMap((rel) => {
      const { methods, itemMethods } = pages.get(rel)!;
      const item = plain.body?._links?.item;
      const items =
        item?.templated === true
          ? expand(item.href, { _embedded: { any: [{ _id: 'x' }] } }, { resources: [], isBrief: true })
          : [];
      return [
        ...methods.map((method) => nameOf(method, route)),
        ...items.flatMap((url) => {
          const each = routeOf(url, routes);
          return each === undefined ? [] : itemMethods.map((method) => nameOf(method, each));
        }),
      ];
    }),
  );
}

/** Routes, with their methods, that nothing leads to and that are not closed to everybody. */
export function unadvertised(
  { crawls, refusals }: { crawls: readonly Crawl[]; refusals: readonly Refusals[] },
  routes: readonly KnownRoute[],
): readonly string[] {
  const visits = crawls.flatMap((each) => each.visits);
  const read = visits.filter(({ plain }) => plain.status === 200).map(({ route }) => nameOf('GET', route));
  const offers = visits.flatMap(({ forms }) => offersIn(forms.body));
  const offered = offers.flatMap(({ template }) => {
    const route = routeOf(template.target, routes);
    return route === undefined ? [] : [nameOf(template.method, route)];
  });
  const known = new Set([...read, ...offered, ...documented(visits, routes)]);
  const isClosed = (name: string): boolean => {
    const statuses = refusals.map(({ answers }) => answers.get(name) ?? []);
    return statuses.every((each) => each.length > 0 && each.every((status) => status === 401 || status === 403));
  };
  const all = routes.flatMap((route) => route.methods.map((method) => nameOf(method, route)));
  return all.filter((name) => !known.has(name) && !isClosed(name));
}

/** Relations that IANA does not know, and no page explains. */
export function unexplained(crawls: readonly Crawl[]): readonly string[] {
  const visits = crawls.flatMap((each) => each.visits);
  const rels = new Set(visits.flatMap(({ plain }) => linksIn(plain.body).map(({ rel }) => rel)));
  const explained = new Set(visits.map(({ plain }) => plain.body?.rel));
  return [...rels].filter((rel) => needsPage(rel) && !explained.has(bare(rel)));
}

const withoutCuries = (document: HalBody): HalBody => ({
  ...document,
  _links: Object.fromEntries(Object.entries(document?._links ?? {}).filter(([rel]) => rel !== 'curies')),
});

/** Items that lists embed, and that are something else where they are. */
export function unlike({ crawler, visits }: Crawl): readonly string[] {
  const found = new Map(visits.map(({ url, plain }) => [url, plain.body]));
  const lists = visits.filter(({ url, plain }) => plain.body?._meta !== undefined && new URL(url).search === '');
  const items = lists.flatMap(({ plain }) => Object.values<HalBody>(plain.body._embedded).flat());
  return items
    .filter((item) => !isDeepStrictEqual(item, withoutCuries(found.get(item._links.self.href))))
    .map(({ _links }) => `${crawler.role} ${_links.self.href}`);
}
