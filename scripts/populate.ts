import { z } from 'zod';
import { basicAuthorization } from '../kit/access/credentials.ts';
import type { HttpClient } from '../kit/http/client.ts';
import { demoAccounts, demoVenues, type DemoEvent } from './demo-data.ts';

const link = z.looseObject({ href: z.string() });
const document = z.looseObject({ _links: z.record(z.string(), z.union([link, z.array(link)])) });
type HalDocument = z.infer<typeof document>;

export interface PopulateSettings {
  readonly client: HttpClient;
  /** The root of the HAL gateway: the only URL that is known. */
  readonly gatewayUrl: string;
  readonly rootPassword: string;
  readonly progress: (line: string) => void;
}

/** The service refused, or could not be reached; the message says which request it was and what was answered. */
export class PopulateFault extends Error {
  override readonly name = 'PopulateFault';
}

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** A client that knows one URL, and otherwise follows links; it is root. */
export function createWalker({ client, gatewayUrl, rootPassword }: Omit<PopulateSettings, 'progress'>) {
  const authorization = basicAuthorization('root', rootPassword);
  async function request(method: Method, url: string, body?: unknown): Promise<HalDocument> {
    const json = body === undefined ? {} : { body: JSON.stringify(body) };
    const headers = {
      authorization,
      accept: 'application/hal+json',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    };
    const answer = await client.request({ method, url, headers, timeoutMs: 60_000, ...json });
    if (answer.kind === 'away') throw new PopulateFault(`${method} ${url}: ${answer.reason}`);
    if (answer.status >= 400) throw new PopulateFault(`${method} ${url}: ${answer.status} ${answer.text}`);
    return document.parse(answer.json());
  }
  return { request, root: () => request('GET', gatewayUrl) };
}
type Walker = ReturnType<typeof createWalker>;

/** Where a rel leads. */
export function follow(from: HalDocument, rel: string): string {
  const found = from._links[rel];
  const first = Array.isArray(found) ? found[0] : found;
  if (first === undefined) throw new PopulateFault(`no link ${rel}; there are ${Object.keys(from._links).join(', ')}`);
  return first.href;
}

/** Empties the four collections, those that refer to others first. */
export async function empty(settings: PopulateSettings): Promise<void> {
  const walker = createWalker(settings);
  const root = await walker.root();
  for (const rel of ['registration', 'event', 'venue', 'account']) {
    const answer = await walker.request('DELETE', follow(root, rel));
    settings.progress(`removed ${String(answer['delete_count'])} of ${rel}`);
  }
}

/** Creates the demo data, following links from the gateway's root. */
export async function populate(settings: PopulateSettings): Promise<void> {
  const walker = createWalker(settings);
  const root = await walker.root();
  await walker.request('POST', follow(root, 'account'), demoAccounts);
  settings.progress(`created ${demoAccounts.length} accounts`);
  for (const { events, ...venue } of demoVenues) {
    const created = await walker.request('POST', follow(root, 'venue'), venue);
    settings.progress(`created ${venue.name}`);
    for (const event of events)
      settings.progress(`created ${await populateEvent(walker, follow(created, 'event'), event)}`);
  }
}

async function populateEvent(walker: Walker, list: string, { registered, ...event }: DemoEvent): Promise<string> {
  const created = await walker.request('POST', list, event);
  for (const username of registered) await walker.request('PUT', follow(created, 'register'), { username });
  return registered.length === 0 ? event.name : `${event.name} with ${registered.length} registrations`;
}

/** Whether nothing is in any of the collections. */
export async function isEmpty(settings: Omit<PopulateSettings, 'progress'>): Promise<boolean> {
  const walker = createWalker(settings);
  const root = await walker.root();
  const counts = ['registration', 'event', 'venue', 'account'].map(async (rel) => {
    const list = await walker.request('GET', `${follow(root, rel)}?max_results=1`);
    return z.object({ total: z.number() }).parse(list['_meta']).total;
  });
  return (await Promise.all(counts)).every((count) => count === 0);
}
