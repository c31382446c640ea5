import { permits } from '../../access/policy.ts';
import type { Caller } from '../../access/caller.ts';
import type { Filter } from '../../store/port.ts';
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

/** Who is asked about, and for whom: what that caller may not see is not there. */
export interface ReferenceStateQuery {
  readonly id: string;
  readonly caller?: Caller | undefined;
}

/** How documents stand, in one query of the store. Marks whose time is over are taken off. */
export async function referenceStates(
  runtime: ResourceRuntime,
  questions: readonly ReferenceStateQuery[],
): Promise<readonly (ReferenceState | undefined)[]> {
  const ids = { _id: { $in: [...new Set(questions.map(({ id }) => id))] } };
  let documents = await runtime.documents.find(ids);
  const expired = documents.filter(({ _intent }) => _intent !== undefined && isExpired(_intent));
  for (const document of expired) await recover(runtime, document);
  if (expired.length > 0) documents = await runtime.documents.find(ids);
  const byId = new Map(documents.map((document) => [document._id, document]));
  return questions.map(({ id, caller }) => {
    const document = byId.get(id);
    if (document === undefined || document._intent?.kind === 'arriving') return undefined;
    if (caller !== undefined && !permits(runtime.definition.policies.read(caller), document)) return undefined;
    return standingOf(runtime, document);
  });
}

function standingOf({ definition }: ResourceRuntime, document: Document): ReferenceState {
  const names = [
    ...Object.entries(definition.fields).flatMap(([name, { kind }]) => (kind === 'secret' ? [] : [name])),
    ...Object.entries(definition.relations).flatMap(([name, { cardinality }]) => (cardinality === 'one' ? [name] : [])),
  ];
  const { kind, next } = document._intent ?? {};
  return {
    leaving: kind === 'leaving',
    current: Object.fromEntries(names.map((name) => [name, document[name]])),
    next: kind === 'changing' ? next : undefined,
  };
}

/** The documents with an intention that refer, or are about to refer, to one of those. */
async function pendingOnes(runtime: ResourceRuntime, { relation, ids }: ReferenceQuery): Promise<readonly Document[]> {
  const about: Filter = { $or: [{ [relation]: { $in: ids } }, { [`_intent.next.${relation}`]: { $in: ids } }] };
  const query = { $and: [pendingWriteFilter, about] };
  const found = await runtime.documents.find(query);
  const expired = found.filter(({ _intent }) => _intent !== undefined && isExpired(_intent));
  if (expired.length === 0) return found;
  for (const document of expired) await recover(runtime, document);
  return runtime.documents.find(query);
}

/** How many documents refer to some others, intentions counted. */
export async function countReferrers(
  runtime: ResourceRuntime,
  { caller, ...reference }: ReferenceQuery & { readonly caller: Caller },
): Promise<ReferrerCount> {
  const { relation, ids } = reference;
  // Pending ones first: one that is confirmed in between is counted twice rather than not at all.
  const pending = (await pendingOnes(runtime, reference)).filter(
    ({ _intent, [relation]: current }) => _intent?.kind === 'arriving' || !ids.includes(String(current)),
  );
  const those = { [relation]: { $in: ids } };
  const settled = await runtime.documents.count({ $and: [those, committedFilter] });
  const answer = runtime.definition.policies.read(caller);
  const visible =
    answer === true || settled === 0 ? settled : await runtime.documents.count(restrictFilter(those, answer));
  return { settled, visible, pending: pending.length };
}

/** The documents that refer to one, or are about to, a page at a time. */
export async function findReferrers(
  runtime: ResourceRuntime,
  { relation, id, after, limit }: ReferrerPageQuery,
): Promise<ReferrerPage> {
  const pending = after === '' ? await pendingOnes(runtime, { relation, ids: [id] }) : [];
  const those = { $and: [{ [relation]: id, _id: { $gt: after } }, committedFilter] };
  const settled = (await runtime.documents.find(those, { sort: [['_id', 1]], limit })).map(({ _id }) => _id);
  const coming = pending.filter((document) => document[relation] !== id || document._intent?.kind === 'arriving');
  return { settled, coming: coming.map(({ _id }) => _id).filter((each) => !settled.includes(each)) };
}
