import { openStore } from '../../kit/store/open.ts';
import type { Store, Stored } from '../../kit/store/port.ts';
import type { StoreSettings } from '../../kit/store/settings.ts';
import { createLog } from '../../kit/util/log.ts';
import { withDomain, type WithDomain } from '../../scripts/domain.ts';
import { serviceParts } from '../support/parts.ts';
import type { ServiceWord } from './cluster-services.ts';
import type { Slot } from './history.ts';

/** The documents in the stores after all services have stopped. */
export interface FinalState {
  readonly venues: ReadonlyMap<string, { readonly capacity: number }>;
  readonly events: ReadonlyMap<string, { readonly venue: string; readonly slot: Slot }>;
  readonly accounts: ReadonlySet<string>;
  readonly registrations: readonly { readonly event: string; readonly account: string }[];
  /** Of the late service; none in a system without it. */
  readonly speakers: ReadonlyMap<string, { readonly event: string }>;
  /** Descriptions of incomplete writes. There should be none. */
  readonly incomplete: readonly string[];
  /**
   * Descriptions of bookings that are not valid. There should be none, unless a booking was written after its claim had
   * been released, and its writer was killed.
   */
  readonly voidBookings: readonly string[];
}

interface StoredRecord extends Stored {
  readonly [name: string]: unknown;
}
interface DaySchedule extends Stored {
  readonly bookings: readonly { readonly event: string; readonly token: string }[];
}

async function findIncomplete(store: Store, plural: string): Promise<string[]> {
  const documents = await (await store.collection<StoredRecord>(plural)).find({});
  const compensations = await (await store.collection<StoredRecord>(`${plural}_releases`)).find({});
  const openBatches = await (await store.collection<StoredRecord>(`${plural}_batches`)).find({ state: 'open' });
  return [
    ...documents.filter(({ _intent }) => _intent !== undefined).map((each) => `${plural}: ${JSON.stringify(each)}`),
    ...compensations.map((each) => `${plural}, a pending compensation: ${JSON.stringify(each)}`),
    ...openBatches.map((each) => `${plural}, an open batch: ${JSON.stringify(each)}`),
  ];
}

/** Finds bookings whose token is not the claim of their event. */
async function findVoidBookings(store: Store): Promise<string[]> {
  const claims = new Map(
    (await (await store.collection<StoredRecord>('events')).find({})).map((each) => [each._id, each]),
  );
  const schedules = await (await store.collection<DaySchedule>('day_schedules')).find({});
  return schedules.flatMap(({ _id, bookings }) =>
    bookings
      .filter(({ event, token }) => claims.get(event)?.['_claim'] !== token)
      .map((booking) => `a booking in ${_id} that is not valid: ${JSON.stringify(booking)}`),
  );
}

/** Opens the stores of stopped services, and reads their final state. */
export async function readFinalState(settings: WithDomain<StoreSettings>): Promise<FinalState> {
  const log = createLog('chaos');
  const stores = await Promise.all(
    Object.entries(settings).map(async ([word, each]) => [word, await openStore(each, log)] as const),
  );
  const finalState = await finalStateOf(withDomain(Object.fromEntries(stores)));
  for (const [, store] of stores) await store.close();
  return finalState;
}

/** Reads the final state from open stores. */
export async function finalStateOf(stores: WithDomain<Store>): Promise<FinalState> {
  const readAll = async (word: ServiceWord): Promise<readonly StoredRecord[]> =>
    (await (await stores[word]?.collection<StoredRecord>(word))?.find({})) ?? [];
  const [venues, events, accounts, registrations, speakers] = [
    await readAll('venues'),
    await readAll('events'),
    await readAll('accounts'),
    await readAll('registrations'),
    await readAll('speakers'),
  ];
  const incomplete: string[] = [];
  for (const [word, store] of Object.entries(stores))
    incomplete.push(...(await findIncomplete(store, serviceParts[word]?.definition.plural ?? word)));
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
    speakers: new Map(speakers.map(({ _id, event }) => [_id, { event: String(event) }])),
    incomplete,
    voidBookings: await findVoidBookings(stores.events),
  };
}
