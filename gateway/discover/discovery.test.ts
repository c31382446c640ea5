import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Compose, Composition } from '../compose/composer.ts';
import type { SavedGraph } from '../persistence/supergraph-file.ts';
import { createDiscovery, type Discovery, type DiscoveryParts } from './discovery.ts';
import type { ListedService, ServiceReading } from './reconcile.ts';

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

const advance = (milliseconds: number): Promise<void> => jest.advanceTimersByTimeAsync(milliseconds);
const trusted = (...names: readonly string[]): [string, ListedService][] =>
  names.map((name) => [name, { home: name, guest: false }]);
const guests = (...names: readonly string[]): [string, ListedService][] =>
  names.map((name) => [name, { home: name, guest: true }]);

/** Composes SDLs by joining them; two SDLs that begin with the same letter do not compose. */
const composeTexts: Compose = async (subgraphs): Promise<Composition> => {
  const sdls = subgraphs.map(({ sdl }) => sdl);
  const letters = sdls.map((sdl) => sdl[0]);
  if (new Set(letters).size < letters.length) return { composed: false, problems: [`${sdls.join(' ')} conflict`] };
  return { composed: true, supergraphSdl: sdls.join(' '), hints: [] };
};

interface TestDiscovery extends Discovery {
  readonly published: readonly string[];
  /** The SDLs by home; a home without one is unreachable. */
  readonly sdls: Record<string, string>;
  list(...services: readonly (readonly [string, ListedService])[]): void;
}

function startDiscovery(sdls: Record<string, string>, changed: Partial<DiscoveryParts> = {}): TestDiscovery {
  const published: string[] = [];
  const read = async (home: string): Promise<ServiceReading> => {
    const sdl = sdls[home];
    return sdl === undefined ? { kind: 'unreachable', problem: 'away' } : { kind: 'graph', url: home, sdl };
  };
  const discovery = createDiscovery({
    read,
    compose: composeTexts,
    composeGuests: composeTexts,
    publish: async (sdl) => void (published.at(-1) !== sdl && published.push(sdl)),
    onChange: () => undefined,
    onHints: () => undefined,
    restored: undefined,
    save: () => undefined,
    sweepIntervalMs: 1000,
    retryMs: 100,
    readConcurrency: 2,
    withdrawnMs: 60_000,
    unreachableMs: 120_000,
    ...changed,
  });
  return {
    ...discovery,
    published,
    sdls,
    list: (...services) => discovery.updateServices({ services: new Map(services), retired: new Set() }),
  };
}

describe('a service that is away', () => {
  it('leaves the graph at once when the root says that it is retired, unless the root lists it again', async () => {
    const discovery = startDiscovery({ speakers: 'speakers', events: 'events' });
    discovery.list(...trusted('speakers', 'events'));
    await advance(100);
    discovery.list(...trusted('events'));
    await advance(100);
    expect(discovery.published).toEqual(['events speakers']);
    const retired = new Set(['speakers', 'unknown']);
    discovery.updateServices({ services: new Map(trusted('events')), retired });
    await advance(100);
    expect(discovery.published).toEqual(['events speakers', 'events']);
    expect([...discovery.directory().keys()]).toEqual(['events']);
    discovery.updateServices({ services: new Map(trusted('events', 'speakers')), retired });
    await advance(100);
    expect(discovery.published.at(-1)).toBe('events speakers');
    discovery.close();
  });

  it('is replaced at once by a successor under another name', async () => {
    const discovery = startDiscovery({ old: 'venues', events: 'events' });
    discovery.list(...trusted('old', 'events'));
    await advance(100);
    discovery.sdls['renamed'] = 'venues';
    discovery.list(...trusted('renamed', 'events'));
    await advance(100);
    expect(discovery.published).toEqual(['events venues']);
    expect([...discovery.directory().values()].map(({ name, state }) => `${name} ${state}`)).toEqual([
      'events serving',
      'renamed serving',
    ]);
    discovery.close();
  });

  it('is replaced when the successor came first and was rejected', async () => {
    const discovery = startDiscovery({ old: 'venues', renamed: 'v2' });
    discovery.list(...trusted('old'));
    await advance(100);
    discovery.list(...trusted('old', 'renamed'));
    await advance(100);
    expect(discovery.directory().get('renamed')?.state).toBe('rejected');
    discovery.list(...trusted('renamed'));
    await advance(100);
    expect(discovery.published).toEqual(['venues', 'v2']);
    discovery.close();
  });

  it.each([
    ['withdrawn', 60_000, (discovery: TestDiscovery) => discovery.list(...trusted('b'))],
    ['unreachable', 120_000, (discovery: TestDiscovery) => void delete discovery.sdls['a']],
  ])('leaves the graph after a time: %s', async (state, limitMs, leave) => {
    const discovery = startDiscovery({ a: 'a', b: 'b' });
    discovery.list(...trusted('a', 'b'));
    await advance(100);
    leave(discovery);
    await advance(limitMs - 2000);
    expect(discovery.directory().get('a')?.state).toBe(state);
    expect(discovery.published).toEqual(['a b']);
    // The time of day does not count.
    jest.setSystemTime(Date.now() - 7_200_000);
    await advance(6000);
    expect(discovery.published).toEqual(['a b', 'b']);
    discovery.close();
  });

  it('stays if it is back in time', async () => {
    const discovery = startDiscovery({ a: 'a', b: 'b' });
    discovery.list(...trusted('a', 'b'));
    await advance(100);
    discovery.list(...trusted('b'));
    await advance(50_000);
    discovery.list(...trusted('a', 'b'));
    await advance(5000);
    discovery.list(...trusted('b'));
    await advance(50_000);
    expect(discovery.published).toEqual(['a b']);
    discovery.close();
  });
});

