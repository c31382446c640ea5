import type { Filter } from '../../store/port.ts';
import { allows, authorize, forbiddenVerb, narrowed, refusal, visible, type Bound } from '../runtime.ts';
import { collections, type Context, type Document, type Known } from '../definition.ts';
import { intend, thereFilter, type Intention } from '../pending-write.ts';
import { bearing, holding, occupied, releasing } from '../pending-writes.ts';
import { patiently } from '../retry.ts';
import { fail, succeed, type Outcome, type Problem } from '../problems.ts';
import { overridden, overtaken, staleness, type IfMatch } from './change.ts';
import { letGo } from './check-references.ts';

export interface Removal {
  readonly id: string;
  /**
   * Reads the condition of the request against the document as it is now, undefined where it is gone; called once an
   * attempt, before any permission to remove it.
   */
  readonly ifMatch: (current: Document | undefined) => Outcome<IfMatch>;
  /** Remove what refers to it as well, as far as the caller may. */
  readonly cascade: boolean;
}

/** What went. */
export interface Removed {
  readonly _id: string;
}

/** Removes a document that is as it was read, unless others refer to it. Doing it again is answered as the first time. */
export const remove = (bound: Bound, request: Removal, context: Context): Promise<Outcome<Removed>> =>
  patiently(async () => {
    const { id } = request;
    const found = await visible(bound, id, context.caller);
    const ifMatch = request.ifMatch(found.ok ? found.value : undefined);
    if (!found.ok) return ifMatch.ok && (await wentBefore(bound, id, ifMatch.value)) ? succeed({ _id: id }) : found;
    if (!ifMatch.ok) return ifMatch;
    const document = found.value;
    const refused =
      forbiddenVerb(bound, 'remove', { document, caller: context.caller }) ?? staleness(document, ifMatch.value);
    if (refused !== undefined) return fail(refused);
    if (document._intent !== undefined) return occupied(bound, document);
    const isReferredTo = collections(bound.definition).length > 0;
    const gone = isReferredTo ? leave(bound, { document, request }, context) : take(bound, document);
    return overridden(ifMatch.value, await gone);
  });

/** Whether it was this version that went: who knows its entity tag has seen it. */
async function wentBefore({ ledger }: Bound, id: string, ifMatch: IfMatch): Promise<boolean> {
  if (ifMatch === '*') return false;
  const departure = await ledger.departures.findOne({ _id: id });
  return departure !== undefined && ifMatch.includes(departure.etag);
}

/** Removes what nobody refers to; while it bears the intention, if there is one. */
async function take(bound: Bound, document: Document, intention?: Intention): Promise<Outcome<Removed>> {
  const { _id, _etag, _claim } = document;
  await bound.ledger.departures.upsert({ _id }, { $set: { etag: _etag, at: new Date() } });
  const asItIs: Filter = intention === undefined ? { _id, _etag, _intent: null } : bearing(document, intention);
  const removed = await releasing(bound, [{ document, token: _claim }], () => bound.documents.remove(asItIs));
  return removed === undefined ? overtaken(bound, document) : succeed({ _id });
}

/** Marks it as leaving, so that nothing new refers to it; looks who does; lets it go, or opens it again. */
async function leave(
  bound: Bound,
  { document, request }: { document: Document; request: Removal },
  context: Context,
): Promise<Outcome<Removed>> {
  const { documents, intentionMs } = bound;
  const intention = intend('leaving', { holdMs: intentionMs });
  const asItWas = { _id: document._id, _etag: document._etag, _intent: null };
  const marked = await documents.update(asItWas, { $set: { _intent: intention } });
  if (marked.kind !== 'updated') return overtaken(bound, document);
  return whileLeaving(bound, intention, async () => {
    const free = await letGo(bound, { ids: [document._id], cascade: request.cascade }, context);
    return free.ok ? take(bound, document, intention) : free;
  });
}

/** Does what needs marks of leaving, and takes them off again where they are still there. */
function whileLeaving<T>(bound: Bound, intention: Intention, work: () => Promise<Outcome<T>>): Promise<Outcome<T>> {
  const reopen = () => bound.documents.updateMany({ '_intent.token': intention.token }, { $unset: { _intent: true } });
  return holding(bound, intention, async () => {
    try {
      const done = await work();
      if (!done.ok) await reopen();
      return done;
    } catch (error) {
      // What cannot be opened now is opened by whoever meets it.
      await reopen().catch(() => undefined);
      throw error;
    }
  });
}

/** Which documents to remove: those of a list; without references that is the whole collection (`empty` in the policies). */
export interface Clearance {
  readonly list: Known;
  readonly cascade: boolean;
}

/** Removes many; none, if the caller may not remove one of them or if one is referred to. Answers how many went. */
export async function clear(bound: Bound, request: Clearance, context: Context): Promise<Outcome<number>> {
  const isWhole = Object.keys(request.list).length === 0;
  const allowed = authorize(bound, isWhole ? 'empty' : 'remove', context.caller);
  if (!allowed.ok) return allowed;
  const seen = authorize(bound, 'read', context.caller);
  if (!seen.ok) return seen;
  const filter = narrowed(request.list, seen.value);
  const forbidden = isWhole ? undefined : await firstForbidden(bound, filter, context);
  if (forbidden !== undefined) return fail(forbidden);
  const intention = intend('leaving', { holdMs: bound.intentionMs });
  return whileLeaving(bound, intention, () =>
    clearMarked(bound, { filter, intention, cascade: request.cascade }, context),
  );
}

async function firstForbidden(bound: Bound, filter: Filter, { caller }: Context): Promise<Problem | undefined> {
  const documents = await bound.documents.find(filter);
  const all = documents.every((document) => allows(bound, 'remove', { caller, document }));
  return all ? undefined : refusal(caller, `remove all of these ${bound.definition.plural}`);
}

interface Marking {
  readonly filter: Filter;
  readonly intention: Intention;
  readonly cascade: boolean;
}

async function clearMarked(bound: Bound, { filter, intention, cascade }: Marking, context: Context) {
  const marked = await patiently(() => markAll(bound, filter, intention));
  if (!marked.ok) return marked;
  const ids = marked.value.map(({ _id }) => _id);
  const free = await letGo(bound, { ids, cascade }, context);
  if (!free.ok) return free;
  const claimed = marked.value.map((document) => ({ document, token: document._claim }));
  const removeAll = () => bound.documents.removeMany({ '_intent.token': intention.token });
  return succeed(await releasing(bound, claimed, removeAll));
}

/** Marks every document that matches; those that others have under way are waited for. */
async function markAll(bound: Bound, filter: Filter, intention: Intention): Promise<Outcome<readonly Document[]>> {
  const { documents } = bound;
  await documents.updateMany({ $and: [filter, { _intent: null }] }, { $set: { _intent: intention } });
  const others = { $and: [filter, thereFilter, { '_intent.token': { $ne: intention.token } }] };
  const other = await documents.findOne(others);
  if (other !== undefined) return occupied(bound, other);
  return succeed(await documents.find({ '_intent.token': intention.token }));
}
