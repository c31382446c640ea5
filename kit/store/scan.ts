import { setImmediate } from 'node:timers/promises';

/** The number of documents between two looks at the clock. */
const chunkSize = 100;
/** Milliseconds for which a scan keeps the process busy before other requests get their turn. */
const sliceMs = 5;

/**
 * Returns the documents that match, in order, at most `limit`. A long scan pauses for other requests.
 * @throws the signal's reason if it is aborted
 */
export async function scan<D>(
  documents: readonly D[],
  matches: (document: D) => boolean,
  { limit = Infinity, signal }: { readonly limit?: number | undefined; readonly signal?: AbortSignal | undefined } = {},
): Promise<D[]> {
  const found: D[] = [];
  let startedAt = performance.now();
  for (const [index, document] of documents.entries()) {
    if (found.length >= limit) break;
    if (index % chunkSize === 0 && performance.now() - startedAt > sliceMs) {
      await setImmediate();
      startedAt = performance.now();
    }
    if (index % chunkSize === 0) signal?.throwIfAborted();
    if (matches(document)) found.push(document);
  }
  return found;
}