describe('guests', () => {
  it('are added to the graph of the trusted services, one after the other', async () => {
    const discovery = startDiscovery({ a: 'a', x: 'x', bad: 'a2', y: 'y' });
    discovery.list(...trusted('a'), ...guests('x', 'bad', 'y'));
    await advance(100);
    expect(discovery.published).toEqual(['a', 'a x y']);
    expect(discovery.directory().get('bad')?.state).toBe('rejected');
    discovery.list(...trusted('a'), ...guests('y'));
    await advance(1100);
    expect(discovery.published.at(-1)).toBe('a y');
    discovery.list(...trusted('a'));
    await advance(1100);
    expect(discovery.published.at(-1)).toBe('a');
    discovery.close();
  });

  it('do not delay the trusted services, whose changes are served without them first', async () => {
    let release = (): void => undefined;
    const composeGuests: Compose = async (subgraphs) => {
      await new Promise<void>((resolve) => (release = resolve));
      return composeTexts(subgraphs);
    };
    const discovery = startDiscovery({ a: 'a', x: 'x' }, { composeGuests });
    discovery.list(...trusted('a'), ...guests('x'));
    await advance(100);
    expect(discovery.published).toEqual(['a']);
    discovery.sdls['b'] = 'b';
    discovery.list(...trusted('a', 'b'), ...guests('x'));
    await advance(100);
    expect(discovery.published).toEqual(['a', 'a b']);
    release();
    await advance(0);
    release();
    await advance(0);
    expect(discovery.published).toEqual(['a', 'a b', 'a b x']);
    discovery.close();
  });

  it('are composed again after a pause when they change, and not if they were rejected as they are', async () => {
    const composeGuests = jest.fn(composeTexts);
    const discovery = startDiscovery({ a: 'a', x: 'x', bad: 'a2' }, { composeGuests });
    discovery.list(...trusted('a'), ...guests('x', 'bad'));
    await advance(100);
    composeGuests.mockClear();
    discovery.sdls['x'] = 'x2';
    discovery.list(...trusted('a'), ...guests('x', 'bad'));
    await advance(300);
    expect(composeGuests).not.toHaveBeenCalled();
    await advance(1000);
    expect(discovery.published.at(-1)).toBe('a x2');
    expect(composeGuests.mock.calls.map(([subgraphs]) => subgraphs.map(({ sdl }) => sdl).join(' '))).toEqual([
      'a x',
      'a x2',
    ]);
    discovery.close();
  });

  it('leave the graph when it cannot be served with them', async () => {
    const publish = jest.fn(async (sdl: string) => {
      if (sdl.includes('x')) throw new Error('no');
    });
    const discovery = startDiscovery({ a: 'a', x: 'x' }, { publish });
    discovery.list(...trusted('a'), ...guests('x'));
    await advance(100);
    expect(publish.mock.calls).toEqual([['a'], ['a x'], ['a']]);
    expect(discovery.directory().get('x')).toMatchObject({ state: 'rejected', rejected: { problem: 'no' } });
    discovery.close();
  });
});

