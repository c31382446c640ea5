import { z } from 'zod';
import { basicAuthorization } from '../kit/access/credentials.ts';
import type { HttpClient } from '../kit/http/client.ts';
import { demoAccounts, demoVenues, type DemoEvent } from './demo-data.ts';

const link = z.looseObject({ href: z.string() });
const halDocument = z.looseObject({ _links: z.record(z.string(), z.union([link, z.array(link)])) });
type HalResource = z.infer<typeof halDocument>;

/** The system to populate, and the credentials for it. */
export interface PopulateSettings {
  readonly client: HttpClient;
  /** The root of the HAL gateway, the only URL that is not discovered. */
  readonly gatewayUrl: string;
  readonly rootPassword: string;
  /** Receives a line for each completed step. */
  readonly progress: (line: string) => void;
}

/** Thrown when a request fails or a link is missing. The message names the request and the response. */
class PopulateError extends Error {
  override readonly name = 'PopulateError';
}

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** Creates a HAL client that starts at the gateway's root, with the credentials of the root user. */
function createHalNavigator({ client, gatewayUrl, rootPassword }: Omit<PopulateSettings, 'progress'>) {
  const authorization = basicAuthorization('root', rootPassword);
  async function request(method: Method, url: string, body?: unknown): Promise<HalResource> {
    const json = body === undefined ? {} : { body: JSON.stringify(body) };
    const headers = {
      authorization,
      accept: 'application/hal+json',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    };
    const result = await client.request({ method, url, headers, timeoutMs: 60_000, ...json });
    if (result.kind === 'unreachable') throw new PopulateError(`${method} ${url}: ${result.reason}`);
    if (result.status >= 400) throw new PopulateError(`${method} ${url}: ${result.status} ${result.text}`);
    return halDocument.parse(result.json());
  }
  return { request, root: () => request('GET', gatewayUrl) };
}
type HalNavigator = ReturnType<typeof createHalNavigator>;

/** Returns the URL of the first link with a relation. @throws PopulateError if there is none. */
export function follow({ _links }: HalResource, rel: string): string {
  const links = _links[rel];
  const first = Array.isArray(links) ? links[0] : links;
  if (first === undefined)
    throw new PopulateError(`there is no link ${JSON.stringify(rel)}; the links are ${Object.keys(_links).join(', ')}`);
  return first.href;
}

/** The relations of the four collections: those whose documents refer to others first. */
const collections = ['registration', 'event', 'venue', 'account'];

/** Removes all documents of the four collections, those with references first. */
export async function emptyCollections(settings: PopulateSettings): Promise<void> {
  const navigator = createHalNavigator(settings);
  const root = await navigator.root();
  for (const rel of collections) {
    const result = await navigator.request('DELETE', follow(root, rel));
    settings.progress(`removed ${rel}: ${String(result['delete_count'])}`);
  }
}

/** Creates the demo data by following links from the gateway's root. */
export async function populate(settings: PopulateSettings): Promise<void> {
  const navigator = createHalNavigator(settings);
  const root = await navigator.root();
  await navigator.request('POST', follow(root, 'account'), demoAccounts);
  settings.progress(`created ${demoAccounts.length} accounts`);
  for (const { events, ...venue } of demoVenues) {
    const created = await navigator.request('POST', follow(root, 'venue'), venue);
    settings.progress(`created ${venue.name}`);
    for (const event of events)
      settings.progress(`created ${await populateEvent(navigator, follow(created, 'event'), event)}`);
  }
}

async function populateEvent(
  navigator: HalNavigator,
  list: string,
  { registered, ...event }: DemoEvent,
): Promise<string> {
  const created = await navigator.request('POST', list, event);
  for (const username of registered) await navigator.request('PUT', follow(created, 'register'), { username });
  return registered.length === 0 ? event.name : `${event.name} with ${registered.length} registrations`;
}

/** Whether all four collections are empty. */
export async function isEmpty(settings: Omit<PopulateSettings, 'progress'>): Promise<boolean> {
  const navigator = createHalNavigator(settings);
  const root = await navigator.root();
  const counts = collections.map(async (rel) => {
    const list = await navigator.request('GET', `${follow(root, rel)}?max_results=1`);
    return z.object({ total: z.number() }).parse(list['_meta']).total;
  });
  return (await Promise.all(counts)).every((count) => count === 0);
}
