import { describe, expect, it } from '@jest/globals';
import {
  candidatesOf,
  problemOf,
  reconcile,
  type ServiceDirectory,
  type DiscoveryEvent,
  type ServiceReading,
} from './reconcile.ts';

const trustedIn = (directory: ServiceDirectory) => candidatesOf(directory, { guests: false });
const at = (second: number): Date => new Date(Date.UTC(2025, 0, 1, 0, 0, second));
const listed = (...names: readonly string[]): DiscoveryEvent => ({
  kind: 'listed',
  services: new Map(names.map((name) => [name, { home: `http://${name}/`, guest: false }])),
});
const read = (name: string, reading: ServiceReading): DiscoveryEvent => ({ kind: 'read', name, reading });
const graph = (name: string, sdl: string): DiscoveryEvent =>
  read(name, { kind: 'graph', url: `http://${name}/graphql`, sdl });
const unreachable = (name: string): DiscoveryEvent =>
  read(name, { kind: 'unreachable', problem: 'its home cannot be read' });

/** The event of a composition that rejects these services. */
const composed =
  (...rejected: readonly string[]) =>
  (directory: ServiceDirectory): DiscoveryEvent => {
    const candidates = trustedIn(directory);
    const accepted = candidates.flatMap(({ name, sdl, accepted: before }) => {
      const composedSdl = rejected.includes(name) ? before : sdl;
      return composedSdl === undefined ? [] : [[name, composedSdl] as const];
    });
    return {
      kind: 'composed',
      candidates,
      result: { accepted: new Map(accepted), rejected: new Map(rejected.map((name) => [name, ['no']])), hints: [] },
    };
  };

type TestStep = DiscoveryEvent | ((directory: ServiceDirectory) => DiscoveryEvent);
const apply = (...steps: readonly TestStep[]): ServiceDirectory =>
  steps.reduce<ServiceDirectory>(
    (directory, step, second) => reconcile(directory, typeof step === 'function' ? step(directory) : step, at(second)),
    new Map(),
  );
const serving: readonly TestStep[] = [listed('a'), graph('a', 'one'), composed()];