describe('a graph that an earlier process served', () => {
  const restored: SavedGraph = {
    supergraphSdl: 'a b',
    services: [
      { name: 'a', home: 'a', url: 'a/graphql', sdl: 'a' },
      { name: 'b', home: 'b', url: 'b/graphql', sdl: 'b' },
    ],
  };
  const start = (sdls: Record<string, string>, changed: Partial<DiscoveryParts> = {}) => {
    const saved: SavedGraph[] = [];
    const discovery = startDiscovery(sdls, { restored, save: (graph) => void saved.push(graph), ...changed });
    return { ...discovery, saved, state: (name: string) => discovery.directory().get(name)?.state };
  };

  it('is known before the root has been read, and its services are read', async () => {
    const discovery = start({ a: 'a' });
    discovery.readRestored();
    expect(discovery.directory().get('b')).toMatchObject({ url: 'b/graphql', accepted: 'b', state: 'unreachable' });
    await advance(100);
    expect([discovery.state('a'), discovery.state('b')]).toEqual(['serving', 'unreachable']);
    expect(discovery.published).toEqual([]);
    discovery.close();
  });

  it('keeps the fields of a service that is down, for as long as of any other that is away', async () => {
    const discovery = start({ a: 'a' });
    discovery.list(...trusted('a', 'b'));
    await advance(100_000);
    expect(discovery.published).toEqual([]);
    await advance(30_000);
    expect(discovery.published).toEqual(['a']);
    discovery.close();
  });

  it('loses the endpoint of a service that the root does not list, and then its fields', async () => {
    const discovery = start({ a: 'a', b: 'b' });
    discovery.list(...trusted('a'));
    expect(discovery.directory().get('b')).toMatchObject({ state: 'withdrawn' });
    expect(discovery.directory().get('b')?.url).toBeUndefined();
    expect(discovery.saved.at(-1)?.services).toContainEqual({ name: 'b', home: 'b', sdl: 'b' });
    await advance(70_000);
    expect(discovery.published).toEqual(['a']);
    expect(discovery.saved.at(-1)).toEqual({
      supergraphSdl: 'a',
      services: [{ name: 'a', home: 'a', url: 'a', sdl: 'a' }],
    });
    discovery.close();
  });

  it('does not read or ask a service that was withdrawn when it was saved', async () => {
    const read = jest.fn(async (): Promise<ServiceReading> => ({ kind: 'unreachable', problem: 'away' }));
    const { supergraphSdl, services } = restored;
    const saved = services.map(({ url, ...service }) => (service.name === 'b' ? service : { ...service, url }));
    const discovery = start({}, { read, restored: { supergraphSdl, services: saved } });
    discovery.readRestored();
    await advance(100);
    expect([discovery.state('b'), discovery.directory().get('b')?.url]).toEqual(['withdrawn', undefined]);
    expect(new Set(read.mock.calls.flat())).toEqual(new Set(['a']));
    discovery.close();
  });

  it('is not trusted any more where the root lists a guest instead', async () => {
    const discovery = start({ a: 'a', b: 'b' });
    discovery.list(...trusted('a'), ...guests('b'));
    await advance(100);
    expect(discovery.published[0]).toBe('a');
    expect(discovery.saved.at(-1)?.services.map(({ name }) => name)).toEqual(['a']);
    discovery.close();
  });

  it('is saved without guests', async () => {
    const discovery = start({ a: 'a', x: 'x' }, { restored: undefined });
    discovery.list(...trusted('a'), ...guests('x'));
    await advance(100);
    expect(discovery.published.at(-1)).toBe('a x');
    expect(discovery.saved.at(-1)).toEqual({
      supergraphSdl: 'a',
      services: [{ name: 'a', home: 'a', url: 'a', sdl: 'a' }],
    });
    discovery.close();
  });
});

describe('reading services', () => {
  it('has a limit, and guests do not take the places of the others', async () => {
    const pending: string[] = [];
    const read = (home: string): Promise<ServiceReading> => {
      pending.push(home);
      return new Promise(() => undefined);
    };
    const discovery = startDiscovery({}, { read });
    discovery.list(...guests('u', 'v', 'w'), ...trusted('a', 'b', 'c'));
    await advance(100);
    expect(pending.toSorted()).toEqual(['a', 'b', 'u', 'v']);
    discovery.close();
  });
});
