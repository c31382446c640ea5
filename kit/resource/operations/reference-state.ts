import { covers } from '../../access/policy.ts';
import type { Caller } from '../../access/caller.ts';
import type { Filter } from '../../store/port.ts';
import { narrowed, type Bound } from '../runtime.ts';
import type { Document } from '../definition/documents.ts';
import { isExpired, pendingFilter, thereFilter } from '../pending-writes/pending-write.ts';
import { recover } from '../pending-writes/recovery.ts';
import type { Reference, Referrers, Referring, ReferrersPage, Standing } from '../remote-resources.ts';

/** Who is asked about, and for whom: what that caller may not see is not there. */
export interface StandingQuestion {
  readonly id: string;
  readonly caller?: Caller | undefined;
}

/** How documents stand, in one query of the store. Marks whose time is over are taken off. */
export async function standing(
  bound: Bound,
  questions: readonly StandingQuestion[],
): Promise<readonly (Standing | undefined)[]> {
  const ids = { _id: { $in: [...new Set(questions.map(({ id }) => id))] } };
  let documents = await bound.documents.find(ids);
  const expired = documents.filter(({ _intent }) => _intent !== undefined && isExpired(_intent));
  for (const document of expired) await recover(bound, document);
  if (expired.length > 0) documents = await bound.documents.find(ids);
  const byId = new Map(documents.map((document) => [document._id, document]));
  return questions.map(({ id, caller }) => {
    const document = byId.get(id);
    if (document === undefined || document._intent?.kind === 'arriving') return undefined;
    if (caller !== undefined && !covers(bound.definition.policies.read(caller), document)) return undefined;
    return standingOf(bound, document);
  });
}

function standingOf({ definition }: Bound, document: Document): Standing {
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
async function pendingOnes(bound: Bound, { relation, ids }: Reference): Promise<readonly Document[]> {
  const about: Filter = { $or: [{ [relation]: { $in: ids } }, { [`_intent.next.${relation}`]: { $in: ids } }] };
  const query = { $and: [pendingFilter, about] };
  const found = await bound.documents.find(query);
  const expired = found.filter(({ _intent }) => _intent !== undefined && isExpired(_intent));
  if (expired.length === 0) return found;
  for (const document of expired) await recover(bound, document);
  return bound.documents.find(query);
}

/** How many documents refer to some others, intentions counted. */
export async function referring(
  bound: Bound,
  { caller, ...reference }: Reference & { readonly caller: Caller },
): Promise<Referring> {
  const { relation, ids } = reference;
  // Pending ones first: one that is confirmed in between is counted twice rather than not at all.
  const pending = (await pendingOnes(bound, reference)).filter(
    ({ _intent, [relation]: current }) => _intent?.kind === 'arriving' || !ids.includes(String(current)),
  );
  const those = { [relation]: { $in: ids } };
  const settled = await bound.documents.count({ $and: [those, thereFilter] });
  const answer = bound.definition.policies.read(caller);
  const visible = answer === true || settled === 0 ? settled : await bound.documents.count(narrowed(those, answer));
  return { settled, visible, pending: pending.length };
}

/** The documents that refer to one, or are about to, a page at a time. */
export async function referrers(bound: Bound, { relation, id, after, limit }: ReferrersPage): Promise<Referrers> {
  const pending = after === '' ? await pendingOnes(bound, { relation, ids: [id] }) : [];
  const those = { $and: [{ [relation]: id, _id: { $gt: after } }, thereFilter] };
  const settled = (await bound.documents.find(those, { sort: [['_id', 1]], limit })).map(({ _id }) => _id);
  const coming = pending.filter((document) => document[relation] !== id || document._intent?.kind === 'arriving');
  return { settled, coming: coming.map(({ _id }) => _id).filter((each) => !settled.includes(each)) };
}
