import type { Filter } from '../../store/port.ts';
import { allows, authorize, narrowed, refusal, type Bound } from '../runtime.ts';
import type { Context } from '../definition/context.ts';
import type { Known } from '../definition/relations.ts';
import type { Document } from '../definition/documents.ts';
import { createPendingWrite, thereFilter, type Intention } from '../pending-writes/pending-write.ts';
import { conflictWithPendingWrite } from '../pending-writes/conflict.ts';
import { withCompensation } from '../pending-writes/compensation.ts';
import { withRetry } from '../retry.ts';
import { fail, succeed, type Outcome, type Problem } from '../problems.ts';
import { letGo } from './check-references.ts';
import { whileLeaving } from './deletion-mark.ts';

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
  const intention = createPendingWrite('leaving', { holdMs: bound.intentionMs });
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
  const marked = await withRetry(() => markAll(bound, filter, intention));
  if (!marked.ok) return marked;
  const ids = marked.value.map(({ _id }) => _id);
  const free = await letGo(bound, { ids, cascade }, context);
  if (!free.ok) return free;
  const claimed = marked.value.map((document) => ({ document, token: document._claim }));
  const removeAll = () => bound.documents.removeMany({ '_intent.token': intention.token });
  return succeed(await withCompensation(bound, claimed, removeAll));
}

/** Marks every document that matches; those that others have under way are waited for. */
async function markAll(bound: Bound, filter: Filter, intention: Intention): Promise<Outcome<readonly Document[]>> {
  const { documents } = bound;
  await documents.updateMany({ $and: [filter, { _intent: null }] }, { $set: { _intent: intention } });
  const others = { $and: [filter, thereFilter, { '_intent.token': { $ne: intention.token } }] };
  const other = await documents.findOne(others);
  if (other !== undefined) return conflictWithPendingWrite(bound, other);
  return succeed(await documents.find({ '_intent.token': intention.token }));
}
