import { openStore } from '../../kit/store/open.ts';
import type { Store, Stored } from '../../kit/store/port.ts';
import type { StoreSettings } from '../../kit/store/settings.ts';
import { createLog } from '../../kit/util/log.ts';
import { serviceWords, type ServiceWord } from '../../scripts/parts.ts';
import type { Slot } from './history.ts';

/** What is there in the end. */
export interface Remains {
  readonly venues: ReadonlyMap<string, { readonly capacity: number }>;
  readonly events: ReadonlyMap<string, { readonly venue: string; readonly slot: Slot }>;
  readonly accounts: ReadonlySet<string>;
  readonly registrations: readonly { readonly event: string; readonly account: string }[];
  /** What is half-done: nothing should be. */
  readonly halfDone: readonly string[];
}

interface Loose extends Stored {
  readonly [name: string]: unknown;
}
interface Booked extends Stored {
  readonly bookings: readonly { readonly event: string; readonly token: string }[];
}

async function half(store: Store, word: ServiceWord): Promise<string[]> {
  const documents = await (await store.collection<Loose>(word)).find({});
  const releases = await (await store.collection<Loose>(`${word}_releases`)).find({});
  const open = await (await store.collection<Loose>(`${word}_batches`)).find({ state: 'open' });
  return [
    ...documents.filter(({ _intent }) => _intent !== undefined).map((each) => `${word}: ${JSON.stringify(each)}`),
    ...releases.map((each) => `${word}, to be released: ${JSON.stringify(each)}`),
    ...open.map((each) => `${word}, an open batch: ${JSON.stringify(each)}`),
  ];
}

/** Bookings that no event bears. */
async function stray(store: Store): Promise<string[]> {
  const claims = new Map((await (await store.collection<Loose>('events')).find({})).map((each) => [each._id, each]));
  const schedules = await (await store.collection<Booked>('day_schedules')).find({});
  return schedules.flatMap(({ _id, bookings }) =>
    bookings
      .filter(({ event, token }) => claims.get(event)?.['_claim'] !== token)
      .map((booking) => `a booking in ${_id} that no event bears: ${JSON.stringify(booking)}`),
  );
}

/** Opens the stores themselves, when no service uses them any more, and reads them. */
export async function readRemains(places: Readonly<Record<ServiceWord, StoreSettings>>): Promise<Remains> {
  const log = createLog('chaos');
  const opened = await Promise.all(
    serviceWords.map(async (word) => [word, await openStore(places[word], log)] as const),
  );
  const remains = await remainsOf(Object.fromEntries(opened) as Record<ServiceWord, Store>);
  for (const [, store] of opened) await store.close();
  return remains;
}

/** What is there in stores. */
export async function remainsOf(stores: Readonly<Record<ServiceWord, Store>>): Promise<Remains> {
  const all = async (word: ServiceWord): Promise<readonly Loose[]> =>
    (await stores[word].collection<Loose>(word)).find({});
  const [venues, events, accounts, registrations] = [
    await all('venues'),
    await all('events'),
    await all('accounts'),
    await all('registrations'),
  ];
  const halfDone: string[] = await stray(stores.events);
  for (const word of serviceWords) halfDone.push(...(await half(stores[word], word)));
  return {
    venues: new Map(venues.map(({ _id, capacity }) => [_id, { capacity: Number(capacity) }])),
    events: new Map(
      events.map(({ _id, venue, date, time, duration }) => [
        _id,
        { venue: String(venue), slot: { date: String(date), time: String(time), duration: String(duration) } },
      ]),
    ),
    accounts: new Set(accounts.map(({ _id }) => _id)),
    registrations: registrations.map(({ event, account }) => ({ event: String(event), account: String(account) })),
    halfDone,
  };
}
