import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import { expandLink, parseLinks, type HalLinks } from '../../kit/remote/hal-links.ts';
import type { HttpClient, HttpResponse } from '../../kit/http/client.ts';
import { relIn, type Product } from '../../kit/util/product.ts';
import type { ServiceReading } from './reconcile.ts';

/** Reads what a service says of itself, beginning at its home; never rejects. */
export type ReadService = (home: string) => Promise<ServiceReading>;

const serviceSdl = z.object({ data: z.object({ _service: z.object({ sdl: z.string() }) }) });

interface CachedDocument {
  readonly etag: string;
  readonly response: HttpResponse;
}

/** Documents kept for conditional requests; each move of a service adds two. */
const mostKept = 200;

/** The reason why a document cannot be read. */
interface Unreadable {
  readonly problem: string;
}
/** The schema of a service. */
type Sdl = Pick<HttpResponse, 'text'>;

export interface ReaderSettings {
  /** Milliseconds for each request. */
  readonly timeoutMs: number;
  /** Names the CURIE of the links that are followed. */
  readonly product: Product;
}

/**
 * A reader that follows the product's `graphql` and `sdl` links of a home (`eb:graphql`, `eb:sdl`). What it has read is
 * asked for again with `If-None-Match`, so that reading often costs little.
 */
export function createServiceReader(client: HttpClient, { timeoutMs, product }: ReaderSettings): ReadService {
  const kept = new LRUCache<string, CachedDocument>({ max: mostKept });
  const get = (url: string, accept: string) => getDocument(client, { url, accept, timeoutMs, kept });
  return async (home) => {
    const document = await get(home, 'application/hal+json, application/json;q=0.9');
    if ('problem' in document) return away(`its home cannot be read: ${document.problem}`);
    const links = parseLinks(document.json(), home);
    if (links === undefined) return away('its home is no HAL document');
    const graphql = hrefOf(links, relIn(product, 'graphql'));
    if (graphql === undefined) return { kind: 'no-graph' };
    const sdlLink = hrefOf(links, relIn(product, 'sdl'));
    const sdl = await (sdlLink === undefined ? askForSdl(client, graphql, timeoutMs) : get(sdlLink, 'text/plain'));
    return 'problem' in sdl
      ? away(`its schema cannot be read: ${sdl.problem}`)
      : { kind: 'graph', url: graphql, sdl: sdl.text };
  };
}

interface DocumentRequest {
  readonly url: string;
  readonly accept: string;
  readonly timeoutMs: number;
  readonly kept: LRUCache<string, CachedDocument>;
}

async function getDocument(
  client: HttpClient,
  { url, accept, timeoutMs, kept }: DocumentRequest,
): Promise<HttpResponse | Unreadable> {
  const before = kept.get(url);
  const headers = { accept, ...(before && { 'if-none-match': before.etag }) };
  const answer = await client.request({ method: 'GET', url, headers, timeoutMs });
  if (answer.kind === 'away') return { problem: answer.reason };
  if (answer.status === 304 && before !== undefined) return before.response;
  if (answer.status !== 200) return { problem: `it answers ${answer.status}` };
  const etag = answer.headers['etag'];
  if (typeof etag === 'string') kept.set(url, { etag, response: answer });
  return answer;
}

async function askForSdl(client: HttpClient, url: string, timeoutMs: number): Promise<Sdl | Unreadable> {
  const headers = { accept: 'application/json', 'content-type': 'application/json' };
  const body = JSON.stringify({ query: '{ _service { sdl } }' });
  const answer = await client.request({ method: 'POST', url, headers, body, timeoutMs });
  if (answer.kind === 'away') return { problem: answer.reason };
  const parsed = serviceSdl.safeParse(answer.json());
  return parsed.success
    ? { text: parsed.data.data._service.sdl }
    : { problem: `it answers ${answer.status} to _service` };
}

function hrefOf(links: HalLinks, rel: string): string | undefined {
  const found = links.get(rel)?.[0];
  return found && expandLink(found);
}

function away(problem: string): ServiceReading {
  return { kind: 'away', problem };
}
