export interface FairBatchesSettings<Request, Result> {
  /** Returns what a request is for. */
  readonly keyOf: (request: Request) => string;
  /** Loads the results of a batch, in the order of its requests. */
  readonly load: (requests: readonly Request[]) => Promise<readonly Result[]>;
  /** The most batches that are loaded at the same time. */
  readonly concurrency: number;
  /** The most requests in a batch. */
  readonly most: number;
  /** The most requests in a batch that are for several keys. */
  readonly mostMixed: number;
}

interface Waiting<Request, Result> {
  readonly request: Request;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Batches requests: those that come while a batch for the same key is loaded share the next one, and so wait for each
 * other. Keys with few requests share batches, and do not wait for a key with many: while that is loaded, a few other
 * batches are, too.
 *
 * @example
 * const create = batchFairly({ keyOf: ({ event }) => event, load: createAll, concurrency: 4, most: 100, mostMixed: 16 });
 */
export function batchFairly<Request, Result>(
  settings: FairBatchesSettings<Request, Result>,
): (request: Request) => Promise<Result> {
  const { keyOf, load, concurrency, most, mostMixed } = settings;
  type Row = Waiting<Request, Result>[];
  /** Key → the requests that wait. The keys take turns. */
  const rows = new Map<string, Row>();
  const loading = new Set<string>();
  let running = 0;

  /** Takes the requests of a key out of its row, and puts the rest to the end. */
  function take(key: string, row: Row): Row {
    rows.delete(key);
    const taken = row.splice(0, most);
    if (row.length > 0) rows.set(key, row);
    return taken;
  }

  /** Returns the next batch: the requests of the first key that is not loaded, and of others if they are few. */
  function next(): ReadonlyMap<string, Row> {
    const batch = new Map<string, Row>();
    let size = 0;
    for (const [key, row] of [...rows]) {
      if (loading.has(key) || (size > 0 && size + row.length > mostMixed)) continue;
      const taken = take(key, row);
      batch.set(key, taken);
      size += taken.length;
    }
    return batch;
  }

  async function run(batch: ReadonlyMap<string, Row>): Promise<void> {
    const requests = [...batch.values()].flat();
    for (const key of batch.keys()) loading.add(key);
    running++;
    try {
      const results = await load(requests.map(({ request }) => request));
      requests.forEach(({ resolve }, index) => resolve(results[index]!));
    } catch (error) {
      for (const { reject } of requests) reject(error);
    }
    running--;
    for (const key of batch.keys()) loading.delete(key);
    start();
  }

  function start(): void {
    while (running < concurrency) {
      const batch = next();
      if (batch.size === 0) return;
      void run(batch);
    }
  }

  return (request) =>
    new Promise((resolve, reject) => {
      const key = keyOf(request);
      const row = rows.get(key) ?? [];
      rows.set(key, row);
      row.push({ request, resolve, reject });
      // Those that come in the same turn of the event loop share a batch.
      process.nextTick(start);
    });
}
