import type { Candidate, CompositionResult } from '../compose/resolve-composition.ts';

/**
 * The state of a service in the graph:
 *
 * - `serving`: its latest schema is in the graph.
 * - `unreachable`: listed at the root, but its home or schema cannot be read; its last valid schema stays in the graph.
 * - `rejected`: its latest schema does not compose; its last valid schema stays in the graph.
 * - `withdrawn`: no longer listed at the root; its schema stays in the graph, and its fields are null.
 */
export type SubgraphState = 'serving' | 'unreachable' | 'rejected' | 'withdrawn';

/** The result of reading a service's home and schema. */
export type ServiceReading =
  | { readonly kind: 'graph'; readonly url: string; readonly sdl: string }
  /** The home has no link to a GraphQL endpoint. */
  | { readonly kind: 'no-graph' }
  | { readonly kind: 'unreachable'; readonly problem: string };

/** A service that is or was listed at the root. */
export interface KnownService {
  readonly name: string;
  readonly home: string;
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
  /** The root was read: name → URL of the home. */
  | { readonly kind: 'listed'; readonly homes: ReadonlyMap<string, string> }
  | { readonly kind: 'read'; readonly name: string; readonly reading: ServiceReading }
  | { readonly kind: 'composed'; readonly candidates: readonly Candidate[]; readonly result: CompositionResult };

/** Returns the directory after an event. */
export function reconcile(directory: ServiceDirectory, event: DiscoveryEvent, now: Date): ServiceDirectory {
  const next = [...applyEvent(directory, event, now)].filter(
    ({ listed, accepted }) => listed || accepted !== undefined,
  );
  return new Map(next.map((service) => [service.name, withState(service, now)]));
}

function applyEvent(directory: ServiceDirectory, event: DiscoveryEvent, now: Date): Iterable<KnownService> {
  const services = [...directory.values()];
  switch (event.kind) {
    case 'listed':
      return afterListing(services, event.homes, now);
    case 'read':
      return services.map((service) => (service.name === event.name ? afterReading(service, event.reading) : service));
    case 'composed':
      return services.map((service) => afterComposition(service, event));
  }
}

function afterListing(
  services: readonly KnownService[],
  homes: ReadonlyMap<string, string>,
  now: Date,
): readonly KnownService[] {
  const names = new Set(services.map(({ name }) => name));
  const existing = services.map((service) => {
    const home = homes.get(service.name);
    if (home === undefined) return without({ ...service, listed: false }, 'url', 'unreachable');
    return { ...service, home, listed: true };
  });
  const added = [...homes]
    .filter(([name]) => !names.has(name))
    .map(([name, home]) => ({ name, home, listed: true, since: now }));
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

/** Returns the subgraphs to compose, sorted by name: the latest schemas, and accepted ones of services without any. */
export function candidatesOf(directory: ServiceDirectory): readonly Candidate[] {
  const all = [...directory.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return all.flatMap(({ name, sdl, accepted }) => {
    const latest = sdl ?? accepted;
    return latest === undefined ? [] : [{ name, sdl: latest, ...(accepted !== undefined && { accepted }) }];
  });
}

function without<T extends object, K extends keyof T>(value: T, ...keys: readonly K[]): Omit<T, K> {
  return Object.fromEntries(
    Object.entries(value).filter(([key]) => !keys.some((excluded) => excluded === key)),
  ) as Omit<T, K>;
}
