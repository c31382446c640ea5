import type { Candidate, CompositionResult } from '../compose/resolve-composition.ts';
import type { SavedGraph } from '../persistence/supergraph-file.ts';

/**
 * The state of a service in the graph:
 *
 * - `serving`: its latest schema is in the graph.
 * - `unreachable`: listed at the root, but its home or schema cannot be read; its last valid schema stays in the graph.
 * - `rejected`: its latest schema does not compose; its last valid schema stays in the graph.
 * - `withdrawn`: no longer listed at the root; its schema stays in the graph, and its fields are null.
 *
 * A service that is `unreachable` or `withdrawn` leaves the graph when it is retired, at the root or because it has been
 * away for too long, or when another composes only without it. A guest that is withdrawn leaves at once.
 */
export type SubgraphState = 'serving' | 'unreachable' | 'rejected' | 'withdrawn';

/** The result of reading a service's home and schema. */
export type ServiceReading =
  | { readonly kind: 'graph'; readonly url: string; readonly sdl: string }
  /** The home has no link to a GraphQL endpoint. */
  | { readonly kind: 'no-graph' }
  | { readonly kind: 'unreachable'; readonly problem: string };

/** A service as it is listed at the root. */
export interface ListedService {
  /** The URL of its home. */
  readonly home: string;
  /** Whether it registered as a guest: without a service token. */
  readonly guest: boolean;
}

/** A service that is or was listed at the root. */
export interface KnownService extends ListedService {
  readonly name: string;
  /** Whether the root lists it now. */
  readonly listed: boolean;
  /** The last known URL of its GraphQL endpoint. */
  readonly url?: string;
  /** Its latest schema. */
  readonly sdl?: string;
  /** Its schema in the graph. */
  readonly accepted?: string;
  /** Why it cannot be read; undefined if the last read succeeded. */
  readonly unreachable?: string;
  /** The schema that did not compose, and why. */
  readonly rejected?: { readonly sdl: string; readonly problem: string };
  /** Undefined until it is composed or fails, and for a service without GraphQL. */
  readonly state?: SubgraphState;
  /** When it entered this state. */
  readonly since: Date;
}

/** All services by name. Immutable. */
export type ServiceDirectory = ReadonlyMap<string, KnownService>;

/** An event that changes the directory. */
export type DiscoveryEvent =
  /** The services of a graph that an earlier process served: none of them has been read by this one. */
  | { readonly kind: 'restored'; readonly services: SavedGraph['services'] }
  /** The root was read: the listed services by name. */
  | { readonly kind: 'listed'; readonly services: ReadonlyMap<string, ListedService> }
  | { readonly kind: 'read'; readonly name: string; readonly reading: ServiceReading }
  | { readonly kind: 'composed'; readonly candidates: readonly Candidate[]; readonly result: CompositionResult }
  /** These services are retired at the root, or have been away for too long. */
  | { readonly kind: 'retired'; readonly names: ReadonlySet<string> };

/** Returns the directory after an event. */
export function reconcile(directory: ServiceDirectory, event: DiscoveryEvent, now: Date): ServiceDirectory {
  const next = [...applyEvent(directory, event, now)].filter(
    ({ listed, accepted, guest }) => listed || (accepted !== undefined && !guest),
  );
  return new Map(next.map((service) => [service.name, withState(service, now)]));
}

function applyEvent(directory: ServiceDirectory, event: DiscoveryEvent, now: Date): Iterable<KnownService> {
  const services = [...directory.values()];
  switch (event.kind) {
    case 'restored':
      return event.services.map((service) => restoredService(service, now));
    case 'listed':
      return afterListing(services, event.services, now);
    case 'read':
      return services.map((service) => (service.name === event.name ? afterReading(service, event.reading) : service));
    case 'composed':
      return services.map((service) => afterComposition(service, event));
    case 'retired':
      return services.map((service) =>
        event.names.has(service.name) ? without(service, 'accepted', 'rejected', 'sdl') : service,
      );
  }
}

