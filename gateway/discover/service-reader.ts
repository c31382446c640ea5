import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import { expandLink, parseLinks, type HalLinks } from '../../kit/remote/hal-links.ts';
import type { HttpClient, HttpResponse } from '../../kit/http/client.ts';
import { relIn, type Product } from '../../kit/util/product.ts';
import type { ServiceReading } from './reconcile.ts';

/** Reads the GraphQL endpoint and the schema of a service, starting at the URL of its home. Never rejects. */
export type ReadService = (home: string) => Promise<ServiceReading>;

const serviceSdl = z.object({ data: z.object({ _service: z.object({ sdl: z.string() }) }) });

interface CachedDocument {
  readonly etag: string;
  readonly response: HttpResponse;
}

/** The maximum number of cached documents; each relocation of a service adds two. */
const maxCachedDocuments = 200;

/** The reason why a document cannot be read. */
interface Unreadable {
  readonly problem: string;
}
/** The schema of a service. */
type Sdl = Pick<HttpResponse, 'text'>;

/** Settings of a service reader. */
export interface ReaderSettings {
  /** The time limit of each request, in milliseconds. */
  readonly timeoutMs: number;
  /** The product whose CURIE the link relations have. */
  readonly product: Product;
}

/**
 * Creates a reader that follows the product's `graphql` and `sdl` links of a home (`eb:graphql`, `eb:sdl`). Without an
 * `sdl` link it queries `_service { sdl }`. Repeated reads are conditional requests with `If-None-Match`.
 */
export function createServiceReader(client: HttpClient, { timeoutMs, product }: ReaderSettings): ReadService {
  const cache = new LRUCache<string, CachedDocument>({ max: maxCachedDocuments });
  const get = (url: string, accept: string) => getDocument(client, { url, accept, timeoutMs, cache });
  return async (home) => {
    const document = await get(home, 'application/hal+json, application/json;q=0.9');
    if ('problem' in document) return unreachable(`its home cannot be read: ${document.problem}`);
    const links = parseLinks(document.json(), home);
    if (links === undefined) return unreachable('its home is not a HAL document');
    const graphql = hrefOf(links, relIn(product, 'graphql'));
    if (graphql === undefined) return { kind: 'no-graph' };
    const sdlLink = hrefOf(links, relIn(product, 'sdl'));
    const sdl = await (sdlLink === undefined ? querySdl(client, graphql, timeoutMs) : get(sdlLink, 'text/plain'));
    return 'problem' in sdl
      ? unreachable(`its schema cannot be read: ${sdl.problem}`)
      : { kind: 'graph', url: graphql, sdl: sdl.text };
  };
}

interface DocumentRequest {
  readonly url: string;
  readonly accept: string;
  readonly timeoutMs: number;
  readonly cache: LRUCache<string, CachedDocument>;
}

async function getDocument(
  client: HttpClient,
  { url, accept, timeoutMs, cache }: DocumentRequest,
): Promise<HttpResponse | Unreadable> {
  const cached = cache.get(url);
  const headers = { accept, ...(cached && { 'if-none-match': cached.etag }) };
  const result = await client.request({ method: 'GET', url, headers, timeoutMs });
  if (result.kind === 'unreachable') return { problem: result.reason };
  if (result.status === 304 && cached !== undefined) return cached.response;
  if (result.status !== 200) return { problem: `it responds with ${result.status}` };
  const etag = result.headers['etag'];
  if (typeof etag === 'string') cache.set(url, { etag, response: result });
  return result;
}

async function querySdl(client: HttpClient, url: string, timeoutMs: number): Promise<Sdl | Unreadable> {
  const headers = { accept: 'application/json', 'content-type': 'application/json' };
  const body = JSON.stringify({ query: '{ _service { sdl } }' });
  const result = await client.request({ method: 'POST', url, headers, body, timeoutMs });
  if (result.kind === 'unreachable') return { problem: result.reason };
  const parsed = serviceSdl.safeParse(result.json());
  return parsed.success
    ? { text: parsed.data.data._service.sdl }
    : { problem: `it responds with ${result.status} to the query of _service` };
}

function hrefOf(links: HalLinks, rel: string): string | undefined {
  const link = links.get(rel)?.[0];
  return link && expandLink(link);
}

function unreachable(problem: string): ServiceReading {
  return { kind: 'unreachable', problem };
}
