import { createHash } from 'node:crypto';
import type { ApolloServerOptionsWithStaticSchema, BaseContext } from '@apollo/server';
import type { DocumentNode } from 'graphql';
import { LRUCache } from 'lru-cache';

type ApolloDocumentStore = NonNullable<ApolloServerOptionsWithStaticSchema<BaseContext>['documentStore']>;

/** The parsed and valid documents that an Apollo Server keeps. */
export interface DocumentStore extends ApolloDocumentStore {
  /** Whether a document needs to be neither parsed nor validated, unless the schema has changed. */
  has(document: string): boolean;
}

/** The characters that a document counts as in addition to its own: what is prepared for a short one takes memory, too. */
const entryLength = 200;

interface StoredDocument {
  /** Apollo Server's key: a hash of the schema, a colon, and the hash of the document. */
  readonly key: string;
  readonly document: DocumentNode;
}

/**
 * Creates a store that keeps the documents that were used last.
 *
 * @param maxLength the characters of all kept documents together; one takes about a hundred times as many bytes
 */
export function createDocumentStore(maxLength: number): DocumentStore {
  const documents = new LRUCache<string, StoredDocument>({
    maxSize: maxLength,
    sizeCalculation: ({ document }) => (document.loc?.end ?? 0) + entryLength,
  });
  return {
    has: (document) => documents.has(hashOf(document)),
    get: async (key) => {
      const stored = documents.get(hashIn(key));
      return stored?.key === key ? stored.document : undefined;
    },
    set: async (key, document) => void documents.set(hashIn(key), { key, document }),
    delete: async (key) => documents.delete(hashIn(key)),
  };
}

/** The hash by which Apollo Server identifies a document. */
const hashOf = (document: string): string => createHash('sha256').update(document).digest('hex');

const hashIn = (key: string): string => key.slice(key.lastIndexOf(':') + 1);
