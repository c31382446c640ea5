import { describe, expect, it } from '@jest/globals';
import {
  candidatesOf,
  problemOf,
  reconcile,
  type ServiceDirectory,
  type DiscoveryEvent,
  type ServiceReading,
} from './reconcile.ts';

const at = (second: number): Date => new Date(Date.UTC(2025, 0, 1, 0, 0, second));
const listed = (...names: readonly string[]): DiscoveryEvent => ({
  kind: 'listed',
  homes: new Map(names.map((name) => [name, `http://${name}/`])),
});
const read = (name: string, reading: ServiceReading): DiscoveryEvent => ({ kind: 'read', name, reading });
const graph = (name: string, sdl: string): DiscoveryEvent =>
  read(name, { kind: 'graph', url: `http://${name}/graphql`, sdl });
const away = (name: string): DiscoveryEvent => read(name, { kind: 'away', problem: 'its home is silent' });

/** What composing gives when these are rejected. */
const composed =
  (...rejected: readonly string[]) =>
  (directory: ServiceDirectory): DiscoveryEvent => {
    const candidates = candidatesOf(directory);
    const accepted = candidates.flatMap(({ name, sdl, accepted: before }) => {
      const taken = rejected.includes(name) ? before : sdl;
      return taken === undefined ? [] : [[name, taken] as const];
    });
    return {
      kind: 'composed',
      candidates,
      verdict: { accepted: new Map(accepted), rejected: new Map(rejected.map((name) => [name, ['no']])), hints: [] },
    };
  };

type Step = DiscoveryEvent | ((directory: ServiceDirectory) => DiscoveryEvent);
const after = (...steps: readonly Step[]): ServiceDirectory =>
  steps.reduce<ServiceDirectory>(
    (directory, step, second) => reconcile(directory, typeof step === 'function' ? step(directory) : step, at(second)),
    new Map(),
  );
const serving: readonly Step[] = [listed('a'), graph('a', 'one'), composed()];

describe('what the gateway knows of a service', () => {
  it.each<[string, readonly Step[], string | undefined]>([
    ['nothing while it is only listed', [listed('a')], undefined],
    ['nothing before it is composed', [listed('a'), graph('a', 'one')], undefined],
    ['serving once it is composed', serving, 'serving'],
    ['nothing when it offers no graph', [listed('a'), read('a', { kind: 'no-graph' })], undefined],
    ['unreachable when it cannot be read', [listed('a'), away('a')], 'unreachable'],
    ['unreachable when it served and cannot be read', [...serving, away('a')], 'unreachable'],
    ['serving when it can be read again', [...serving, away('a'), graph('a', 'one')], 'serving'],
    ['rejected when it does not compose', [listed('a'), graph('a', 'one'), composed('a')], 'rejected'],
    ['rejected when its change does not compose', [...serving, graph('a', 'two'), composed('a')], 'rejected'],
    [
      'serving when it takes the change back',
      [...serving, graph('a', 'two'), composed('a'), graph('a', 'one')],
      'serving',
    ],
    ['serving while its change is composed', [...serving, graph('a', 'two')], 'serving'],
    ['withdrawn when the root lists it no more', [...serving, listed()], 'withdrawn'],
    ['withdrawn, whatever a late reading says', [...serving, listed(), graph('a', 'two')], 'withdrawn'],
    ['withdrawn when its home offers no graph any more', [...serving, read('a', { kind: 'no-graph' })], 'withdrawn'],
    ['withdrawn until it is read again', [...serving, listed(), listed('a')], 'withdrawn'],
    ['serving when it comes back', [...serving, listed(), listed('a'), graph('a', 'one')], 'serving'],
  ])('is %s', (_what, steps, state) => {
    expect(after(...steps).get('a')?.state).toBe(state);
  });

  it('forgets one that never was in the graph and is gone', () => {
    expect(after(listed('a'), graph('a', 'one'), listed()).size).toBe(0);
  });

  it('has no address for one that withdrew, and the last one for one that cannot be read', () => {
    expect(after(...serving, listed()).get('a')?.url).toBeUndefined();
    expect(after(...serving, away('a')).get('a')?.url).toBe('http://a/graphql');
  });

  it('takes over a new address at once', () => {
    const moved = read('a', { kind: 'graph', url: 'http://b/graphql', sdl: 'one' });
    expect(after(...serving, moved).get('a')?.url).toBe('http://b/graphql');
  });

  it('remembers since when it is so', () => {
    expect(after(...serving, graph('a', 'one'), graph('a', 'one')).get('a')?.since).toEqual(at(2));
    expect(after(...serving, graph('a', 'one'), away('a'), away('a')).get('a')?.since).toEqual(at(4));
  });

  it('tells what is wrong', () => {
    const problem = (...steps: readonly Step[]): string | undefined => {
      const known = after(...steps).get('a');
      return known && problemOf(known);
    };
    expect(problem(...serving)).toBeUndefined();
    expect(problem(...serving, away('a'))).toBe('its home is silent');
    expect(problem(...serving, graph('a', 'two'), composed('a'))).toBe('no');
    expect(problem(...serving, listed())).toBe('it is no longer offered');
  });

  it('proposes the latest of each, and the last good of whoever is gone, by name', () => {
    const directory = after(
      listed('b', 'a'),
      graph('a', 'one'),
      graph('b', 'one'),
      composed(),
      listed('b'),
      graph('b', 'two'),
    );
    expect(candidatesOf(directory)).toEqual([
      { name: 'a', sdl: 'one', accepted: 'one' },
      { name: 'b', sdl: 'two', accepted: 'one' },
    ]);
  });

  it('never changes what it was given', () => {
    const before = after(...serving);
    const copy = structuredClone(before);
    reconcile(before, listed(), at(9));
    expect(before).toEqual(copy);
  });
});
