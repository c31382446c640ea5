import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Writable } from 'node:stream';
import pino from 'pino';
import { openEmbedded } from '../../kit/store/embedded.ts';
import { StoreNotWritableError, type Collection, type Store, type Stored } from '../../kit/store/port.ts';
import type { Registrant } from './registrant.ts';
import { liveInstance, type RegistrationInput } from './registration.ts';
import type { StoredRegistration } from './stored-registration.ts';
import { maxRetiredNames } from './retired-names.ts';
import { openRegistry, type Registry, type RegistrySettings } from './registry.ts';

const guest: Registrant = { identity: undefined, address: '192.0.2.1' };
const service = (identity: string): Registrant => ({ identity, address: '192.0.2.2' });
const venues = service('venues');
const input = (name: string, overrides: Partial<RegistrationInput> = {}): RegistrationInput => ({
  name,
  baseUrl: `http://${name}`,
  rels: { [name]: { href: '/' } },
  ttl: 15,
  ...overrides,
});
const hour = 3_600_000;
const week = 7 * 24 * hour;

describe('the registry', () => {
  let lines: string[];
  let store: Store;
  let registry: Registry;
  const open = (overrides: Partial<RegistrySettings> = {}): Promise<Registry> =>
    openRegistry({
      store,
      limits: { registrations: 10, guests: 5, rels: 10, instances: 3, bytes: 100_000, guestBytes: 50_000 },
      durations: { retireMs: week, giveUpMs: hour },
      guests: true,
      log: pino(new Writable({ write: (line, _encoding, done) => done(void lines.push(String(line))) })),
      ...overrides,
    });
  const restart = async (overrides: Partial<RegistrySettings> = {}): Promise<void> => {
    await registry.close();
    registry = await open(overrides);
  };
  const register = (submitted: RegistrationInput, registrant = guest) =>
    registry.register({ input: submitted, registrant });
  const found = (name: string) => registry.find(name)!;
  const urls = () =>
    Object.fromEntries(
      registry.all().flatMap((registration) => {
        const live = liveInstance(registration, performance.now());
        return live === undefined ? [] : [[registration.name, live.content.baseUrl]];
      }),
    );
  const outcome = async (result: Promise<{ readonly ok: boolean; readonly problem?: { kind: { name: string } } }>) =>
    (await result).problem?.kind.name ?? 'done';
  const withdraw = (name: string, registrant: Registrant, withdrawal = {}) =>
    registry.withdraw(found(name), registrant, { instance: undefined, retire: false, ...withdrawal });

  beforeEach(async () => {
    jest.useFakeTimers({
      now: new Date('2026-01-01'),
      doNotFake: ['setTimeout', 'setInterval', 'setImmediate', 'nextTick', 'queueMicrotask', 'clearTimeout'],
    });
    lines = [];
    store = await openEmbedded({ directory: undefined });
    registry = await open();
  });
  afterEach(async () => {
    jest.useRealTimers();
    await registry.close();
    await store.close();
  });

  describe('names', () => {
    it('belong to the identity that registered them, from anywhere; others get one log line', async () => {
      await register(input('venues'), venues);
      expect(await outcome(register(input('venues', { baseUrl: 'http://moved' }), venues))).toBe('done');
      const theft = input('venues', { baseUrl: 'http://thief' });
      for (const thief of [guest, service('events'), guest, service('operator')]) {
        expect(await outcome(register(theft, thief))).toBe('NameTaken');
        expect(await outcome(registry.replace(found('venues'), { input: theft, registrant: thief }))).toBe('NameTaken');
        expect(await outcome(withdraw('venues', thief))).toBe('NameTaken');
      }
      expect(urls()).toEqual({ venues: 'http://moved' });
      expect(lines.map((line) => (JSON.parse(line) as { msg: string }).msg)).toEqual([
        'a guest at 192.0.2.1 tried to change the registration venues, which belongs to venues',
        'the service events at 192.0.2.2 tried to change the registration venues, which belongs to venues',
        'the service operator at 192.0.2.2 tried to change the registration venues, which belongs to venues',
      ]);
    });

    it('of guests can be replaced, and are taken over by a service', async () => {
      await register(input('venues'));
      const { _id, _created } = found('venues');
      await register(input('venues', { baseUrl: 'http://second' }));
      expect(urls()).toEqual({ venues: 'http://second' });
      expect((await register(input('venues'), venues)).ok).toBe(true);
      expect(found('venues')).toMatchObject({ _id, _created, owner: 'venues', instances: { length: 1 } });
      expect(await outcome(register(input('venues')))).toBe('NameTaken');
    });

    it('of a guest can be changed by the guest, but not to one that somebody has', async () => {
      await register(input('first'));
      await register(input('second'));
      await register(input('venues'), venues);
      await withdraw('venues', venues);
      const rename = (name: string) => registry.replace(found('first'), { input: input(name), registrant: guest });
      expect(await outcome(rename('second'))).toBe('Duplicate');
      expect(await outcome(rename('venues'))).toBe('NameTaken');
      expect(await outcome(rename('third'))).toBe('done');
      expect(Object.keys(urls())).toEqual(['second', 'third']);
    });

    it('stay reserved after a service has left, until a while later or until the operator retires them', async () => {
      for (const name of ['events', 'venues']) await register(input(name), service(name));
      await withdraw('venues', venues);
      jest.advanceTimersByTime(16_000);
      await registry.removeExpired();
      await restart();
      expect(urls()).toEqual({});
      for (const name of ['events', 'venues']) expect(await outcome(register(input(name)))).toBe('NameTaken');
      expect(found('venues').offered).toEqual(['venues']);
      expect(await outcome(withdraw('venues', service('events'), { retire: true }))).toBe('NameTaken');
      expect(registry.retired()).toEqual([]);
      expect(await outcome(withdraw('venues', service('operator'), { retire: true }))).toBe('done');
      expect(registry.retired()).toEqual(['venues']);
      expect(await outcome(register(input('venues')))).toBe('done');
      expect(registry.retired()).toEqual([]);
      jest.advanceTimersByTime(week);
      await registry.removeExpired();
      expect(registry.all()).toEqual([]);
      expect(registry.retired()).toEqual(['venues', 'events']);
      await restart();
      expect(registry.retired()).toEqual(['venues', 'events']);
    });

    it('are remembered as retired, except for guests, up to a maximum', async () => {
      const names = Array.from({ length: maxRetiredNames + 2 }, (_, index) => `service-${index}`);
      for (const name of names) {
        jest.advanceTimersByTime(1);
        await register(input(name), service(name));
        await withdraw(name, service(name), { retire: true });
      }
      await register(input('visitor'));
      await withdraw('visitor', guest, { retire: true });
      expect(registry.retired()).toEqual(names.slice(2));
      await restart();
      expect(registry.retired()).toEqual(names.slice(2));
    });

    it('keep reserving relations that the service has offered before', async () => {
      await register(input('venues', { rels: { hall: { href: '/' }, venue: { href: '/' } } }), venues);
      await register(input('venues', { rels: { venue: { href: '/' } } }), venues);
      expect(found('venues').offered).toEqual(['venue', 'hall']);
    });
  });

  describe('leases', () => {
    it('of one instance end without those of the others', async () => {
      for (const instance of ['a', 'b']) {
        await register(input('venues', { instance, baseUrl: `http://${instance}` }), venues);
        expect(urls()).toEqual({ venues: `http://${instance}` });
      }
      expect((await register(input('venues', { instance: 'a', baseUrl: 'http://a' }), venues)).ok).toBe(true);
      expect(urls()).toEqual({ venues: 'http://b' });
      await withdraw('venues', venues, { instance: 'b' });
      expect(urls()).toEqual({ venues: 'http://a' });
      await withdraw('venues', venues, { instance: 'a' });
      expect(urls()).toEqual({});
    });

    it('keep the newest instance that is live; of too many, those that expire first go', async () => {
      await register(input('venues', { instance: 'a', ttl: 60 }), venues);
      await register(input('venues', { instance: 'b', ttl: 5, baseUrl: 'http://b' }), venues);
      jest.advanceTimersByTime(6000);
      expect(urls()).toEqual({ venues: 'http://venues' });
      for (const instance of ['c', 'd', 'e']) await register(input('venues', { instance }), venues);
      expect(found('venues').instances.map(({ id }) => id)).toEqual(['a', 'd', 'e']);
    });

    it('survive steps of the clock by two hours, in both directions', async () => {
      await register(input('venues'), venues);
      await register(input('guest'));
      for (const step of [2 * hour, -4 * hour, 2 * hour]) {
        jest.setSystemTime(Date.now() + step);
        await registry.removeExpired();
        expect(Object.keys(urls())).toEqual(['guest', 'venues']);
        jest.advanceTimersByTime(4000);
      }
      jest.advanceTimersByTime(4000);
      expect(urls()).toEqual({});
    });

    it('that expired are removed from the store, and a restart revives none', async () => {
      await register(input('venues'), venues);
      await register(input('guest'));
      jest.advanceTimersByTime(16_000);
      await registry.removeExpired();
      await restart();
      expect([urls(), registry.all().map(({ name }) => name)]).toEqual([{}, ['venues']]);
      await register(input('guest'));
      await register(input('venues'), venues);
      await registry.close();
      jest.advanceTimersByTime(16_000);
      registry = await open();
      expect(urls()).toEqual({ venues: 'http://venues' });
      jest.advanceTimersByTime(16_000);
      expect(urls()).toEqual({});
    });

    it('of guests end with a restart that admits none', async () => {
      await register(input('guest', { ttl: 3600 }));
      await register(input('venues'), venues);
      await restart({ guests: false });
      await restart();
      expect(Object.keys(urls())).toEqual(['venues']);
    });

    it('are renewed in memory while the store accepts no writes, and stored afterwards', async () => {
      let isFull = false;
      const refuse = <D extends Stored>(collection: Collection<D>): Collection<D> => ({
        ...collection,
        update: (filter, update) =>
          isFull ? Promise.reject(new StoreNotWritableError('full')) : collection.update(filter, update),
      });
      const { collection } = store;
      store = { ...store, collection: async (name, indexes) => refuse(await collection(name, indexes)) };
      registry = await open();
      const submitted = input('guest', { ttl: 10 });
      await register(submitted);
      isFull = true;
      jest.advanceTimersByTime(6000);
      expect(await outcome(register(submitted))).toBe('done');
      await expect(register(input('guest'))).rejects.toThrow('full');
      jest.advanceTimersByTime(6000);
      expect(urls()).toEqual({ guest: 'http://guest' });
      isFull = false;
      await register(submitted);
      await registry.close();
      jest.advanceTimersByTime(6000);
      registry = await open();
      expect(urls()).toEqual({ guest: 'http://guest' });
    });
  });

  it('gives up a service without a lease whose home is away for long', async () => {
    await register({ name: 'guest', baseUrl: 'http://guest', rels: {} });
    const probe = (responded: boolean) => registry.recordProbe(found('guest'), found('guest').instances[0]!, responded);
    for (const responded of [false, false, true, false, false]) probe(responded);
    jest.advanceTimersByTime(2 * hour);
    await registry.removeExpired();
    expect(urls()).toEqual({ guest: 'http://guest' });
    probe(false);
    expect(urls()).toEqual({});
    probe(true);
    expect(urls()).toEqual({ guest: 'http://guest' });
    for (let missed = 0; missed < 4; missed++) probe(false);
    jest.advanceTimersByTime(hour);
    await registry.removeExpired();
    expect(registry.all()).toEqual([]);
  });

  it('reads what earlier versions stored: as of guests, with leases that start again once', async () => {
    const collection = await store.collection<StoredRegistration>('gateway_registrations');
    const document = {
      rels: '{}',
      baseUrl: 'http://old',
      missed: 0,
      _created: new Date(0),
      _updated: new Date(0),
      _etag: 'x',
    };
    await collection.insert([
      { _id: '1', name: 'leased', ttl: 60, expires: new Date(0), ...document },
      { _id: '2', name: 'unleased', ttl: null, expires: null, ...document },
    ]);
    registry = await open();
    expect(urls()).toEqual({ leased: 'http://old', unleased: 'http://old' });
    expect(await outcome(register(input('leased'), service('leased')))).toBe('done');
  });

  describe('has bounds, beyond which it stores nothing and names the limit', () => {
    const detailOf = async (result: ReturnType<typeof register>) => {
      const answered = await result;
      return answered.ok ? undefined : [answered.problem.kind.status, answered.problem.detail];
    };

    it('of registrations', async () => {
      for (let index = 0; index < 5; index++) await register(input(`guest-${index}`));
      expect(await detailOf(register(input('one-more')))).toEqual([
        507,
        'there would be 6 registrations of guests, but at most 5 are allowed (GW_MAX_GUESTS)',
      ]);
      expect(await detailOf(register(input('guest-4', { baseUrl: 'http://moved' })))).toBeUndefined();
      for (let index = 0; index < 5; index++) await register(input(`service-${index}`), service('any'));
      expect(await detailOf(register(input('one-more'), service('any')))).toEqual([
        507,
        'there would be 11 registrations, but at most 10 are allowed (GW_MAX_REGISTRATIONS)',
      ]);
      expect(registry.find('one-more')).toBeUndefined();
    });

    it('of bytes, as they are in the root', async () => {
      const links = (count: number) => ({ many: Array.from({ length: count }, () => ({ href: '/' })) });
      const large = input('guest', { rels: links(500), baseUrl: `http://guest/${'x'.repeat(150)}` });
      expect(await detailOf(register(large))).toEqual([507, expect.stringContaining('(GW_MAX_GUEST_BYTES)')]);
      expect(await detailOf(register({ ...large, name: 'venues' }, venues))).toBeUndefined();
      const other = register({ ...large, name: 'events' }, service('events'));
      expect(await detailOf(other)).toEqual([
        507,
        expect.stringContaining('at most 100000 are allowed (GW_MAX_ROOT_BYTES)'),
      ]);
    });
  });
});
