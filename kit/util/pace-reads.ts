import { LRUCache } from 'lru-cache';

/** How often loads of one key begin: at most `burst` at once, and then one every `intervalMs` on average. */
export interface Pace {
  readonly burst: number;
  readonly intervalMs: number;
}

/** The pace of reads that callers share: at most 10 of one key in a second. */
export const sharedReadPace: Pace = { burst: 2, intervalMs: 125 };

/** Reads for a request about these keys, such as the events of a page. */
export type PacedReads<Request, Result> = (keys: readonly string[], request: Request) => Promise<Result>;

interface Waiting<Request, Result> {
  readonly keys: readonly string[];
  readonly request: Request;
  /** When it is loaded at the latest, by `performance.now()`. */
  readonly at: number;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

/** The most keys whose pace is remembered; the longest unused one is forgotten first. */
const maxKeys = 10_000;

/** Paces keys by the generic cell rate algorithm. */
function createPacer({ burst, intervalMs }: Pace) {
  /** Key → when its next load would begin if all were evenly spaced. */
  const due = new LRUCache<string, number>({ maxSize: maxKeys, sizeCalculation: () => 1 });
  const dueOf = (key: string): number => due.get(key) ?? 0;
  return {
    /** Returns when a load of these keys may begin. */
    earliest: (keys: readonly string[], now: number): number =>
      keys.reduce((latest, key) => Math.max(latest, dueOf(key) - (burst - 1) * intervalMs), now),
    count: (keys: Iterable<string>, now: number): void => {
      for (const key of keys) due.set(key, Math.max(dueOf(key), now) + intervalMs);
    },
  };
}

/**
 * Lets requests for the same keys share loads, and limits how often these begin. A request waits for a load that begins
 * after it: a result is never older than its request, whoever wrote in the meantime. Nothing is cached.
 *
 * @param load Loads the results of a batch, in the order of its requests.
 * @example
 * const read = paceReads(sharedReadPace, (pages: readonly (readonly string[])[]) => countAll(pages));
 * await Promise.all(callers.map(() => read(['event'], ['event']))); // one call of `countAll`
 */
export function paceReads<Request, Result>(
  pace: Pace,
  load: (requests: readonly Request[]) => Promise<readonly Result[]>,
): PacedReads<Request, Result> {
  const pacer = createPacer(pace);
  let waiting: Waiting<Request, Result>[] = [];
  let wakesAt = Infinity;

  function wakeAt(at: number, now: number): void {
    if (at >= wakesAt) return;
    wakesAt = at;
    const wake = (): void => {
      if (wakesAt !== at) return;
      wakesAt = Infinity;
      loadDue();
    };
    if (at <= now) queueMicrotask(wake);
    else setTimeout(wake, at - now);
  }

  function loadDue(): void {
    const now = performance.now();
    const keys = new Set(waiting.flatMap((each) => (each.at <= now ? each.keys : [])));
    const isLoaded = (each: Waiting<Request, Result>): boolean => each.keys.every((key) => keys.has(key));
    const batch = waiting.filter(isLoaded);
    waiting = waiting.filter((each) => !isLoaded(each));
    if (waiting.length > 0) wakeAt(Math.min(...waiting.map(({ at }) => at)), now);
    if (batch.length === 0) return;
    pacer.count(keys, now);
    load(batch.map(({ request }) => request)).then(
      (results) => batch.forEach(({ resolve }, index) => resolve(results[index] as Result)),
      (error: unknown) => batch.forEach(({ reject }) => reject(error)),
    );
  }

  return (keys, request) =>
    new Promise((resolve, reject) => {
      const now = performance.now();
      const at = pacer.earliest(keys, now);
      waiting.push({ keys, request, at, resolve, reject });
      wakeAt(at, now);
    });
}
