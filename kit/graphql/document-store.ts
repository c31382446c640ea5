import type { ApolloServerOptionsWithStaticSchema, BaseContext } from '@apollo/server';
import type { DocumentNode } from 'graphql';
import { LRUCache } from 'lru-cache';

type ApolloDocumentStore = NonNullable<ApolloServerOptionsWithStaticSchema<BaseContext>['documentStore']>;

/** The parsed and valid documents that an Apollo Server keeps. */
export interface DocumentStore extends ApolloDocumentStore {
  /** Whether a document needs to be neither parsed nor validated, unless the schema has changed. */
  has(text: string): boolean;
  /** Returns the document of a text, which is valid for the last schema or one before; undefined if it is not kept. */
  find(text: string): KeptDocument | undefined;
}

/** A parsed document. */
export interface KeptDocument {
  readonly document: DocumentNode;
  /** The SHA-256 of its text, in hexadecimal. */
  readonly hash: string;
}

/** The characters that a document counts as in addition to its own: what is prepared for a short one takes memory, too. */
const entryLength = 200;

interface StoredDocument extends KeptDocument {
  /** Apollo Server's key: a hash of the schema, a colon, and the hash of the document. */
  readonly key: string;
}

/**
 * Creates a store that keeps the documents that were used last. They are found by their texts, which is cheaper than
 * Apollo Server's hashes of them.
 *
 * @param maxLength the characters of all kept documents together; one takes about a hundred times as many bytes
 */
export function createDocumentStore(maxLength: number): DocumentStore {
  const texts = new Map<string, string>();
  const documents = new LRUCache<string, StoredDocument>({
    maxSize: maxLength,
    sizeCalculation: (_stored, text) => text.length + entryLength,
    dispose: ({ hash }) => void texts.delete(hash),
  });
  /** Returns the text of a document that is kept; that of none if it is not. */
  const textOf = (key: string): string => texts.get(hashIn(key)) ?? '';
  return {
    has: (text) => documents.has(text),
    find: (text) => documents.get(text),
    get: async (key) => {
      const stored = documents.get(textOf(key));
      return stored?.key === key ? stored.document : undefined;
    },
    set: async (key, document) => {
      const [text, hash] = [document.loc?.source.body ?? '', hashIn(key)];
      documents.set(text, { key, document, hash });
      if (documents.has(text)) texts.set(hash, text);
    },
    delete: async (key) => documents.delete(textOf(key)),
  };
}

const hashIn = (key: string): string => key.slice(key.lastIndexOf(':') + 1);
