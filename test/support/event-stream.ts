import { credentials, type HalBody } from './clients.ts';

export interface StreamRequestOptions {
  /** The demo account that subscribes. */
  readonly as?: string;
  readonly variables?: object;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The stream of a subscription, or the response that there is none. */
export interface OpenedStream {
  readonly status: number;
  readonly headers: Headers;
  /** Returns the next event, with its data parsed; undefined when the stream has ended. Comments are skipped. */
  next(): Promise<{ readonly event: string; readonly data: HalBody } | undefined>;
  /** Returns the `id` of the last event, or the position where the stream begins. */
  lastEventId(): string;
  /** Returns the number of comments so far. */
  comments(): number;
  /** Returns the body of a response that is no stream. */
  json(): Promise<HalBody>;
  /** Disconnects. */
  close(): void;
}

/** Sends a GraphQL operation and accepts an event stream. */
export async function openStream(
  url: string,
  query: string,
  { as, variables = {}, headers = {} }: StreamRequestOptions = {},
): Promise<OpenedStream> {
  const controller = new AbortController();
  const response = await fetch(url, {
    method: 'POST',
    signal: controller.signal,
    headers: {
      'content-type': 'application/json',
      accept: 'text/event-stream',
      ...(as === undefined ? {} : credentials(as)),
      ...headers,
    },
    body: JSON.stringify({ query, variables }),
  });
  return streamOf(response, () => controller.abort());
}

/** Opens the stream of changes of a document or a list in the HAL face. */
export async function openChanges(
  url: string,
  { as, headers = {} }: Pick<StreamRequestOptions, 'as' | 'headers'> = {},
): Promise<OpenedStream> {
  const controller = new AbortController();
  const response = await fetch(url, {
    signal: controller.signal,
    headers: { accept: 'text/event-stream', ...(as === undefined ? {} : credentials(as)), ...headers },
  });
  return streamOf(response, () => controller.abort());
}

/** Reads a response as a stream. */
export function streamOf(response: Response, close: () => void): OpenedStream {
  const blocks = blocksOf(response);
  let comments = 0;
  let lastEventId = response.headers.get('last-event-id') ?? '';
  return {
    status: response.status,
    headers: response.headers,
    json: () => response.json(),
    comments: () => comments,
    lastEventId: () => lastEventId,
    close,
    next: async () => {
      for (;;) {
        const { value, done } = await blocks.next();
        if (done === true) return undefined;
        const event = /^event: (.*)$/m.exec(value)?.[1];
        const data = /^data: (.*)$/m.exec(value)?.[1];
        lastEventId = /^id: (.*)$/m.exec(value)?.[1] ?? lastEventId;
        if (event !== undefined) return { event, data: data === undefined ? undefined : JSON.parse(data) };
        comments++;
      }
    },
  };
}

/** The parts of a stream that end with an empty line. */
async function* blocksOf(response: Response): AsyncGenerator<string, undefined> {
  let text = '';
  for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
    const parts = (text + chunk).split('\n\n');
    text = parts.pop() ?? '';
    yield* parts;
  }
  return undefined;
}
