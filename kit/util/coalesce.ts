import DataLoader from 'dataloader';

/**
 * Batches requests: those that arrive while a load is running share the next one. Each request is served by a load that
 * started after the request was made. Results are not cached, and one load runs at a time.
 *
 * @param load Loads the results of a batch, in the order of its requests.
 * @param maxBatchSize The maximum number of requests in one load.
 * @example
 * const countOf = coalesce(async (ids: readonly string[]) => await countAll(ids), 100);
 * await Promise.all([countOf('a'), countOf('b')]); // one call of `countAll`
 */
export function coalesce<Request, Result>(
  load: (requests: readonly Request[]) => Promise<readonly Result[]>,
  maxBatchSize: number,
): (request: Request) => Promise<Result> {
  let running: Promise<unknown> = Promise.resolve();
  const loader = new DataLoader<Request, Result>(
    (requests) => {
      const loading = load(requests);
      running = loading.catch(() => undefined);
      return loading;
    },
    { cache: false, maxBatchSize, batchScheduleFn: (dispatch) => void running.then(dispatch) },
  );
  return (request) => loader.load(request);
}
