import DataLoader from 'dataloader';
import { deniedProblem } from '../resource/runtime.ts';
import type { OperationContext } from '../resource/definition/context.ts';
import type { Document } from '../resource/definition/documents.ts';
import type { Resource } from '../resource/resource.ts';
import { memoize, type Memo } from '../util/memoize.ts';
import { toGraphQLError, valueOrThrow } from './errors.ts';

/** Loads the documents of one request by key, and batches simultaneous loads into one query of the store. */
export interface DocumentLoader {
  /** Returns the document, or undefined if it does not exist or the caller may not see it. */
  visible(id: string): Promise<Document | undefined>;
  /**
   * Returns the document that an entity reference names, or undefined if it does not exist.
   *
   * @throws GraphQLError `FORBIDDEN` if it exists and the caller may not see it
   */
  entity(id: string): Promise<Document | undefined>;
  /** Returns the document with this value in a unique field, if there is one that the caller may see. */
  byKey(field: string, value: string): Promise<Document | undefined>;
  /** Clears the cached documents, after a write. */
  clear(): void;
}

/** Creates the loader of one request's documents. */
export function createDocumentLoader(resource: Resource, context: OperationContext): DocumentLoader {
  const { name } = resource.definition;
  const byId = new DataLoader(async (ids: readonly string[]) => {
    const { visible, hidden } = valueOrThrow(await resource.find(ids, context));
    return ids.map((id) => ({ document: visible.get(id), isHidden: hidden.has(id) }));
  });
  const keyLoaders = new Map<string, Memo<DataLoader<string, Document | undefined>>>();
  const loaderOf = memoize(
    (field: string) =>
      new DataLoader(async (values: readonly string[]) => {
        const query = { filter: { [field]: { $in: values } }, sort: [], limit: values.length };
        const documents = valueOrThrow(await resource.list(query, context));
        return values.map((value) => documents.find((document) => document[field] === value));
      }),
    keyLoaders,
  );
  return {
    visible: async (id) => (await byId.load(id)).document,
    entity: async (id) => {
      const { document, isHidden } = await byId.load(id);
      if (isHidden) throw toGraphQLError(deniedProblem(context.caller, `see this ${name}`));
      return document;
    },
    byKey: (field, value) => loaderOf(field).load(value),
    clear: () => {
      byId.clearAll();
      keyLoaders.clear();
    },
  };
}
