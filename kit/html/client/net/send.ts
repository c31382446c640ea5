import type { ShownDocument } from '../model/document.ts';
import { parseJson } from '../model/json.ts';

/** A request to a service. */
export interface PageRequest {
  readonly method: string;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
}

/** The media types that the page can show, the best first. */
export const accept =
  'application/prs.hal-forms+json, application/hal+json;q=0.9, application/json;q=0.8, application/problem+json, */*;q=0.1';

const unreachable = (url: string): unknown => ({
  title: 'There is no answer',
  detail: `${url} cannot be reached, or does not let this page read it. Check the address, or open it in a tab of its own.`,
});

async function readBody(response: Response): Promise<unknown> {
  const text = await response.text();
  if (text === '') return undefined;
  return /[/+]json\b/i.test(response.headers.get('content-type') ?? '') ? (parseJson(text) ?? text) : text;
}

/** Sends a request, and resolves when the headers of its response are there. @throws AbortError, TypeError */
export const open = ({ method, url, headers, body }: PageRequest, signal?: AbortSignal): Promise<Response> =>
  fetch(url, {
    method,
    headers: { accept, ...headers },
    body: body ?? null,
    signal: signal ?? null,
    credentials: 'omit',
    // Revalidate what the browser has: other clients change documents too. A stream would lock its entry of the cache.
    cache: headers?.['accept']?.startsWith('text/event-stream') === true ? 'no-store' : 'no-cache',
  });

/** Sends a request. A response that does not come is a document with status 0. @throws AbortError */
export async function send(request: PageRequest, signal?: AbortSignal): Promise<ShownDocument> {
  const { method, url } = request;
  try {
    const response = await open(request, signal);
    const document = { method, url, status: response.status, body: await readBody(response) };
    return { ...document, headers: Object.fromEntries(response.headers) };
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    return { method, url, status: 0, headers: {}, body: unreachable(url) };
  }
}
