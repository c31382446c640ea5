import { toManyRelations, toOneRelations } from '../resource/definition/relations.ts';
import type { OperationContext } from '../resource/definition/context.ts';
import type { Definition } from '../resource/definition/definition.ts';
import type { Document } from '../resource/definition/documents.ts';
import type { RemoteDocument } from '../resource/remote-resources.ts';
import type { Embeds } from './query.ts';
import type { EmbeddedResources } from './render.ts';

type EntriesByDocument = ReadonlyMap<string, unknown>;

/** What was embedded, document by document; and why what is not there could not be, by the path of its relation. */
export interface Embedding {
  readonly embedded: readonly EmbeddedResources[];
  readonly notEmbedded: Readonly<Record<string, string>>;
}

/**
 * Embeds what the documents refer to, and what refers to them: one request to a peer for each relation.
 * A peer that is away, or refuses, leaves its entries out; the links are there.
 */
export async function embedAll(
  definition: Definition,
  { documents, embeds }: { documents: readonly Document[]; embeds: Embeds },
  context: OperationContext,
): Promise<Embedding> {
  if (documents.length === 0) return { embedded: [], notEmbedded: {} };
  const columns = await Promise.all(
    [...embeds].map(([relation, below]) => embedOne(definition, { documents, relation, below }, context)),
  );
  const embedded = documents.map(({ _id }) =>
    Object.fromEntries(
      columns.filter(({ entries }) => entries.has(_id)).map(({ relation, entries }) => [relation, entries.get(_id)]),
    ),
  );
  return { embedded, notEmbedded: Object.fromEntries(columns.flatMap(({ missing }) => missing)) };
}

interface EmbedRequest {
  readonly documents: readonly Document[];
  readonly relation: string;
  readonly below: readonly string[];
}

interface EmbedColumn {
  readonly relation: string;
  readonly entries: EntriesByDocument;
  /** Path and reason of what could not be embedded. */
  readonly missing: readonly (readonly [string, string])[];
}

async function embedOne(
  definition: Definition,
  wanted: EmbedRequest,
  { remote }: OperationContext,
): Promise<EmbedColumn> {
  const { documents, relation, below } = wanted;
  const one = toOneRelations(definition).find(([name]) => name === relation)?.[1];
  const many = toManyRelations(definition).find(([name]) => name === relation)?.[1];
  const target = one?.target ?? many?.target ?? relation;
  const among =
    one === undefined
      ? { field: many?.by ?? relation, keys: documents.map(({ _id }) => _id) }
      : { field: '_id', keys: documents.map((document) => String(document[relation])) };
  const found = await remote.findByKeys(target, { ...among, embed: below });
  if (!found.ok) return { relation, entries: new Map(), missing: [[relation, found.problem.detail]] };
  const targets = found.value.documents;
  return {
    relation,
    entries: one === undefined ? arrays(documents, targets, among.field) : singles(documents, targets, relation),
    missing: Object.entries(found.value.notEmbedded).map(([path, reason]) => [`${relation}.${path}`, reason]),
  };
}

function singles(
  documents: readonly Document[],
  found: readonly RemoteDocument[],
  relation: string,
): EntriesByDocument {
  const targets = new Map(found.map((target) => [target._id, target.representation]));
  const pairs = documents.map((document) => [document._id, targets.get(String(document[relation]))] as const);
  return new Map(pairs.filter(([, target]) => target !== undefined));
}

function arrays(documents: readonly Document[], found: readonly RemoteDocument[], by: string): EntriesByDocument {
  const lists = new Map(documents.map(({ _id }) => [_id, [] as unknown[]]));
  for (const document of found) lists.get(String(document[by]))?.push(document.representation);
  return lists;
}
