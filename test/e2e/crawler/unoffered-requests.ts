import { forEachConcurrently } from '../../support/for-each-concurrently.ts';
import type { Crawl } from './crawl.ts';
import { maxParallelRequests, sendRequest, withoutQuery } from './requests.ts';
import { isInternalRoute, matchRoute, type CrawlerRoute } from './routes.ts';
import { firstOfEachGroup } from './sampling.ts';
import { affordancesIn, type FormAffordance } from './submit-forms.ts';

/** Responses to writes that no form offered to the role. */
export interface UnofferedRequestResults {
  readonly faults: readonly string[];
  /** Operation, such as `PUT http://…/venues/:id` → statuses of the responses. */
  readonly statuses: ReadonlyMap<string, readonly number[]>;
}

export const operationKey = (method: string, { base, path }: CrawlerRoute): string => `${method} ${base}${path}`;

/** Returns method and URL of each operation that templates offer. PATCH implies PUT. */
function offeredOperations({ visits }: Crawl): ReadonlySet<string> {
  const affordances = visits.flatMap(({ halForms }) => affordancesIn(halForms.body));
  const operationsOf = ({ template }: FormAffordance): readonly string[] =>
    (template.method === 'PATCH' ? ['PATCH', 'PUT'] : [template.method]).map(
      (method) => `${method} ${template.target}`,
    );
  return new Set(affordances.flatMap(operationsOf));
}

/** Returns DELETE of each list whose items the role may delete one by one, and of whole collections for admins. */
function deletableLists({ visits, crawler }: Crawl): ReadonlySet<string> {
  const lists = visits.filter(({ halForms }) => halForms.body?._meta !== undefined);
  const deletable = lists.filter(({ url, halForms, route }) => {
    const isCollection = !route.path.includes(':');
    const items = Object.values(halForms.body._embedded).flat() as { _templates?: object }[];
    const areItemsDeletable = items.length > 0 && items.every(({ _templates = {} }) => 'delete' in _templates);
    return url === withoutQuery(url) && (isCollection ? crawler.role === 'admin' : areItemsDeletable);
  });
  return new Set(deletable.map(({ url }) => `DELETE ${url}`));
}

/** URLs to try for each route. */
const maxUrlsPerRoute = 3;

function sampleByRoute(
  urls: readonly string[],
  routes: readonly CrawlerRoute[],
): readonly (readonly [string, CrawlerRoute])[] {
  const matched = urls.flatMap((url) => {
    const route = matchRoute(url, routes);
    return route === undefined ? [] : [[url, route] as const];
  });
  return firstOfEachGroup(matched, ([, route]) => route, maxUrlsPerRoute);
}

/** Whether a write was rejected or changed nothing. */
const isRejectedOrUnchanged = (
  status: number,
  body: { changed?: boolean; delete_count?: number } | undefined,
): boolean =>
  [401, 403, 404, 409].includes(status) || (status === 200 && (body?.changed === false || body?.delete_count === 0));

/** Tries every write that no template offered to the role of a crawl, at the URLs that any role found. */
export async function tryUnofferedRequests(
  crawl: Crawl,
  { allCrawls, routes }: { allCrawls: readonly Crawl[]; routes: readonly CrawlerRoute[] },
): Promise<UnofferedRequestResults> {
  const { role, as } = crawl.crawler;
  const allowed = new Set([...offeredOperations(crawl), ...deletableLists(crawl)]);
  const discovered = new Set(allCrawls.flatMap(({ visits }) => visits.map(({ url }) => withoutQuery(url))));
  const internal = routes.filter(isInternalRoute).map(({ base, path }) => base + path);
  const attempts = sampleByRoute([...discovered, ...internal], routes).flatMap(([url, route]) =>
    route.methods.map((method) => ({ method, url, route })),
  );
  const faults: string[] = [];
  const statuses = new Map<string, number[]>();
  const isSkipped = ({ method, url, route }: (typeof attempts)[number]): boolean =>
    method === 'GET' || allowed.has(`${method} ${url}`) || isUnrestricted(route);
  await forEachConcurrently(
    attempts.filter((attempt) => !isSkipped(attempt)),
    { limit: maxParallelRequests },
    async ({ method, url, route }) => {
      const body = method === 'DELETE' ? {} : { body: {} };
      const { status, body: result } = await sendRequest(method, url, { as, headers: { 'if-match': '*' }, ...body });
      if (!isRejectedOrUnchanged(status, result))
        faults.push(`${role} ${method} ${url} is not offered, but responded ${status}`);
      const name = operationKey(method, route);
      statuses.set(name, [...(statuses.get(name) ?? []), status]);
    },
  );
  return { faults, statuses };
}

/** Whether a route is not tried: services register without credentials, and GraphQL has its own tests. */
const isUnrestricted = ({ path }: CrawlerRoute): boolean =>
  path.startsWith('/gateway_registrations') || path === '/graphql';
