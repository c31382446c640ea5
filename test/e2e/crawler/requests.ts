import { credentials, type HalBody } from '../../support/clients.ts';

/** Response with its body as text and, if it is JSON, parsed. */
export interface CrawlerResponse {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: HalBody;
}

/** Options of `sendRequest`. */
export interface RequestOptions {
  readonly as: string | undefined;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** `Accept` of a HAL client. */
const halAccept = 'application/hal+json, application/json;q=0.9, */*;q=0';

/** Media type of HAL-FORMS. */
export const halFormsMediaType = 'application/prs.hal-forms+json';

/** Returns a URL without its query. */
export const withoutQuery = (url: string): string => url.replace(/\?.*$/, '');

const isJson = (headers: Headers): boolean =>
  /^application\/(?:[\w.-]+\+)?json/.test(headers.get('content-type') ?? '');

/** Maximum number of parallel requests. */
export const maxParallelRequests = 8;

/** Problem types in the responses to any role. Each is the URL of a page. */
export const problemTypes = new Set<string>();

/** Sends a request with the credentials of a demo account; the body, if any, as JSON. */
export async function sendRequest(
  method: string,
  url: string,
  { as, headers = {}, body }: RequestOptions,
): Promise<CrawlerResponse> {
  const response = await fetch(url, {
    method,
    headers: {
      accept: halAccept,
      ...(as === undefined ? {} : credentials(as)),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const parsed: HalBody = text !== '' && isJson(response.headers) ? JSON.parse(text) : undefined;
  if (parsed?._status === 'ERR') problemTypes.add(parsed.type);
  return { status: response.status, headers: response.headers, text, body: parsed };
}
