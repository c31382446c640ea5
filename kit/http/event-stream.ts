import type { ServerResponse } from 'node:http';

/** The media type of server-sent events (HTML Standard, "Server-sent events"). */
export const eventStreamType = 'text/event-stream';

/** The header of a position: of a request, after which events are wanted; of a response, where its events begin. */
export const lastEventId = 'last-event-id';

/** One server-sent event. */
export interface ServerSentEvent {
  /** The event's type; `message` for clients if it is absent. A single line. */
  readonly event?: string;
  /** What a client sends as `Last-Event-ID` when it connects again. A single line. */
  readonly id?: string;
  /** The content. Line breaks are kept. Without it, clients take note of the `id` alone. */
  readonly data?: string;
}

/** How a response is sent whose body has no known end. */
export interface StreamSettings {
  /** Milliseconds without other data after which a heartbeat is sent. */
  readonly heartbeatMs: number;
  /** What is sent as a heartbeat, or what returns it; by default a comment of server-sent events. */
  readonly heartbeat?: string | (() => string);
}

/** A comment of server-sent events, which clients ignore. */
export const comment = ':\n\n';
/** The number of heartbeats for which a client may leave data unread. */
const unreadHeartbeats = 3;
/** Bytes that are sent at once: a client that reads so many within that time reads. */
const pieceBytes = 65_536;

/** Returns an event as it is sent: its fields, one a line, and an empty line. */
export function eventText({ event, id, data }: ServerSentEvent): string {
  const fields = [
    ...(event === undefined ? [] : [`event: ${event}`]),
    ...(id === undefined ? [] : [`id: ${id}`]),
    ...(data === undefined ? [] : data.split(/\r\n|\r|\n/).map((line) => `data:${line === '' ? '' : ` ${line}`}`)),
  ];
  return `${fields.join('\n')}\n\n`;
}

/** Sets the headers of an event stream; the status is 200 unless it is set already. Nothing is sent yet. */
export function setEventStreamHeaders(response: ServerResponse): void {
  response.setHeader('content-type', `${eventStreamType}; charset=utf-8`);
  // Compression and proxies would hold events back.
  response.setHeader('cache-control', 'no-store, no-transform');
  response.setHeader('x-accel-buffering', 'no');
}

/** Sends server-sent events as a response. @see sendStream */
export function sendEventStream(
  response: ServerResponse,
  events: AsyncIterable<ServerSentEvent>,
  settings: StreamSettings,
): Promise<void> {
  setEventStreamHeaders(response);
  return sendStream(response, textOf(events), settings);
}

/** Returns the text of each event. */
function textOf(events: AsyncIterable<ServerSentEvent>): AsyncIterable<string> {
  const iterator = events[Symbol.asyncIterator]();
  const toText = (result: IteratorResult<ServerSentEvent>): IteratorResult<string> =>
    result.done === true ? { done: true, value: undefined } : { done: false, value: eventText(result.value) };
  return {
    [Symbol.asyncIterator]: () => ({
      next: async () => toText(await iterator.next()),
      return: async () => {
        await iterator.return?.();
        return { done: true, value: undefined };
      },
    }),
  };
}

/**
 * Sends chunks of text as the body of a response, whose headers are set. It asks for the next chunk when the client has
 * room for it, and sends heartbeats in between. Resolves when the response is complete or the client has disconnected.
 * In either case the iterator's `return` was called or it had ended. A client that leaves data unread for three
 * heartbeats is disconnected; one that reads slowly is not.
 *
 * @throws what the iterator throws; the response is then cut off.
 */
export async function sendStream(
  response: ServerResponse,
  chunks: AsyncIterable<string>,
  { heartbeatMs, heartbeat = comment }: StreamSettings,
): Promise<void> {
  const source = untilClosed(response, chunks[Symbol.asyncIterator]());
  const beatText = typeof heartbeat === 'string' ? () => heartbeat : heartbeat;
  const beat = (): void => void (response.writableNeedDrain || response.write(beatText()));
  const timer = setInterval(beat, heartbeatMs);
  try {
    response.flushHeaders();
    for (let chunk = await source.next(); chunk !== undefined; chunk = await source.next()) {
      timer.refresh();
      for (const piece of piecesOf(chunk)) if (!response.write(piece)) await waitFor(response, 'drain', heartbeatMs);
    }
    clearInterval(timer);
    response.end();
    await waitFor(response, 'finish', heartbeatMs);
  } catch (error) {
    response.destroy();
    throw error;
  } finally {
    clearInterval(timer);
    source.close();
  }
}

/** Returns a text as it is, or in pieces if it is long. */
function piecesOf(text: string): readonly (string | Buffer)[] {
  if (text.length <= pieceBytes) return [text];
  const bytes = Buffer.from(text);
  const count = Math.ceil(bytes.length / pieceBytes);
  return Array.from({ length: count }, (_, index) => bytes.subarray(index * pieceBytes, (index + 1) * pieceBytes));
}

/** Returns an iterator's chunks; undefined when it has ended or the response is closed. */
function untilClosed(response: ServerResponse, iterator: AsyncIterator<string>) {
  let release: (() => void) | undefined;
  let isClosed = false;
  const onClose = (): void => {
    if (isClosed) return;
    isClosed = true;
    release?.();
    // What a source does when nobody listens any more concerns nobody.
    void iterator.return?.().catch(() => undefined);
  };
  response.once('close', onClose);
  if (response.destroyed) onClose();
  const next = (): Promise<string | undefined> =>
    new Promise((resolve, reject) => {
      if (isClosed) return resolve(undefined);
      release = () => resolve(undefined);
      iterator.next().then((result) => resolve(result.done === true ? undefined : result.value), reject);
    });
  const close = (): void => {
    response.off('close', onClose);
    onClose();
  };
  return { next, close };
}

/** Waits until a response emits an event or is closed. Closes it when that takes too long. */
function waitFor(response: ServerResponse, event: 'drain' | 'finish', heartbeatMs: number): Promise<void> {
  if (response.destroyed || (event === 'finish' && response.writableFinished)) return Promise.resolve();
  return new Promise((resolve) => {
    // Counted one by one: when this process was busy for that long, what the client has read is not known yet.
    let beats = 0;
    const timer = setInterval(() => {
      if (++beats === unreadHeartbeats) response.destroy();
    }, heartbeatMs);
    const settle = (): void => {
      clearInterval(timer);
      response.off(event, settle).off('close', settle);
      resolve();
    };
    response.once(event, settle).once('close', settle);
  });
}