/** A saved service is as it was when it was saved, until the root says otherwise. One without a URL was withdrawn. */
const restoredService = ({ name, home, url, sdl }: SavedGraph['services'][number], since: Date): KnownService => ({
  ...{ name, home, guest: false, accepted: sdl, since, listed: url !== undefined },
  ...(url !== undefined && { url, unreachable: 'it has not been read since the gateway started' }),
});

function afterListing(
  services: readonly KnownService[],
  listed: ReadonlyMap<string, ListedService>,
  now: Date,
): readonly KnownService[] {
  const names = new Set(services.map(({ name }) => name));
  const existing = services.map((service) => {
    const listing = listed.get(service.name);
    if (listing === undefined) return without({ ...service, listed: false }, 'url', 'unreachable');
    return { ...service, ...listing, listed: true };
  });
  const added = [...listed]
    .filter(([name]) => !names.has(name))
    .map(([name, listing]) => ({ name, ...listing, listed: true, since: now }));
  return [...existing, ...added];
}

function afterReading(service: KnownService, reading: ServiceReading): KnownService {
  if (!service.listed) return service;
  switch (reading.kind) {
    case 'graph':
      return { ...without(service, 'unreachable'), url: reading.url, sdl: reading.sdl };
    case 'no-graph':
      return without(service, 'unreachable', 'url', 'sdl');
    case 'unreachable':
      return { ...service, unreachable: reading.problem };
  }
}

function afterComposition(
  service: KnownService,
  { candidates, result }: Extract<DiscoveryEvent, { kind: 'composed' }>,
): KnownService {
  const sdl = candidates.find(({ name }) => name === service.name)?.sdl;
  if (sdl === undefined) return service;
  const accepted = result.accepted.get(service.name);
  const problem = result.rejected.get(service.name)?.join('\n');
  return {
    ...without(service, 'accepted', 'rejected'),
    ...(accepted !== undefined && { accepted }),
    ...(problem !== undefined && { rejected: { sdl, problem } }),
  };
}

function withState(service: KnownService, now: Date): KnownService {
  const state = stateOf(service);
  const since = state === service.state ? service.since : now;
  return { ...without(service, 'state'), ...(state && { state }), since };
}

function stateOf(service: KnownService): SubgraphState | undefined {
  if (!service.listed) return 'withdrawn';
  if (service.unreachable !== undefined) return 'unreachable';
  // It is listed, but its current endpoint or schema is unknown.
  if (service.sdl === undefined || service.url === undefined)
    return service.accepted === undefined ? undefined : 'withdrawn';
  if (service.rejected?.sdl === service.sdl) return 'rejected';
  return service.accepted === undefined ? undefined : 'serving';
}

/** Returns why a service is not `serving`, as a sentence. */
export function problemOf(service: KnownService): string | undefined {
  if (service.state === 'unreachable') return service.unreachable;
  if (service.state === 'rejected') return service.rejected?.problem;
  return service.state === 'withdrawn' ? 'it is no longer offered' : undefined;
}

/** Whether a service is known, and cannot be reached now. */
export const isAway = ({ state }: KnownService): boolean => state === 'withdrawn' || state === 'unreachable';

/**
 * Returns the subgraphs to compose, sorted by name: the latest schemas, and the accepted ones of services that are away.
 * Either those of guests, or all others.
 */
export function candidatesOf(directory: ServiceDirectory, of: { readonly guests: boolean }): readonly Candidate[] {
  const all = [...directory.values()].filter(({ guest }) => guest === of.guests);
  return all.toSorted((a, b) => (a.name < b.name ? -1 : 1)).flatMap(candidateOf);
}

function candidateOf(service: KnownService): readonly Candidate[] {
  const { name, guest, accepted } = service;
  const away = isAway(service);
  const sdl = away ? accepted : (service.sdl ?? accepted);
  if (sdl === undefined) return [];
  return [{ name, sdl, ...(accepted !== undefined && { accepted }), ...(away && { away }), ...(guest && { guest }) }];
}

function without<T extends object, K extends keyof T>(value: T, ...keys: readonly K[]): Omit<T, K> {
  return Object.fromEntries(
    Object.entries(value).filter(([key]) => !keys.some((excluded) => excluded === key)),
  ) as Omit<T, K>;
}
