import type { OperationContext } from '../definition/context.ts';

/** The place of a document in a request. */
export interface DocumentPlace {
  /** Identifies the document within the request: a repeated attempt counts once. */
  readonly key: string;
  /** The index of the document; undefined if the client sent no list of documents. */
  readonly index: number | undefined;
}

/** Counts something for all documents and operations of one request. */
export interface RequestCount {
  /** Sets the number for a document. Returns the total of the request. */
  set(context: OperationContext, key: string, number: number): number;
}

/** Creates a count that is kept as long as the contexts of its requests. */
export function createRequestCount(): RequestCount {
  const countsBy = new WeakMap<OperationContext, { readonly numbers: Map<string, number>; total: number }>();
  return {
    set: (context, key, number) => {
      const counts = countsBy.get(context) ?? { numbers: new Map<string, number>(), total: 0 };
      countsBy.set(context, counts);
      counts.total += number - (counts.numbers.get(key) ?? 0);
      counts.numbers.set(key, number);
      return counts.total;
    },
  };
}

/** Returns the name of a field of a document, with the index of the document. */
export const fieldAt = ({ index }: Pick<DocumentPlace, 'index'>, field: string): string =>
  index === undefined ? field : `${index}.${field}`;
