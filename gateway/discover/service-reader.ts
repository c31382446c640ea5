import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import { expandLink, parseLinks, type HalLinks } from '../../kit/remote/hal-links.ts';
import type { HttpClient } from '../../kit/http/client.ts';
import { parseJson } from '../../kit/util/parse-json.ts';
import { relIn, type Product } from '../../kit/util/product.ts';
import type { ServiceReading } from './reconcile.ts';
import { parseUrl } from '../../kit/util/parse-url.ts';

/** Reads the GraphQL endpoint and the schema of a service, starting at the URL of its home. Never rejects. */
export type ReadService = (home: string) => Promise<ServiceReading>;

/** Settings of a service reader. */
export interface ReaderSettings {
  /** The time limit of each request, in milliseconds. */
  readonly timeoutMs: number;
  /** The maximum size of a home document, in bytes. */
  readonly maxHomeBytes: number;
  /** The maximum size of a schema, in bytes. */
  readonly maxSdlBytes: number;
  /** The maximum size of all documents that are kept for conditional requests, in bytes. */
  readonly maxCacheBytes: number;
  /** The product whose CURIE the link relations have. */
  readonly product: Product;
}

/** A document with its entity tag, kept for conditional requests. */
interface CachedDocument {
  readonly url: string;
  readonly etag: string;
  readonly text: string;
}

interface DocumentRequest {
  readonly url: string;
  readonly accept: string;
  readonly maxBytes: number;
  /** Names the document's place in the cache, which holds its latest version only. */
  readonly slot: string;
}

/** A document's text, or the reason why it cannot be read. */
type DocumentReading = { readonly text: string } | { readonly problem: string };

const serviceSdl = z.object({ data: z.object({ _service: z.object({ sdl: z.string() }) }) });

/** Bytes that JSON can add to a schema in the response to a query: the members around it and escaped line ends. */
const sdlBytesInJson = (maxSdlBytes: number): number => 2 * maxSdlBytes + 1024;

/**
 * Creates a reader that follows the product's `graphql` and `sdl` links of a home (`eb:graphql`, `eb:sdl`). Without an
 * `sdl` link it queries `_service { sdl }`. Both links must be on the home's origin (RFC 6454), and redirects are not
 * followed. Repeated reads are conditional requests with `If-None-Match`.
 */
export function createServiceReader(client: HttpClient, settings: ReaderSettings): ReadService {
  const { maxHomeBytes, maxSdlBytes, product } = settings;
  const get = createDocumentReader(client, settings);
  const readSdl = (home: string, { graphql, sdl }: { graphql: string; sdl: string | undefined }) =>
    sdl === undefined
      ? querySdl(client, graphql, settings)
      : get({ url: sdl, accept: 'text/plain', maxBytes: maxSdlBytes, slot: `sdl of ${home}` });
  return async (home) => {
    const accept = 'application/hal+json, application/json;q=0.9';
    const document = await get({ url: home, accept, maxBytes: maxHomeBytes, slot: home });
    if ('problem' in document) return unreachable(`its home cannot be read: ${document.problem}`);
    const links = parseLinks(parseJson(document.text), home);
    if (links === undefined) return unreachable('its home is not a HAL document');
    const graphql = hrefOf(links, relIn(product, 'graphql'));
    if (graphql === undefined) return { kind: 'no-graph' };
    const sdl = hrefOf(links, relIn(product, 'sdl'));
    if (!isOnOrigin(home, graphql) || (sdl !== undefined && !isOnOrigin(home, sdl)))
      return unreachable('the links to its graph and its schema are not on the origin of its registered home');
    const schema = await readSdl(home, { graphql, sdl });
    if ('problem' in schema) return unreachable(`its schema cannot be read: ${schema.problem}`);
    return { kind: 'graph', url: graphql, sdl: schema.text };
  };
}

/** Creates a function that reads documents with conditional requests. */
function createDocumentReader(client: HttpClient, { timeoutMs, maxCacheBytes }: ReaderSettings) {
  const cache = new LRUCache<string, CachedDocument>({
    maxSize: maxCacheBytes,
    sizeCalculation: ({ url, etag, text }, slot) => slot.length + url.length + etag.length + Buffer.byteLength(text),
  });
  return async ({ url, accept, maxBytes, slot }: DocumentRequest): Promise<DocumentReading> => {
    const kept = cache.get(slot);
    const cached = kept?.url === url ? kept : undefined;
    const headers = { accept, ...(cached && { 'if-none-match': cached.etag }) };
    const result = await client.request({ method: 'GET', url, headers, timeoutMs, maxBytes });
    if (result.kind === 'unreachable') return { problem: result.reason };
    if (result.status === 304 && cached !== undefined) return cached;
    cache.delete(slot);
    if (result.status !== 200) return { problem: `it responds with ${result.status}` };
    const { text } = result;
    const etag = result.headers['etag'];
    if (typeof etag === 'string') cache.set(slot, { url, etag, text });
    return { text };
  };
}

async function querySdl(
  client: HttpClient,
  url: string,
  { timeoutMs, maxSdlBytes }: ReaderSettings,
): Promise<DocumentReading> {
  const headers = { accept: 'application/json', 'content-type': 'application/json' };
  const body = JSON.stringify({ query: '{ _service { sdl } }' });
  const maxBytes = sdlBytesInJson(maxSdlBytes);
  const result = await client.request({ method: 'POST', url, headers, body, timeoutMs, maxBytes });
  if (result.kind === 'unreachable') return { problem: result.reason };
  const text = serviceSdl.safeParse(result.json()).data?.data._service.sdl;
  if (text === undefined) return { problem: `it responds with ${result.status} to the query of _service` };
  return Buffer.byteLength(text) > maxSdlBytes ? { problem: 'the schema is larger than allowed' } : { text };
}

function hrefOf(links: HalLinks, rel: string): string | undefined {
  const link = links.get(rel)?.[0];
  return link && expandLink(link);
}

/** Whether a URL has the origin of another: scheme, host and port. */
function isOnOrigin(home: string, url: string): boolean {
  const origin = parseUrl(home)?.origin;
  return origin !== undefined && parseUrl(url)?.origin === origin;
}

function unreachable(problem: string): ServiceReading {
  return { kind: 'unreachable', problem };
}
