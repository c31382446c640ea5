import type { ServerResponse } from 'node:http';
import type { StreamFormat } from '../../kit/graphql/http/stream-format.ts';
import { eventText, setEventStreamHeaders } from '../../kit/http/event-stream.ts';
import { multipartTexts, setMultipartHeaders, type MultipartFormat } from '../../kit/http/multipart-stream.ts';

/** A part of a stream: a result as the format has it, or the errors with which the stream ends. */
export type StreamPart = { readonly result: unknown } | { readonly errors: readonly unknown[] };

/** How the parts of a stream are sent. */
export interface StreamEncoding {
  readonly setHeaders: (response: ServerResponse) => void;
  /** What the body begins with. */
  readonly start: string;
  readonly part: (part: StreamPart) => string;
  /** What is sent while nothing happens. */
  readonly heartbeat: string;
  /** What the body ends with. */
  readonly end: string;
}

/** GraphQL over Server-Sent Events, "distinct connections mode". */
const eventStream: StreamEncoding = {
  setHeaders: setEventStreamHeaders,
  start: '',
  part: (part) => eventText({ event: 'next', data: JSON.stringify('result' in part ? part.result : part) }),
  heartbeat: ':\n\n',
  end: eventText({ event: 'complete', data: '' }),
};

/** Apollo's multipart protocol: results are payloads, and errors that end the stream are beside a null payload. */
const multipartSubscription = multipart({ boundary: 'graphql', parameters: 'subscriptionSpec="1.0"' }, (part) =>
  'result' in part ? { payload: part.result } : { payload: null, errors: part.errors },
);

/** Incremental delivery, as it was specified on 2022-08-24. It has no heartbeats. */
const multipartDefer: StreamEncoding = {
  ...multipart({ boundary: '-', parameters: 'deferSpec=20220824' }, (part) =>
    'result' in part ? part.result : { ...part, hasNext: false },
  ),
  heartbeat: '',
};

function multipart(format: MultipartFormat, payloadOf: (part: StreamPart) => unknown): StreamEncoding {
  const texts = multipartTexts(format);
  return {
    setHeaders: (response) => setMultipartHeaders(response, format),
    start: texts.start,
    part: (part) => texts.part(JSON.stringify(payloadOf(part))),
    heartbeat: texts.part('{}'),
    end: texts.end,
  };
}

/** The encoding of each format. */
export const streamEncodings: Readonly<Record<StreamFormat, StreamEncoding>> = {
  'event-stream': eventStream,
  'multipart-subscription': multipartSubscription,
  'multipart-defer': multipartDefer,
};

/** Returns the text of a stream. Its `return` is the iterator's, and does not wait for the next part. */
export function encodeStream(parts: AsyncIterator<StreamPart>, encoding: StreamEncoding): AsyncIterable<string> {
  const ended: IteratorResult<string> = { done: true, value: undefined };
  let state: 'new' | 'open' | 'ended' = encoding.start === '' ? 'open' : 'new';
  const next = async (): Promise<IteratorResult<string>> => {
    if (state === 'ended') return ended;
    if (state === 'new') {
      state = 'open';
      return { value: encoding.start };
    }
    const result = await parts.next();
    if (result.done !== true) return { value: encoding.part(result.value) };
    state = 'ended';
    return { value: encoding.end };
  };
  const close = async (): Promise<IteratorResult<string>> => {
    await parts.return?.();
    return ended;
  };
  return { [Symbol.asyncIterator]: () => ({ next, return: close }) };
}
