import { LRUCache } from 'lru-cache';

/** The documents that clients have sent with their hashes: automatic persisted queries. */
export interface QueryCache {
  get(hash: string): string | undefined;
  keep(hash: string, document: string): void;
}

/** What an entry takes in addition to its document, in bytes. */
const entryBytes = 200;

/** Creates a cache of at most `maxBytes` that keeps the documents that were used last; undefined for 0 bytes. */
export function createQueryCache(maxBytes: number): QueryCache | undefined {
  if (maxBytes === 0) return undefined;
  const documents = new LRUCache<string, string>({
    maxSize: maxBytes,
    sizeCalculation: (document) => Buffer.byteLength(document) + entryBytes,
  });
  return {
    get: (hash) => documents.get(hash),
    keep: (hash, document) => void documents.set(hash, document),
  };
}
