import { basicAuthorization } from '../../kit/access/credentials.ts';
import type { Document } from '../../kit/resource/definition/documents.ts';
import { newDocument, newId } from '../../kit/resource/documents.ts';
import type { Stored } from '../../kit/store/port.ts';
import { createHttpClient } from '../../kit/http/client.ts';
import { intervalOf, periodsOf } from '../../subgraphs/events/interval.ts';
import { measureRate, formatTable, type Measurement } from './measure.ts';
import { openDocuments, openBenchStores, startBenchSystem, type BenchStore, type BenchSystem } from './bench-system.ts';

/**
 * `npm run bench:overlap`: measures the events created per second at a venue with 10, 1 000 and 100 000 events,
 * relative to the first. The existing events are written into the store in the form in which the service writes them.
 */
process.env['LOG_LEVEL'] = 'error';
const sizes = [10, 1000, 100_000];
const creations = 300;
const slotMinutes = 30;

interface BenchSchedule extends Stored {
  readonly bookings: unknown[];
}

/** Returns an event in the first half of an hour; the index counts the hours from 2030 on. */
function eventAt(venue: string, index: number): Document {
  const start = new Date(Date.UTC(2030, 0, 1) + index * 3_600_000).toISOString();
  const values = {
    name: 'Event',
    venue,
    date: start.slice(0, 10),
    time: start.slice(11, 19),
    duration: `PT${slotMinutes}M`,
  };
  const _id = newId();
  return { ...newDocument(values, { _id, owner: undefined }), _claim: _id };
}

async function fillVenue(stores: BenchSystem['stores'], venue: string, size: number): Promise<void> {
  const documents = Array.from({ length: size }, (_, index) => eventAt(venue, index));
  const schedules = new Map<string, BenchSchedule>();
  for (const document of documents) {
    const interval = intervalOf(document as unknown as Parameters<typeof intervalOf>[0]);
    for (const period of periodsOf(interval)) {
      const _id = `${venue}/${period}`;
      const schedule = schedules.get(_id) ?? { _id, bookings: [] };
      schedule.bookings.push({ event: document._id, ...interval, token: document._claim });
      schedules.set(_id, schedule);
    }
  }
  const collection = await openDocuments(stores, 'events');
  for (let from = 0; from < size; from += 5000) await collection.insert(documents.slice(from, from + 5000));
  await (await stores.events.collection<BenchSchedule>('day_schedules')).insert([...schedules.values()]);
}

async function measure(store: BenchStore): Promise<string> {
  const venues = sizes.map((size) =>
    newDocument({ name: `Venue of ${size}`, capacity: 5 }, { _id: newId(), owner: undefined }),
  );
  const system = await startBenchSystem(store, async (stores) => {
    await (await openDocuments(stores, 'venues')).insert(venues);
    for (const [index, size] of sizes.entries()) await fillVenue(stores, venues[index]?._id ?? '', size);
  });
  const client = createHttpClient({ timeoutMs: 60_000 });
  const headers = { authorization: basicAuthorization('root', 'password'), 'content-type': 'application/json' };
  async function measureCreations(venue: string, title: string, hour: number): Promise<Measurement> {
    const url = `${system.services.events.url}/events/venue/${venue}`;
    return measureRate(title, { times: creations, concurrency: 1 }, async (index) => {
      const start = new Date(Date.UTC(2030, 0, 1) + (hour + index) * 3_600_000 + slotMinutes * 60_000).toISOString();
      const body = { name: 'New', date: start.slice(0, 10), time: start.slice(11, 19), duration: `PT${slotMinutes}M` };
      const result = await client.request({ method: 'POST', url, headers, body: JSON.stringify(body) });
      if (result.kind === 'unreachable' || result.status !== 201) throw new Error(JSON.stringify(result));
    });
  }
  await measureCreations(venues[0]?._id ?? '', 'warm-up', 10_000);
  const measurements: Measurement[] = [];
  for (const [index, size] of sizes.entries())
    measurements.push(await measureCreations(venues[index]?._id ?? '', `events created at a venue with ${size}`, 0));
  await client.close();
  await system.close();
  return formatTable(`creating events on ${store.name}, one at a time`, measurements);
}

for (const store of await openBenchStores()) {
  console.log(await measure(store));
  await store.close();
}
