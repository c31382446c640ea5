import { basicAuthorization } from '../../kit/access/credentials.ts';
import type { Document } from '../../kit/resource/definition/documents.ts';
import { newDocument, newId } from '../../kit/resource/documents.ts';
import type { Stored } from '../../kit/store/port.ts';
import { createHttpClient } from '../../kit/http/client.ts';
import { intervalOf, periodsOf } from '../../subgraphs/events/interval.ts';
import { measureRate, formatTable, type Measurement } from './measure.ts';
import { openDocuments, openBenchStores, startBenchSystem, type BenchStore, type BenchSystem } from './bench-system.ts';

/**
 * `npm run bench:overlap`: events created a second at a venue that has 10, 1 000 and 100 000 events, beside the first of
 * these. The events that are there are written into the store as the service would have written them.
 */
process.env['LOG_LEVEL'] = 'error';
const sizes = [10, 1000, 100_000];
const created = 300;
const slotMinutes = 30;

interface Schedule extends Stored {
  readonly bookings: unknown[];
}

/** An event every hour from 2030 on, in the first half of it. */
function eventAt(venue: string, index: number): Document {
  const at = new Date(Date.UTC(2030, 0, 1) + index * 3_600_000).toISOString();
  const values = { name: 'Event', venue, date: at.slice(0, 10), time: at.slice(11, 19), duration: `PT${slotMinutes}M` };
  const _id = newId();
  return { ...newDocument(values, { _id, owner: undefined }), _claim: _id };
}

async function fillVenue(stores: BenchSystem['stores'], venue: string, size: number): Promise<void> {
  const documents = Array.from({ length: size }, (_, index) => eventAt(venue, index));
  const schedules = new Map<string, Schedule>();
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
  await (await stores.events.collection<Schedule>('day_schedules')).insert([...schedules.values()]);
}

async function measure(ground: BenchStore): Promise<string> {
  const venues = sizes.map((size) =>
    newDocument({ name: `Venue of ${size}`, capacity: 5 }, { _id: newId(), owner: undefined }),
  );
  const stage = await startBenchSystem(ground, async (stores) => {
    await (await openDocuments(stores, 'venues')).insert(venues);
    for (const [index, size] of sizes.entries()) await fillVenue(stores, venues[index]?._id ?? '', size);
  });
  const client = createHttpClient({ timeoutMs: 60_000 });
  const headers = { authorization: basicAuthorization('root', 'password'), 'content-type': 'application/json' };
  async function creating(venue: string, title: string, hour: number): Promise<Measurement> {
    const url = `${stage.services.events.url}/events/venue/${venue}`;
    return measureRate(title, { times: created, atOnce: 1 }, async (index) => {
      const at = new Date(Date.UTC(2030, 0, 1) + (hour + index) * 3_600_000 + slotMinutes * 60_000).toISOString();
      const body = { name: 'New', date: at.slice(0, 10), time: at.slice(11, 19), duration: `PT${slotMinutes}M` };
      const answer = await client.request({ method: 'POST', url, headers, body: JSON.stringify(body) });
      if (answer.kind === 'away' || answer.status !== 201) throw new Error(JSON.stringify(answer));
    });
  }
  await creating(venues[0]?._id ?? '', 'to warm up', 10_000);
  const lines: Measurement[] = [];
  for (const [index, size] of sizes.entries())
    lines.push(await creating(venues[index]?._id ?? '', `events created at a venue with ${size}`, 0));
  await client.close();
  await stage.close();
  return formatTable(`creating events on ${ground.name}, one after the other`, lines);
}

for (const ground of await openBenchStores()) {
  console.log(await measure(ground));
  await ground.close();
}
