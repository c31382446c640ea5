import { linksOf, type Content, type RegisteredLink } from './registry/registration.ts';

/** A registration as the root shows it. */
export interface RootEntry {
  readonly name: string;
  readonly isGuest: boolean;
  /** What the live instance registered; undefined if none is live. */
  readonly content: Content | undefined;
  /** The relations that are reserved for a service of the system, also while it is away. */
  readonly offered: readonly string[];
}

/** The relations of the gateway itself: a service's relation of that name gets a prefix. */
const reservedRels = [
  'self',
  'gateway_registrations',
  'health',
  'describedby',
  'graphql',
  'service',
  'retired',
  'app',
  'curies',
];

/** One relation of one service. */
interface Offer {
  readonly name: string;
  readonly rel: string;
  readonly links: RegisteredLink | RegisteredLink[];
}

const offersOf = (entries: readonly RootEntry[]): readonly Offer[] =>
  entries.flatMap(({ name, content }) =>
    content === undefined ? [] : Object.entries(linksOf(content)).map(([rel, links]) => ({ name, rel, links })),
  );

/** Returns the relations that several of these services offer. */
function contestedRels(offers: readonly Offer[]): ReadonlySet<string> {
  const seen = new Set<string>();
  return new Set(offers.flatMap(({ rel }) => (seen.has(rel) ? [rel] : (seen.add(rel), []))));
}

/** Returns a link without the members that only its relation's page shows. */
function toRootLink(link: RegisteredLink): RegisteredLink {
  const pageOnly = ['description', 'methods', 'form', 'properties'];
  const members = Object.entries(link).filter(([name]) => !pageOnly.includes(name));
  return { ...Object.fromEntries(members), href: link.href };
}

/** What the services of a group must not call a relation without their name before it. */
interface Reservation {
  readonly rels: ReadonlySet<string>;
  /** Names of services: relations that begin with one and a colon are reserved, too. */
  readonly names: ReadonlySet<string>;
}

function addLinks(links: Map<string, unknown>, offers: readonly Offer[], { rels, names }: Reservation): void {
  const contested = contestedRels(offers);
  const needsPrefix = (rel: string): boolean =>
    rels.has(rel) || contested.has(rel) || names.has(rel.slice(0, Math.max(rel.indexOf(':'), 0)));
  for (const { name, rel, links: offered } of offers) {
    let key = needsPrefix(rel) ? `${name}:${rel}` : rel;
    while (links.has(key)) key = `${name}:${key}`;
    links.set(key, Array.isArray(offered) ? offered.map(toRootLink) : toRootLink(offered));
  }
}

/**
 * Merges the links of all services, in time linear in their number. A relation gets the service's name as a prefix if it
 * is reserved, if it begins with the name of a service, or if several services offer it. A guest's relation gets it also
 * if a service of the system offers it or has offered it; what guests offer changes nothing for services of the system.
 */
export function mergeLinks(entries: readonly RootEntry[]): Readonly<Record<string, unknown>> {
  const guests = entries.filter(({ isGuest }) => isGuest);
  const trusted = entries.filter(({ isGuest }) => !isGuest);
  const namesOf = (group: readonly RootEntry[]): ReadonlySet<string> => new Set(group.map(({ name }) => name));
  const links = new Map<string, unknown>();
  addLinks(links, offersOf(trusted), { rels: new Set(reservedRels), names: namesOf(trusted) });
  const offered = trusted.flatMap((entry) => entry.offered);
  addLinks(links, offersOf(guests), { rels: new Set([...reservedRels, ...offered]), names: namesOf(entries) });
  return Object.fromEntries(links);
}
