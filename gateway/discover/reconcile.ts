import type { Candidate, CompositionResult } from '../compose/resolve-composition.ts';

/**
 * - `serving`: part of the graph, as it is now.
 * - `unreachable`: listed in the root, but its home or its schema could not be read; what was good stays in the graph.
 * - `rejected`: its schema does not compose with the others'; what was good stays in the graph.
 * - `withdrawn`: part of the graph, but the root lists it no more; its fields are null.
 */
export type SubgraphState = 'serving' | 'unreachable' | 'rejected' | 'withdrawn';

/** What reading a service's home and schema gave. */
export type ServiceReading =
  | { readonly kind: 'graph'; readonly url: string; readonly sdl: string }
  /** The service offers no GraphQL. */
  | { readonly kind: 'no-graph' }
  | { readonly kind: 'away'; readonly problem: string };

/** A service that the root lists, or listed. */
export interface KnownService {
  readonly name: string;
  readonly home: string;
  readonly listed: boolean;
  /** Where its GraphQL endpoint was seen last. */
  readonly url?: string;
  /** Its schema as seen last. */
  readonly sdl?: string;
  /** Its schema as it is in the graph. */
  readonly accepted?: string;
  readonly away?: string;
  readonly refused?: { readonly sdl: string; readonly problem: string };
  /** None while nothing is known of it, or it offers no GraphQL. */
  readonly state?: SubgraphState;
  /** Since when it has been in this state. */
  readonly since: Date;
}

/** All services by name; a value, never changed in place. */
export type ServiceDirectory = ReadonlyMap<string, KnownService>;

export type DiscoveryEvent =
  /** The root was read: names and homes of what it lists. */
  | { readonly kind: 'listed'; readonly homes: ReadonlyMap<string, string> }
  | { readonly kind: 'read'; readonly name: string; readonly reading: ServiceReading }
  | { readonly kind: 'composed'; readonly candidates: readonly Candidate[]; readonly verdict: CompositionResult };

/** The directory after an occurrence. */
export function reconcile(directory: ServiceDirectory, occurrence: DiscoveryEvent, now: Date): ServiceDirectory {
  const next = [...after(directory, occurrence, now)].filter(
    ({ listed, accepted }) => listed || accepted !== undefined,
  );
  return new Map(next.map((known) => [known.name, settled(known, directory.get(known.name), now)]));
}

function after(directory: ServiceDirectory, occurrence: DiscoveryEvent, now: Date): Iterable<KnownService> {
  const known = [...directory.values()];
  switch (occurrence.kind) {
    case 'listed':
      return afterListing(known, occurrence.homes, now);
    case 'read':
      return known.map((each) => (each.name === occurrence.name ? afterReading(each, occurrence.reading) : each));
    case 'composed':
      return known.map((each) => afterComposing(each, occurrence));
  }
}

function afterListing(
  known: readonly KnownService[],
  homes: ReadonlyMap<string, string>,
  now: Date,
): readonly KnownService[] {
  const names = new Set(known.map(({ name }) => name));
  const staying = known.map((each) => {
    const home = homes.get(each.name);
    if (home === undefined) return without({ ...each, listed: false }, 'url', 'away');
    return { ...each, home, listed: true };
  });
  const newcomers = [...homes]
    .filter(([name]) => !names.has(name))
    .map(([name, home]) => ({ name, home, listed: true, since: now }));
  return [...staying, ...newcomers];
}

function afterReading(known: KnownService, reading: ServiceReading): KnownService {
  if (!known.listed) return known;
  switch (reading.kind) {
    case 'graph':
      return { ...without(known, 'away'), url: reading.url, sdl: reading.sdl };
    case 'no-graph':
      return without(known, 'away', 'url', 'sdl');
    case 'away':
      return { ...known, away: reading.problem };
  }
}

function afterComposing(
  known: KnownService,
  { candidates, verdict }: Extract<DiscoveryEvent, { kind: 'composed' }>,
): KnownService {
  const tried = candidates.find(({ name }) => name === known.name)?.sdl;
  if (tried === undefined) return known;
  const accepted = verdict.accepted.get(known.name);
  const problem = verdict.rejected.get(known.name)?.join('\n');
  return {
    ...without(known, 'accepted', 'refused'),
    ...(accepted !== undefined && { accepted }),
    ...(problem !== undefined && { refused: { sdl: tried, problem } }),
  };
}

function settled(known: KnownService, before: KnownService | undefined, now: Date): KnownService {
  const state = stateOf(known);
  const since = before?.state === state ? (before?.since ?? now) : now;
  return { ...without(known, 'state'), ...(state && { state }), since };
}

function stateOf(known: KnownService): SubgraphState | undefined {
  if (!known.listed) return 'withdrawn';
  if (known.away !== undefined) return 'unreachable';
  // Listed again, or still, but not known to offer anything now.
  if (known.sdl === undefined || known.url === undefined) return known.accepted === undefined ? undefined : 'withdrawn';
  if (known.refused?.sdl === known.sdl) return 'rejected';
  return known.accepted === undefined ? undefined : 'serving';
}

/** What is wrong with it, as a sentence. */
export function problemOf(known: KnownService): string | undefined {
  if (known.state === 'unreachable') return known.away;
  if (known.state === 'rejected') return known.refused?.problem;
  return known.state === 'withdrawn' ? 'it is no longer offered' : undefined;
}

/** Who is to be in the graph: whoever offers a schema, and whoever was in and is gone for now. Sorted by name. */
export function candidatesOf(directory: ServiceDirectory): readonly Candidate[] {
  const all = [...directory.values()].toSorted((one, other) => (one.name < other.name ? -1 : 1));
  return all.flatMap(({ name, sdl, accepted }) => {
    const latest = sdl ?? accepted;
    return latest === undefined ? [] : [{ name, sdl: latest, ...(accepted !== undefined && { accepted }) }];
  });
}

function without<T extends object, K extends keyof T>(value: T, ...keys: readonly K[]): Omit<T, K> {
  return Object.fromEntries(Object.entries(value).filter(([key]) => !keys.some((each) => each === key))) as Omit<T, K>;
}
