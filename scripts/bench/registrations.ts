import { basicAuthorization } from '../../kit/access/credentials.ts';
import { hashPassword } from '../../kit/access/passwords.ts';
import type { Document } from '../../kit/resource/definition/documents.ts';
import { newDocument, newId } from '../../kit/resource/documents.ts';
import { createHttpClient, type HttpClient } from '../../kit/http/client.ts';
import { measureRate, formatTable, type Measurement } from './measure.ts';
import {
  openAuthorizations,
  openDocuments,
  openBenchStores,
  startBenchSystem,
  type BenchStore,
  type BenchSystem,
} from './bench-system.ts';

/**
 * `npm run bench:registrations`: measures the registrations per second through `PUT …/register`, by members with
 * tokens, relative to plain inserts into the same store. Services and clients share one process.
 */
process.env['LOG_LEVEL'] = 'error';
const clientCount = 64;
const seatCount = 5000;
const eventCount = 100;

interface BenchAccount {
  readonly document: Document;
  readonly authorization: string;
}

async function newMembers(): Promise<readonly Document[]> {
  const password = await hashPassword('password');
  return Array.from({ length: seatCount }, (_, index) =>
    newDocument(
      { username: `member${index}`, name: 'Member', role: 'member', password },
      { _id: newId(), owner: undefined },
    ),
  );
}

async function withTokens(members: readonly Document[], { stores }: BenchSystem): Promise<readonly BenchAccount[]> {
  const authorizationOf = await openAuthorizations(stores.accounts);
  return Promise.all(
    members.map(async (document) => {
      const caller = { signedIn: true, id: document._id, username: String(document['username']), role: 'member' };
      return { document, authorization: await authorizationOf(caller) };
    }),
  );
}

async function post(client: HttpClient, url: string, body: object): Promise<string> {
  const headers = { authorization: basicAuthorization('root', 'password'), 'content-type': 'application/json' };
  const result = await client.request({ method: 'POST', url, headers, body: JSON.stringify(body) });
  if (result.kind === 'unreachable' || result.status !== 201) throw new Error(`POST ${url}: ${JSON.stringify(result)}`);
  return (result.json() as { _id: string })._id;
}

async function newEvents(client: HttpClient, { services }: BenchSystem, count: number): Promise<readonly string[]> {
  const venues = `${services.venues.url}/venues`;
  const venue = await post(client, venues, { name: `Venue for ${count} events`, capacity: seatCount });
  const urls: string[] = [];
  for (let index = 0; index < count; index++) {
    const date = new Date(Date.UTC(2027, 0, 1 + index)).toISOString().slice(0, 10);
    const body = { name: 'Event', date, time: '09:00:00', duration: 'PT1H' };
    const _id = await post(client, `${services.events.url}/events/venue/${venue}`, body);
    urls.push(`${services.events.url}/events/${_id}/register`);
  }
  return urls;
}

async function measureInserts(benchStore: BenchStore): Promise<Measurement> {
  const store = await benchStore.open('inserts');
  const collection = await store.collection('registrations', [{ fields: ['event', 'account'], unique: true }]);
  const measurement = await measureRate(
    'a plain insert',
    { times: seatCount, concurrency: clientCount },
    async (index) => {
      await collection.insert([{ _id: newId(), event: 'one', account: String(index) } as { _id: string }]);
    },
  );
  await store.close();
  return measurement;
}

async function measure(benchStore: BenchStore): Promise<string> {
  const members = await newMembers();
  const system = await startBenchSystem(benchStore, async (stores) => {
    await (await openDocuments(stores, 'accounts')).insert(members);
  });
  const client = createHttpClient({ timeoutMs: 60_000, connections: clientCount });
  const callers = await withTokens(members, system);
  async function measureRegistrations(title: string, count: number): Promise<Measurement> {
    const urls = await newEvents(client, system, count);
    return measureRate(title, { times: seatCount, concurrency: clientCount }, async (index) => {
      const headers = { authorization: callers[index]?.authorization ?? '' };
      const result = await client.request({ method: 'PUT', url: urls[index % count] ?? '', headers });
      if (result.kind === 'unreachable' || result.status !== 201) throw new Error(JSON.stringify(result));
    });
  }
  const measurements = [
    await measureInserts(benchStore),
    await measureRegistrations(`one event with ${seatCount} seats, ${clientCount} clients`, 1),
    await measureRegistrations(`${eventCount} events, ${clientCount} clients`, eventCount),
  ];
  await client.close();
  await system.close();
  return formatTable(`registrations on ${benchStore.name}`, measurements);
}

for (const benchStore of await openBenchStores()) {
  console.log(await measure(benchStore));
  await benchStore.close();
}
