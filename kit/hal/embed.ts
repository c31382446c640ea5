import { toManyRelations, toOneRelations } from '../resource/definition/relations.ts';
import type { OperationContext } from '../resource/definition/context.ts';
import type { Definition } from '../resource/definition/definition.ts';
import type { Document } from '../resource/definition/documents.ts';
import type { RemoteDocument } from '../resource/remote-resources.ts';
import type { Embeds } from './query.ts';
import type { EmbeddedResources } from './render.ts';

/** Document `_id` → its embedded resource or array of resources. */
type EntriesByDocument = ReadonlyMap<string, unknown>;

/** The result of embedding: the resources per document, and the reason per relation path that could not be embedded. */
export interface Embedding {
  readonly embedded: readonly EmbeddedResources[];
  readonly notEmbedded: Readonly<Record<string, string>>;
}

/**
 * Embeds related resources in documents, with one request per relation. When a service is unavailable or denies access,
 * its resources are omitted and the reason is reported; the links remain.
 */
export async function embedAll(
  definition: Definition,
  { documents, embeds }: { documents: readonly Document[]; embeds: Embeds },
  context: OperationContext,
): Promise<Embedding> {
  if (documents.length === 0) return { embedded: [], notEmbedded: {} };
  const columns = await Promise.all(
    [...embeds].map(([relation, nested]) => embedRelation(definition, { documents, relation, nested }, context)),
  );
  const embedded = documents.map(({ _id }) =>
    Object.fromEntries(
      columns.filter(({ entries }) => entries.has(_id)).map(({ relation, entries }) => [relation, entries.get(_id)]),
    ),
  );
  return { embedded, notEmbedded: Object.fromEntries(columns.flatMap((column) => column.notEmbedded)) };
}

interface EmbedRequest {
  readonly documents: readonly Document[];
  readonly relation: string;
  /** Relation paths to embed in the related resources. */
  readonly nested: readonly string[];
}

interface EmbedColumn {
  readonly relation: string;
  readonly entries: EntriesByDocument;
  /** Relation path and reason, for each relation that could not be embedded. */
  readonly notEmbedded: readonly (readonly [string, string])[];
}

async function embedRelation(
  definition: Definition,
  { documents, relation, nested }: EmbedRequest,
  { remote }: OperationContext,
): Promise<EmbedColumn> {
  const toOne = toOneRelations(definition).find(([name]) => name === relation)?.[1];
  const toMany = toManyRelations(definition).find(([name]) => name === relation)?.[1];
  const target = toOne?.target ?? toMany?.target ?? relation;
  const lookup =
    toOne === undefined
      ? { field: toMany?.by ?? relation, keys: documents.map(({ _id }) => _id) }
      : { field: '_id', keys: documents.map((document) => String(document[relation])) };
  const matches = await remote.findByKeys(target, { ...lookup, embed: nested });
  if (!matches.ok) return { relation, entries: new Map(), notEmbedded: [[relation, matches.problem.detail]] };
  const related = matches.value.documents;
  return {
    relation,
    entries:
      toOne === undefined ? listEntries(documents, related, lookup.field) : singleEntries(documents, related, relation),
    notEmbedded: Object.entries(matches.value.notEmbedded).map(([path, reason]) => [`${relation}.${path}`, reason]),
  };
}

/** Assigns to each document the one resource that it refers to by `relation`. */
function singleEntries(
  documents: readonly Document[],
  related: readonly RemoteDocument[],
  relation: string,
): EntriesByDocument {
  const representations = new Map(related.map(({ _id, representation }) => [_id, representation]));
  const entries = documents.map((document) => [document._id, representations.get(String(document[relation]))] as const);
  return new Map(entries.filter(([, representation]) => representation !== undefined));
}

/** Assigns to each document the array of resources that refer to it by `field`. */
function listEntries(
  documents: readonly Document[],
  related: readonly RemoteDocument[],
  field: string,
): EntriesByDocument {
  const lists = new Map(documents.map(({ _id }) => [_id, [] as unknown[]]));
  for (const document of related) lists.get(String(document[field]))?.push(document.representation);
  return lists;
}
