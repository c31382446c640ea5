import { credentials, type HalBody } from '../../support/clients.ts';

/** An answer, with its body as text and, where it is JSON, as what it says. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: HalBody;
}

export interface Sent {
  readonly as: string | undefined;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** What clients of HAL accept. */
export const halAccept = 'application/hal+json, application/json;q=0.9, */*;q=0';
export const formsAccept = 'application/prs.hal-forms+json';

const isJson = (headers: Headers): boolean =>
  /^application\/(?:[\w.-]+\+)?json/.test(headers.get('content-type') ?? '');

/** The type of every problem that was met, by whoever it was: each leads to a page. */
export const problemTypes = new Set<string>();

/** Sends a request as somebody; the body, if there is one, as JSON. */
export async function request(method: string, url: string, { as, headers = {}, body }: Sent): Promise<Answer> {
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

/** Does something with each, a few at a time. */
export async function eachOf<T>(all: readonly T[], run: (each: T) => Promise<void>): Promise<void> {
  const left = [...all];
  const work = async (): Promise<void> => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) await run(next);
  };
  await Promise.all(Array.from({ length: 8 }, work));
}
