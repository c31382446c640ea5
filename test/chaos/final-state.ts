import { openStore } from '../../kit/store/open.ts';
import type { Store, Stored } from '../../kit/store/port.ts';
import type { StoreSettings } from '../../kit/store/settings.ts';
import { createLog } from '../../kit/util/log.ts';
import { serviceWords, type ServiceWord } from '../../scripts/parts.ts';
import type { Slot } from './history.ts';

/** The documents in the stores after all services have stopped. */
export interface FinalState {
  readonly venues: ReadonlyMap<string, { readonly capacity: number }>;
  readonly events: ReadonlyMap<string, { readonly venue: string; readonly slot: Slot }>;
  readonly accounts: ReadonlySet<string>;
  readonly registrations: readonly { readonly event: string; readonly account: string }[];
  /** Descriptions of incomplete writes. There should be none. */
  readonly incomplete: readonly string[];
}

interface StoredRecord extends Stored {
  readonly [name: string]: unknown;
}
interface DaySchedule extends Stored {
  readonly bookings: readonly { readonly event: string; readonly token: string }[];
}

async function findIncomplete(store: Store, word: ServiceWord): Promise<string[]> {
  const documents = await (await store.collection<StoredRecord>(word)).find({});
  const compensations = await (await store.collection<StoredRecord>(`${word}_releases`)).find({});
  const openBatches = await (await store.collection<StoredRecord>(`${word}_batches`)).find({ state: 'open' });
  return [
    ...documents.filter(({ _intent }) => _intent !== undefined).map((each) => `${word}: ${JSON.stringify(each)}`),
    ...compensations.map((each) => `${word}, a pending compensation: ${JSON.stringify(each)}`),
    ...openBatches.map((each) => `${word}, an open batch: ${JSON.stringify(each)}`),
  ];
}

/** Finds bookings whose token is not the claim of their event. */
async function findOrphanedBookings(store: Store): Promise<string[]> {
  const claims = new Map(
    (await (await store.collection<StoredRecord>('events')).find({})).map((each) => [each._id, each]),
  );
  const schedules = await (await store.collection<DaySchedule>('day_schedules')).find({});
  return schedules.flatMap(({ _id, bookings }) =>
    bookings
      .filter(({ event, token }) => claims.get(event)?.['_claim'] !== token)
      .map((booking) => `a booking in ${_id} without an event: ${JSON.stringify(booking)}`),
  );
}

/** Opens the stores of stopped services, and reads their final state. */
export async function readFinalState(settings: Readonly<Record<ServiceWord, StoreSettings>>): Promise<FinalState> {
  const log = createLog('chaos');
  const stores = await Promise.all(
    serviceWords.map(async (word) => [word, await openStore(settings[word], log)] as const),
  );
  const finalState = await finalStateOf(Object.fromEntries(stores) as Record<ServiceWord, Store>);
  for (const [, store] of stores) await store.close();
  return finalState;
}

/** Reads the final state from open stores. */
export async function finalStateOf(stores: Readonly<Record<ServiceWord, Store>>): Promise<FinalState> {
  const readAll = async (word: ServiceWord): Promise<readonly StoredRecord[]> =>
    (await stores[word].collection<StoredRecord>(word)).find({});
  const [venues, events, accounts, registrations] = [
    await readAll('venues'),
    await readAll('events'),
    await readAll('accounts'),
    await readAll('registrations'),
  ];
  const incomplete: string[] = await findOrphanedBookings(stores.events);
  for (const word of serviceWords) incomplete.push(...(await findIncomplete(stores[word], word)));
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
    incomplete,
  };
}
