import { permits } from '../../access/policy.ts';
import type { Caller } from '../../access/caller.ts';
import type { Filter } from '../../store/port.ts';
import type { Definition } from '../definition/definition.ts';
import { wireValue } from '../fields/index.ts';
import { restrictFilter, type ResourceRuntime } from '../runtime.ts';
import type { Document } from '../definition/documents.ts';
import { isExpired, pendingWriteFilter, committedFilter } from '../pending-writes/pending-write.ts';
import { recover } from '../pending-writes/recovery.ts';
import type {
  ReferenceQuery,
  ReferrerPage,
  ReferrerCount,
  ReferrerPageQuery,
  ReferenceState,
} from '../remote-resources.ts';

/** Identifies a document, and optionally the caller who has to be allowed to see it. */
export interface ReferenceStateQuery {
  readonly id: string;
  readonly caller?: Caller | undefined;
}

/**
 * Returns the states of documents as targets of references, in the order of the queries; undefined for a document that
 * does not exist or that the caller is not allowed to see. Recovers expired pending writes first.
 */
export async function referenceStates(
  runtime: ResourceRuntime,
  queries: readonly ReferenceStateQuery[],
): Promise<readonly (ReferenceState | undefined)[]> {
  const ids = { _id: { $in: [...new Set(queries.map(({ id }) => id))] } };
  let documents = await runtime.documents.find(ids);
  const expired = documents.filter(({ _intent }) => _intent !== undefined && isExpired(runtime, _intent));
  for (const document of expired) await recover(runtime, document);
  if (expired.length > 0) documents = await runtime.documents.find(ids);
  const byId = new Map(documents.map((document) => [document._id, document]));
  return queries.map(({ id, caller }) => {
    const document = byId.get(id);
    if (document === undefined || document._intent?.kind === 'arriving') return undefined;
    if (caller !== undefined && !permits(runtime.definition.policies.read(caller), document)) return undefined;
    return referenceStateOf(runtime, document);
  });
}

/** Returns a value as other services see it. */
function wireValueOf({ fields }: Definition, name: string, value: unknown): unknown {
  const field = fields[name];
  return field === undefined || value === undefined ? value : wireValue(field, value);
}

function referenceStateOf({ definition }: ResourceRuntime, document: Document): ReferenceState {
  const names = [
    ...Object.entries(definition.fields).flatMap(([name, { kind }]) => (kind === 'secret' ? [] : [name])),
    ...Object.keys(definition.relations),
  ];
  const { kind, next } = document._intent ?? {};
  const wireValues = (values: Readonly<Record<string, unknown>>) =>
    Object.fromEntries(Object.entries(values).map(([name, value]) => [name, wireValueOf(definition, name, value)]));
  return {
    leaving: kind === 'leaving',
    current: wireValues(Object.fromEntries(names.map((name) => [name, document[name]]))),
    next: kind === 'changing' && next !== undefined ? wireValues(next) : undefined,
  };
}

/** Finds the documents with a pending write that refer to one of the targets now or after the write. */
async function pendingReferrers(
  runtime: ResourceRuntime,
  { relation, ids }: ReferenceQuery,
): Promise<readonly Document[]> {
  const refers: Filter = { $or: [{ [relation]: { $in: ids } }, { [`_intent.next.${relation}`]: { $in: ids } }] };
  const filter = { $and: [pendingWriteFilter, refers] };
  const documents = await runtime.documents.find(filter);
  const expired = documents.filter(({ _intent }) => _intent !== undefined && isExpired(runtime, _intent));
  if (expired.length === 0) return documents;
  for (const document of expired) await recover(runtime, document);
  return runtime.documents.find(filter);
}

/** Counts the documents that refer to others, pending writes included. By a relation that is gone, none does. */
export async function countReferrers(
  runtime: ResourceRuntime,
  { caller, ...reference }: ReferenceQuery & { readonly caller: Caller },
): Promise<ReferrerCount> {
  const { relation, ids } = reference;
  if (!Object.hasOwn(runtime.definition.relations, relation)) return { settled: 0, visible: 0, pending: 0 };
  // Pending writes are counted first: one that is confirmed in between is counted twice rather than missed.
  const pending = (await pendingReferrers(runtime, reference)).filter(
    ({ _intent, [relation]: current }) => _intent?.kind === 'arriving' || !ids.includes(String(current)),
  );
  const refers = { [relation]: { $in: ids } };
  const settled = await runtime.documents.count({ $and: [refers, committedFilter] });
  const permitted = runtime.definition.policies.read(caller);
  const visible =
    permitted === true || settled === 0 ? settled : await runtime.documents.count(restrictFilter(refers, permitted));
  return { settled, visible, pending: pending.length };
}

/** Returns a page of the `_id`s of documents that refer to another one, pending writes included. */
export async function findReferrers(
  runtime: ResourceRuntime,
  { relation, id, after, limit }: ReferrerPageQuery,
): Promise<ReferrerPage> {
  const pending = after === '' ? await pendingReferrers(runtime, { relation, ids: [id] }) : [];
  const refers = { $and: [{ [relation]: id, _id: { $gt: after } }, committedFilter] };
  const settled = (await runtime.documents.find(refers, { sort: [['_id', 1]], limit })).map(({ _id }) => _id);
  const coming = pending.filter((document) => document[relation] !== id || document._intent?.kind === 'arriving');
  return { settled, coming: coming.map(({ _id }) => _id).filter((_id) => !settled.includes(_id)) };
}
