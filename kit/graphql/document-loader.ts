import DataLoader from 'dataloader';
import { deniedProblem } from '../resource/runtime.ts';
import type { OperationContext } from '../resource/definition/context.ts';
import type { Document } from '../resource/definition/documents.ts';
import type { Resource } from '../resource/resource.ts';
import { toGraphQLError, valueOrThrow } from './errors.ts';

/** The documents that one request asks for, one by one: one query of the store for all that are asked for at a time. */
export interface DocumentLoader {
  /** The document, if there is one that the caller may see. */
  visible(id: string): Promise<Document | undefined>;
  /** The same for an entity: who knows of one that they may not see is told so, with `FORBIDDEN`. */
  entity(id: string): Promise<Document | undefined>;
  /** The document that alone holds this value in a field, if the caller may see it. */
  byKey(field: string, value: string): Promise<Document | undefined>;
  /** Forgets what was read, after something was changed. */
  clear(): void;
}

export function createDocumentLoader(resource: Resource, context: OperationContext): DocumentLoader {
  const { name } = resource.definition;
  const byId = new DataLoader(async (ids: readonly string[]) => {
    const { visible, hidden } = valueOrThrow(await resource.find(ids, context));
    return ids.map((id) => ({ document: visible.get(id), isHidden: hidden.has(id) }));
  });
  const byKey = new Map<string, DataLoader<string, Document | undefined>>();
  const loaderOf = (field: string) =>
    new DataLoader(async (values: readonly string[]) => {
      const query = { filter: { [field]: { $in: values } }, sort: [], limit: values.length };
      const found = valueOrThrow(await resource.list(query, context));
      return values.map((value) => found.find((document) => document[field] === value));
    });
  return {
    visible: async (id) => (await byId.load(id)).document,
    entity: async (id) => {
      const { document, isHidden } = await byId.load(id);
      if (isHidden) throw toGraphQLError(deniedProblem(context.caller, `see this ${name}`));
      return document;
    },
    byKey: (field, value) => {
      const loader = byKey.get(field) ?? loaderOf(field);
      byKey.set(field, loader);
      return loader.load(value);
    },
    clear: () => {
      byId.clearAll();
      byKey.clear();
    },
  };
}