describe('the state of a service', () => {
  it.each<[string, readonly TestStep[], string | undefined]>([
    ['undefined while it is only listed', [listed('a')], undefined],
    ['undefined before it is composed', [listed('a'), graph('a', 'one')], undefined],
    ['serving once it is composed', serving, 'serving'],
    ['undefined when it has no GraphQL endpoint', [listed('a'), read('a', { kind: 'no-graph' })], undefined],
    ['unreachable when it cannot be read', [listed('a'), unreachable('a')], 'unreachable'],
    ['unreachable when it cannot be read any more', [...serving, unreachable('a')], 'unreachable'],
    ['serving when it can be read again', [...serving, unreachable('a'), graph('a', 'one')], 'serving'],
    ['rejected when it does not compose', [listed('a'), graph('a', 'one'), composed('a')], 'rejected'],
    ['rejected when its change does not compose', [...serving, graph('a', 'two'), composed('a')], 'rejected'],
    [
      'serving when it reverts the change',
      [...serving, graph('a', 'two'), composed('a'), graph('a', 'one')],
      'serving',
    ],
    ['serving while its change is composed', [...serving, graph('a', 'two')], 'serving'],
    ['withdrawn when the root no longer lists it', [...serving, listed()], 'withdrawn'],
    ['withdrawn even if a late read succeeds', [...serving, listed(), graph('a', 'two')], 'withdrawn'],
    ['withdrawn when it has no GraphQL endpoint any more', [...serving, read('a', { kind: 'no-graph' })], 'withdrawn'],
    ['withdrawn until it is read again', [...serving, listed(), listed('a')], 'withdrawn'],
    ['serving when it is listed and read again', [...serving, listed(), listed('a'), graph('a', 'one')], 'serving'],
  ])('is %s', (_title, steps, state) => {
    expect(apply(...steps).get('a')?.state).toBe(state);
  });

  it('removes a service that is no longer listed and was never in the graph', () => {
    expect(apply(listed('a'), graph('a', 'one'), listed()).size).toBe(0);
  });

  it('has no URL for a withdrawn service, and the last URL for an unreachable one', () => {
    expect(apply(...serving, listed()).get('a')?.url).toBeUndefined();
    expect(apply(...serving, unreachable('a')).get('a')?.url).toBe('http://a/graphql');
  });

  it('updates the URL at once', () => {
    const moved = read('a', { kind: 'graph', url: 'http://b/graphql', sdl: 'one' });
    expect(apply(...serving, moved).get('a')?.url).toBe('http://b/graphql');
  });

  it('keeps the time at which the state changed', () => {
    expect(apply(...serving, graph('a', 'one'), graph('a', 'one')).get('a')?.since).toEqual(at(2));
    expect(apply(...serving, graph('a', 'one'), unreachable('a'), unreachable('a')).get('a')?.since).toEqual(at(4));
  });

  it('returns the problem of each state', () => {
    const problem = (...steps: readonly TestStep[]): string | undefined => {
      const service = apply(...steps).get('a');
      return service && problemOf(service);
    };
    expect(problem(...serving)).toBeUndefined();
    expect(problem(...serving, unreachable('a'))).toBe('its home cannot be read');
    expect(problem(...serving, graph('a', 'two'), composed('a'))).toBe('no');
    expect(problem(...serving, listed())).toBe('it is no longer offered');
  });

  it('composes the latest schema of each service and the accepted one of withdrawn services, by name', () => {
    const directory = apply(
      listed('b', 'a'),
      graph('a', 'one'),
      graph('b', 'one'),
      composed(),
      listed('b'),
      graph('b', 'two'),
    );
    expect(trustedIn(directory)).toEqual([
      { name: 'a', sdl: 'one', accepted: 'one', away: true },
      { name: 'b', sdl: 'two', accepted: 'one' },
    ]);
  });

  it('composes only the accepted schema of a service that is away', () => {
    const candidates = (...steps: readonly TestStep[]) => trustedIn(apply(...steps));
    expect(candidates(...serving, graph('a', 'two'), unreachable('a'))).toEqual([
      { name: 'a', sdl: 'one', accepted: 'one', away: true },
    ]);
    expect(candidates(listed('a'), graph('a', 'one'), unreachable('a'))).toEqual([]);
  });

  it('leaves the graph when it is retired, until it is read again', () => {
    const retired: DiscoveryEvent = { kind: 'retired', names: new Set(['a']) };
    expect(apply(...serving, listed(), retired).size).toBe(0);
    const unread = apply(...serving, unreachable('a'), retired);
    expect([unread.get('a')?.state, trustedIn(unread)]).toEqual(['unreachable', []]);
    expect(trustedIn(apply(...serving, unreachable('a'), retired, graph('a', 'one')))).toEqual([
      { name: 'a', sdl: 'one' },
    ]);
  });

  it('leaves the graph when another takes its place while it is withdrawn', () => {
    const replaced: TestStep = (directory) => ({
      kind: 'composed',
      candidates: trustedIn(directory),
      result: { accepted: new Map([['b', 'one']]), rejected: new Map([['a', ['no']]]), hints: [] },
    });
    const directory = apply(...serving, listed('b'), graph('b', 'one'), replaced);
    expect([...directory.keys()]).toEqual(['b']);
  });

  it('leaves the graph at once when it is a guest and withdrawn', () => {
    const guest: DiscoveryEvent = {
      kind: 'listed',
      services: new Map([['a', { home: 'http://a/', guest: true }]]),
    };
    const composedGuest: TestStep = (directory) => ({
      kind: 'composed',
      candidates: candidatesOf(directory, { guests: true }),
      result: { accepted: new Map([['a', 'one']]), rejected: new Map(), hints: [] },
    });
    const steps = [guest, graph('a', 'one'), composedGuest];
    const directory = apply(...steps);
    expect([trustedIn(directory), candidatesOf(directory, { guests: true })]).toEqual([
      [],
      [{ name: 'a', sdl: 'one', accepted: 'one', guest: true }],
    ]);
    expect(apply(...steps, listed()).size).toBe(0);
  });

  it('does not modify its input', () => {
    const before = apply(...serving);
    const copy = structuredClone(before);
    reconcile(before, listed(), at(9));
    expect(before).toEqual(copy);
  });
});
