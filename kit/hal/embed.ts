import type { AddedView, Additions } from '../resource/definition/additions.ts';
import { relationsOf, type InverseRelation } from '../resource/definition/relations.ts';
import type { Definition } from '../resource/definition/definition.ts';
import type { Document } from '../resource/definition/documents.ts';
import { notAllowed } from '../resource/common-problems.ts';
import { succeed, type Problem } from '../resource/problems.ts';
import type { RemoteMatches, RemoteResources } from '../resource/remote-resources.ts';
import type { Embeds } from './query.ts';
import type { EmbeddedResources } from './render.ts';

/** Document `_id` → its embedded resource or array of resources. */
type EntriesByDocument = ReadonlyMap<string, unknown>;

/** What can be embedded: the relations of the definition, and what other resources add to it. */
export interface EmbeddableRelations {
  readonly definition: Definition;
  readonly additions: Additions;
}

/** Returns the names of the relations that can be embedded. */
export const embeddableNames = ({ definition, additions }: EmbeddableRelations): readonly string[] => [
  ...Object.keys(definition.relations),
  ...[...additions.inverseRelations, ...additions.views].map(({ name }) => name),
];

/** The resources of other services, as embedding reads them. */
export type RelatedResources = Pick<RemoteResources, 'href' | 'findByKeys' | 'findViews' | 'referenceState'>;

/** The result of embedding: the resources per document, and the reason per relation path that could not be embedded. */
export interface Embedding {
  readonly embedded: readonly EmbeddedResources[];
  readonly notEmbedded: Readonly<Record<string, string>>;
}

/** The documents in which related resources are embedded. */
export interface EmbeddingRequest {
  readonly documents: readonly Document[];
  readonly embeds: Embeds;
  /** Whether resources may be fragments of JSON, where their service sends them as such; false by default. */
  readonly asText?: boolean;
}

/**
 * Embeds related resources in documents, with one request per relation. When a service is unavailable or denies access
 * to a list, its resources are omitted and the reason is reported; the links remain.
 */
export async function embedAll(
  relations: EmbeddableRelations,
  { documents, embeds, asText = false }: EmbeddingRequest,
  remote: RelatedResources,
): Promise<Embedding> {
  if (documents.length === 0) return { embedded: [], notEmbedded: {} };
  const columns = await Promise.all(
    [...embeds].map(([relation, nested]) => embedRelation(relations, { documents, relation, nested, asText }, remote)),
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
  readonly asText: boolean;
}

interface EmbedColumn {
  readonly relation: string;
  readonly entries: EntriesByDocument;
  /** Relation path and reason, for each relation that could not be embedded. */
  readonly notEmbedded: readonly (readonly [string, string])[];
}

async function embedRelation(
  { definition, additions }: EmbeddableRelations,
  request: EmbedRequest,
  remote: RelatedResources,
): Promise<EmbedColumn> {
  const { relation } = request;
  const toOne = relationsOf(definition).find(([name]) => name === relation)?.[1];
  if (toOne !== undefined) return embedTargets(toOne.target, request, remote);
  const inverse = additions.inverseRelations.find(({ name }) => name === relation);
  if (inverse !== undefined) return embedReferrers(inverse, request, remote);
  const view = additions.views.find(({ name }) => name === relation);
  return view === undefined
    ? { relation, entries: new Map(), notEmbedded: [] }
    : embedViews({ ...view, of: definition.name }, request, remote);
}

/** Embeds in each document the one resource that it refers to. A target that the caller may not read becomes a stub. */
async function embedTargets(
  target: string,
  { documents, relation, nested, asText }: EmbedRequest,
  remote: RelatedResources,
): Promise<EmbedColumn> {
  const targetOf = (document: Document): string => String(document[relation]);
  const keys = [...new Set(documents.map(targetOf))];
  const found = await remote.findByKeys(target, { field: '_id', keys, embed: nested, asText });
  const isForbidden = !found.ok && found.problem.kind.status === notAllowed.status;
  const matches = isForbidden ? succeed({ documents: [], notEmbedded: {} }) : found;
  if (!matches.ok) return notEmbeddable(relation, matches.problem);
  const representations = new Map(matches.value.documents.map(({ _id, representation }) => [_id, representation]));
  const missing = keys.filter((id) => !representations.has(id));
  const resources = new Map<string, unknown>([...representations, ...(await stubsOfHidden(target, missing, remote))]);
  const entries = documents.map((document) => [document._id, resources.get(targetOf(document))] as const);
  return {
    relation,
    entries: new Map(entries.filter(([, representation]) => representation !== undefined)),
    notEmbedded: nestedReasons(relation, matches.value),
  };
}

/** Returns a stub with the `self` link alone for each document that exists and that the caller is not allowed to read. */
async function stubsOfHidden(
  target: string,
  ids: readonly string[],
  remote: RelatedResources,
): Promise<readonly (readonly [string, unknown])[]> {
  const collection = remote.href(target);
  const states = await Promise.all(ids.map((id) => remote.referenceState(target, id, 'service')));
  return ids.flatMap((id, index) => {
    const state = states[index];
    const exists = collection !== undefined && state?.ok === true && state.value !== undefined;
    return exists ? [[id, { _links: { self: { href: `${collection}/${encodeURIComponent(id)}` } } }]] : [];
  });
}

/** Embeds in each document the array of the resources that refer to it. */
async function embedReferrers(
  { target, by }: InverseRelation,
  { documents, relation, nested, asText }: EmbedRequest,
  remote: RelatedResources,
): Promise<EmbedColumn> {
  const keys = documents.map(({ _id }) => _id);
  const matches = await remote.findByKeys(target, { field: by, keys, embed: nested, asText });
  if (!matches.ok) return notEmbeddable(relation, matches.problem);
  const entries = new Map(keys.map((_id) => [_id, [] as unknown[]]));
  for (const document of matches.value.documents) entries.get(String(document[by]))?.push(document.representation);
  return { relation, entries, notEmbedded: nestedReasons(relation, matches.value) };
}

/** Embeds in each document its view, which has no relations of its own to embed. */
async function embedViews(
  { name, target, of }: AddedView & { readonly of: string },
  { documents, relation, nested }: EmbedRequest,
  remote: RelatedResources,
): Promise<EmbedColumn> {
  const views = await remote.findViews(target, { view: name, of, ids: documents.map(({ _id }) => _id) });
  if (!views.ok) return notEmbeddable(relation, views.problem);
  const notEmbedded = nested.map((path) => [`${relation}.${path}`, `${relation} has no relations to embed`] as const);
  return { relation, entries: views.value, notEmbedded };
}

const notEmbeddable = (relation: string, { detail }: Problem): EmbedColumn => ({
  relation,
  entries: new Map(),
  notEmbedded: [[relation, detail]],
});

const nestedReasons = (relation: string, { notEmbedded }: RemoteMatches): EmbedColumn['notEmbedded'] =>
  Object.entries(notEmbedded).map(([path, reason]) => [`${relation}.${path}`, reason]);
