import type { ApolloServerPlugin, BaseContext } from '@apollo/server';
import { visit, type DocumentNode } from 'graphql';
import { tooCostly } from './rules.ts';

/**
 * Returns the plugin that rejects documents with more aliases than the limit. A gateway writes documents with an alias
 * for each field that has arguments, and has counted those of its client.
 *
 * @param isForwarded whether a gateway wrote the document
 */
export function aliasLimit<Context extends BaseContext>(
  limit: number,
  isForwarded: (context: Context) => boolean = () => false,
): ApolloServerPlugin<Context> {
  // Parsed documents are kept.
  const counts = new WeakMap<DocumentNode, number>();
  const countOf = (document: DocumentNode): number => {
    const count = counts.get(document) ?? countAliases(document);
    counts.set(document, count);
    return count;
  };
  return {
    requestDidStart: async () => ({
      didResolveOperation: async ({ document, contextValue }) => {
        if (!isForwarded(contextValue) && countOf(document) > limit)
          throw tooCostly(`The document has more than ${limit} aliases; send several requests.`);
      },
    }),
  };
}

function countAliases(document: DocumentNode): number {
  let count = 0;
  visit(document, { Field: ({ alias }) => void (alias && count++) });
  return count;
}
