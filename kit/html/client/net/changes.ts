import { backoffMs, withJitter } from '../../../util/backoff.ts';
import { isObject, parseJson, type JsonObject } from '../model/json.ts';
import { readEvents } from './event-stream.ts';
import { sleep } from './sleep.ts';
import { untilVisible, whileSeen, type Visibility } from './visibility.ts';

/** What a follower of changes is told. */
export type ChangeMessage =
  /** A stream has begun: read the document now, since it may have changed before. */
  | { readonly kind: 'begun' }
  /** The stream was refused, and is not opened again: read the document to see why. */
  | { readonly kind: 'refused' }
  /** The document as `GET` returns it right after a change, or what is left of a removed one: `_id` and `_links`. */
  | { readonly kind: 'created' | 'changed' | 'removed'; readonly document: JsonObject };

export interface FollowOptions {
  /** Requests the target of a `changes` link, with the caller's credentials. @throws if there is no response */
  open(headers: Readonly<Record<string, string>>, signal: AbortSignal): Promise<Response>;
  onMessage(message: ChangeMessage): void;
  /** Tells when the page is hidden; by default the browser's document. */
  readonly visibility?: Visibility;
  readonly limits?: Partial<FollowLimits>;
}

/** Durations in milliseconds, and sizes. */
export interface FollowLimits {
  /** The pause after the first failure; it doubles with each further one, until a stream lasts longer than its pause. */
  readonly initialMs: number;
  readonly maxMs: number;
  /** How long a hidden page keeps its stream. */
  readonly hiddenMs: number;
  readonly silenceMs: number;
  readonly maxLength: number;
}

const defaults: FollowLimits = {
  initialMs: 1000,
  maxMs: 60_000,
  hiddenMs: 30_000,
  silenceMs: 60_000,
  maxLength: 4_000_000,
};

/** Asks for documents with their forms. */
const accept = 'text/event-stream, application/prs.hal-forms+json';

/** How a stream ended: whether to open another, and from where. */
type Ending =
  | { readonly kind: 'refused' }
  /** The position is not known any more: begin anew. */
  | { readonly kind: 'lost' }
  | { readonly kind: 'broken'; readonly retryAfterMs: number };

/** Statuses that end a stream for good: what is refused now will be refused again. */
const isRefusal = (status: number): boolean => status < 500 && ![408, 410, 425, 429].includes(status);

const retryAfterOf = (response: Response): number => 1000 * (Number(response.headers.get('retry-after')) || 0);

function endingOf(response: Response): Ending {
  if (response.status === 410) return { kind: 'lost' };
  if (isRefusal(response.status)) return { kind: 'refused' };
  return { kind: 'broken', retryAfterMs: retryAfterOf(response) };
}

/** Returns how a stream ends after the problem that it tells last. */
function endingOfProblem(data: string | undefined): Ending {
  const problem = parseJson(data ?? '');
  const status = isObject(problem) ? problem['status'] : undefined;
  // After 403 the caller has other rights, and may see other documents.
  return status === 410 || status === 403 ? { kind: 'lost' } : { kind: 'broken', retryAfterMs: 0 };
}

const kinds = ['created', 'changed', 'removed'] as const;

/** Parses an event; undefined if its data are no document. */
function parseChange(event: string, data: string): ChangeMessage | undefined {
  const kind = kinds.find((each) => each === event);
  const document = parseJson(data);
  return kind !== undefined && isObject(document) ? { kind, document } : undefined;
}

/**
 * Follows the changes of a document or of a list, without gap or repetition: after a break it continues with
 * `Last-Event-ID`, after pauses that grow. It pauses while the page is hidden for long. It ends when the stream is
 * refused, as after 401 and 404, or when the returned function is called.
 */
export function followChanges(options: FollowOptions): () => void {
  const closing = new AbortController();
  void createFollower(options, closing.signal).run();
  return () => closing.abort();
}

function createFollower({ open, onMessage, visibility = document, limits }: FollowOptions, closing: AbortSignal) {
  const { hiddenMs, ...settings } = { ...defaults, ...limits };
  let position: string | undefined;
  let isBegun = false;
  let failures = 0;
  /** When the last stream began; undefined if the last request got none. */
  let streamingSince: number | undefined;

  const take = (id: string | undefined): void => {
    if (id !== undefined) position = id;
    if (isBegun) return;
    isBegun = true;
    onMessage({ kind: 'begun' });
  };

  const read = async (body: ReadableStream<Uint8Array>, signal: AbortSignal): Promise<Ending> => {
    for await (const { event, id, data } of readEvents(body, settings)) {
      if (signal.aborted) break;
      if (event === 'problem') return endingOfProblem(data);
      const change = data === undefined ? undefined : parseChange(event, data);
      if (data !== undefined && change === undefined) return { kind: 'lost' };
      take(id);
      if (change !== undefined) onMessage(change);
    }
    return { kind: 'broken', retryAfterMs: 0 };
  };

  const connect = async (signal: AbortSignal): Promise<Ending> => {
    streamingSince = undefined;
    try {
      const headers = { accept, ...(position === undefined ? {} : { 'last-event-id': position }) };
      const response = await open(headers, signal);
      if (response.ok && response.body !== null) {
        streamingSince = Date.now();
        return await read(response.body, signal);
      }
      await response.body?.cancel();
      return endingOf(response);
    } catch {
      return { kind: 'broken', retryAfterMs: 0 };
    }
  };

  const run = async (): Promise<void> => {
    for (;;) {
      await untilVisible(visibility, closing);
      if (closing.aborted) return;
      const seen = whileSeen(visibility, { hiddenMs, closing });
      const ending = await connect(seen.signal);
      const isPaused = seen.signal.aborted;
      seen.end();
      if (closing.aborted) return;
      if (ending.kind === 'refused') return onMessage({ kind: 'refused' });
      if (ending.kind === 'lost') [position, isBegun] = [undefined, false];
      if (isPaused) continue;
      const lastedMs = streamingSince === undefined ? 0 : Date.now() - streamingSince;
      failures = lastedMs > backoffMs(settings, failures + 1) ? 1 : failures + 1;
      const pauseMs = withJitter(backoffMs(settings, failures));
      await sleep(Math.max(pauseMs, ending.kind === 'broken' ? ending.retryAfterMs : 0), closing);
    }
  };
  return { run };
}
