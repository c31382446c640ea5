import type { Document } from '../../../kit/resource/definition/documents.ts';
import { newDocument, newId } from '../../../kit/resource/documents.ts';
import type { Stored } from '../../../kit/store/port.ts';
import { intervalOf, periodsOf } from '../../../subgraphs/events/interval.ts';
import { openDocuments, type BenchSystem } from '../bench-system.ts';

/** Documents in one insert. */
const batchSize = 5000;
const eventsPerVenue = 100;
const eventsPerDay = 4;
/** Names are not in the order of insertion. The number has no factor in common with the sizes, so that they differ. */
const stride = 7919;

interface Schedule extends Stored {
  readonly bookings: unknown[];
}

/** What the requests of the benchmark name. */
export interface FilledSystem {
  readonly size: number;
  readonly venues: readonly string[];
  /** Some of the events. */
  readonly events: readonly string[];
  readonly member: Document;
}

/** Returns the date after some days from the first one on. */
export const dateAfter = (days: number): string =>
  new Date(Date.UTC(2027, 0, 1) + days * 86_400_000).toISOString().slice(0, 10);

/** Returns an event as the service stores it. Those of one venue are four a day. */
function eventAt(index: number, { venues, member, size }: Omit<FilledSystem, 'events'>): Document {
  const slot = Math.floor(index / venues.length);
  const hour = 8 + 3 * (slot % eventsPerDay);
  const values = {
    name: `Event ${String((index * stride) % size).padStart(9, '0')}`,
    description: 'The agenda is sent with the invitation.',
    venue: venues[index % venues.length],
    date: dateAfter(Math.floor(slot / eventsPerDay)),
    time: `${String(hour).padStart(2, '0')}:00:00`,
    duration: 'PT1H',
  };
  const _id = newId();
  return { ...newDocument(values, { _id, owner: member._id }), _claim: _id };
}

/** Adds the bookings of events to the schedules of their venues. */
function book(schedules: Map<string, Schedule>, documents: readonly Document[]): void {
  for (const document of documents) {
    const interval = intervalOf(document as unknown as Parameters<typeof intervalOf>[0]);
    for (const period of periodsOf(interval)) {
      const _id = `${String(document['venue'])}/${period}`;
      const schedule = schedules.get(_id) ?? { _id, bookings: [] };
      schedule.bookings.push({ event: document._id, ...interval, token: document._claim });
      schedules.set(_id, schedule);
    }
  }
}

async function fillEvents(stores: BenchSystem['stores'], system: Omit<FilledSystem, 'events'>) {
  const collection = await openDocuments(stores, 'events');
  const schedules = new Map<string, Schedule>();
  const some: string[] = [];
  for (let from = 0; from < system.size; from += batchSize) {
    const length = Math.min(batchSize, system.size - from);
    const documents = Array.from({ length }, (_, index) => eventAt(from + index, system));
    await collection.insert(documents);
    book(schedules, documents);
    some.push(...documents.filter((_, index) => (from + index) % (system.size / 1000) < 1).map(({ _id }) => _id));
  }
  const all = [...schedules.values()];
  const bookings = await stores.events.collection<Schedule>('day_schedules');
  for (let from = 0; from < all.length; from += batchSize) await bookings.insert(all.slice(from, from + batchSize));
  return some;
}

/** Fills the stores with events, in the form in which the services write them, and with their venues and a member. */
export async function fillSystem(stores: BenchSystem['stores'], size: number): Promise<FilledSystem> {
  const venues = Array.from({ length: Math.ceil(size / eventsPerVenue) }, (_, index) =>
    newDocument({ name: `Venue ${index}`, capacity: 50 }, { _id: newId(), owner: undefined }),
  );
  const collection = await openDocuments(stores, 'venues');
  for (let from = 0; from < venues.length; from += batchSize)
    await collection.insert(venues.slice(from, from + batchSize));
  const member = newDocument(
    { username: 'member', name: 'Member', role: 'member' },
    { _id: newId(), owner: undefined },
  );
  await (await openDocuments(stores, 'accounts')).insert([member]);
  const filled = { size, venues: venues.map(({ _id }) => _id), member };
  return { ...filled, events: await fillEvents(stores, filled) };
}
