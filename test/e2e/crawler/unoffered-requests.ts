import type { Crawl } from './crawl.ts';
import { eachOf, request } from './requests.ts';
import { isInternal, routeOf, type KnownRoute } from './routes.ts';
import { offersIn, type Offer } from './submit-forms.ts';

/** What a caller tried that was not on offer to them. */
export interface Refusals {
  readonly faults: readonly string[];
  /** `PUT http://…/venues/:id` → the statuses of the answers. */
  readonly answers: ReadonlyMap<string, readonly number[]>;
}

export const nameOf = (method: string, { base, path }: KnownRoute): string => `${method} ${base}${path}`;

const withoutQuery = (url: string): string => url.replace(/\?.*$/, '');

/** Method and URL of everything that templates offer to the caller; what may be changed may be replaced as well. */
function offered({ visits }: Crawl): ReadonlySet<string> {
  const offers = visits.flatMap(({ forms }) => offersIn(forms.body));
  const nameOfOffer = ({ template }: Offer): readonly string[] =>
    (template.method === 'PATCH' ? ['PATCH', 'PUT'] : [template.method]).map(
      (method) => `${method} ${template.target}`,
    );
  return new Set(offers.flatMap(nameOfOffer));
}

/** Lists whose items the caller may remove one by one: then they may all at once. */
function removable({ visits, crawler }: Crawl): ReadonlySet<string> {
  const lists = visits.filter(({ forms }) => forms.body?._meta !== undefined);
  const may = lists.filter(({ url, forms, route }) => {
    const isWhole = !route.path.includes(':');
    const items = Object.values(forms.body._embedded).flat() as { _templates?: object }[];
    const all = items.length > 0 && items.every(({ _templates = {} }) => 'delete' in _templates);
    return url === withoutQuery(url) && (isWhole ? crawler.role === 'admin' : all);
  });
  return new Set(may.map(({ url }) => `DELETE ${url}`));
}

/** URLs of one kind are alike; so many of each are tried. */
const ofEachKind = 3;

function someOfEach(
  urls: readonly string[],
  routes: readonly KnownRoute[],
): readonly (readonly [string, KnownRoute])[] {
  const counts = new Map<KnownRoute, number>();
  return urls.flatMap((url) => {
    const route = routeOf(url, routes);
    const count = route === undefined ? ofEachKind : (counts.get(route) ?? 0);
    if (route === undefined || count >= ofEachKind) return [];
    counts.set(route, count + 1);
    return [[url, route] as const];
  });
}

/** Whether it was refused; or was so already, and is not changed. */
const isHarmless = (status: number, body: { changed?: boolean; delete_count?: number } | undefined): boolean =>
  [401, 403, 404, 409].includes(status) || (status === 200 && (body?.changed === false || body?.delete_count === 0));

/** Tries, as the caller of one crawl, every write that no template offers, wherever anybody's crawl came. */
export async function tryWhatIsNotOffered(
  crawl: Crawl,
  { everywhere, routes }: { everywhere: readonly Crawl[]; routes: readonly KnownRoute[] },
): Promise<Refusals> {
  const { role, as } = crawl.crawler;
  const allowed = new Set([...offered(crawl), ...removable(crawl)]);
  const seen = new Set(everywhere.flatMap(({ visits }) => visits.map(({ url }) => withoutQuery(url))));
  const internal = routes.filter(isInternal).map(({ base, path }) => base + path);
  const tries = someOfEach([...seen, ...internal], routes).flatMap(([url, route]) =>
    route.methods.map((method) => ({ method, url, route })),
  );
  const faults: string[] = [];
  const answers = new Map<string, number[]>();
  const untouched = ({ method, url, route }: (typeof tries)[number]): boolean =>
    method === 'GET' || allowed.has(`${method} ${url}`) || isOpen(route);
  await eachOf(
    tries.filter((each) => !untouched(each)),
    async ({ method, url, route }) => {
      const body = method === 'DELETE' ? {} : { body: {} };
      const { status, body: answer } = await request(method, url, { as, headers: { 'if-match': '*' }, ...body });
      if (!isHarmless(status, answer)) faults.push(`${role} ${method} ${url} is not offered, and answered ${status}`);
      const name = nameOf(method, route);
      answers.set(name, [...(answers.get(name) ?? []), status]);
    },
  );
  return { faults, answers };
}

/** Services register without credentials, as with the original gateway; GraphQL has tests of its own. */
const isOpen = ({ path }: KnownRoute): boolean => path.startsWith('/gateway_registrations') || path === '/graphql';
