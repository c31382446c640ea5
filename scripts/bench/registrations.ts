import { openTokenIssuer } from '../../kit/access/token-issuer.ts';
import { product } from '../../product/product.ts';
import { basicAuthorization } from '../../kit/access/credentials.ts';
import { hashPassword } from '../../kit/access/passwords.ts';
import type { Document } from '../../kit/resource/definition/documents.ts';
import { newDocument, newId } from '../../kit/resource/documents.ts';
import { createHttpClient, type HttpClient } from '../../kit/http/client.ts';
import { measureRate, formatTable, type Measurement } from './measure.ts';
import { openDocuments, openBenchStores, startBenchSystem, type BenchStore, type BenchSystem } from './bench-system.ts';

/**
 * `npm run bench:registrations`: registrations a second through `PUT …/register`, by members with tokens, beside a bare
 * insert into the same store. Services and clients share one process.
 */
process.env['LOG_LEVEL'] = 'error';
const clients = 64;
const seats = 5000;
const events = 100;

interface Member {
  readonly document: Document;
  readonly authorization: string;
}

async function newMembers(): Promise<readonly Document[]> {
  const password = await hashPassword('password');
  return Array.from({ length: seats }, (_, index) =>
    newDocument(
      { username: `member${index}`, name: 'Member', role: 'member', password },
      { _id: newId(), owner: undefined },
    ),
  );
}

async function withTokens(members: readonly Document[], { stores }: BenchSystem): Promise<readonly Member[]> {
  const authority = await openTokenIssuer(stores.accounts, { product, tokenSeconds: 86_400, rotationSeconds: 86_400 });
  return Promise.all(
    members.map(async (document) => {
      const caller = { signedIn: true, id: document._id, username: String(document['username']), role: 'member' };
      const { accessToken } = await authority.issue(caller, undefined);
      return { document, authorization: `Bearer ${accessToken}` };
    }),
  );
}

async function post(client: HttpClient, url: string, body: object): Promise<string> {
  const headers = { authorization: basicAuthorization('root', 'password'), 'content-type': 'application/json' };
  const answer = await client.request({ method: 'POST', url, headers, body: JSON.stringify(body) });
  if (answer.kind === 'away' || answer.status !== 201) throw new Error(`POST ${url}: ${JSON.stringify(answer)}`);
  return (answer.json() as { _id: string })._id;
}

async function newEvents(client: HttpClient, { services }: BenchSystem, many: number): Promise<readonly string[]> {
  const venues = `${services.venues.url}/venues`;
  const venue = await post(client, venues, { name: `For ${many}`, capacity: seats });
  const urls: string[] = [];
  for (let index = 0; index < many; index++) {
    const date = new Date(Date.UTC(2027, 0, 1 + index)).toISOString().slice(0, 10);
    const body = { name: 'Event', date, time: '09:00:00', duration: 'PT1H' };
    const _id = await post(client, `${services.events.url}/events/venue/${venue}`, body);
    urls.push(`${services.events.url}/events/${_id}/register`);
  }
  return urls;
}

async function floor(ground: BenchStore): Promise<Measurement> {
  const store = await ground.open('floor');
  const collection = await store.collection('registrations', [{ fields: ['event', 'account'], unique: true }]);
  const measured = await measureRate('a bare insert', { times: seats, atOnce: clients }, async (index) => {
    await collection.insert([{ _id: newId(), event: 'one', account: String(index) } as { _id: string }]);
  });
  await store.close();
  return measured;
}

async function measure(ground: BenchStore): Promise<string> {
  const members = await newMembers();
  const stage = await startBenchSystem(ground, async (stores) => {
    await (await openDocuments(stores, 'accounts')).insert(members);
  });
  const client = createHttpClient({ timeoutMs: 60_000, connections: clients });
  const callers = await withTokens(members, stage);
  async function registering(title: string, many: number): Promise<Measurement> {
    const urls = await newEvents(client, stage, many);
    return measureRate(title, { times: seats, atOnce: clients }, async (index) => {
      const headers = { authorization: callers[index]?.authorization ?? '' };
      const answer = await client.request({ method: 'PUT', url: urls[index % many] ?? '', headers });
      if (answer.kind === 'away' || answer.status !== 201) throw new Error(JSON.stringify(answer));
    });
  }
  const lines = [
    await floor(ground),
    await registering(`one event of ${seats} seats, ${clients} clients`, 1),
    await registering(`${events} events, ${clients} clients`, events),
  ];
  await client.close();
  await stage.close();
  return formatTable(`registrations on ${ground.name}`, lines);
}

for (const ground of await openBenchStores()) {
  console.log(await measure(ground));
  await ground.close();
}
