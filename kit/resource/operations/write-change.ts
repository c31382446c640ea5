import type { Update, UpdateResult } from '../../store/port.ts';
import { checkAll, claimAll, applicableRules, duplicateProblem, type ResourceRuntime } from '../runtime.ts';
import type { OperationContext } from '../definition/context.ts';
import type { Document } from '../definition/documents.ts';
import type { Rule } from '../definition/rules.ts';
import { newEtag } from '../documents.ts';
import { modifiedNow } from '../modification.ts';
import { createPendingWrite, ownedBy, unchanged, type PendingWrite } from '../pending-writes/pending-write.ts';
import { claimingRules, discardUpdate } from '../pending-writes/claims.ts';
import { executePendingWrite } from '../pending-writes/execute-pending-write.ts';
import { withCompensation } from '../pending-writes/compensation.ts';
import { ruleContext } from '../rule-context.ts';
import { fail, succeed, type Outcome } from '../problems.ts';
import { changedKeys } from '../unique-keys.ts';
import type { Difference } from './difference.ts';
import { concurrentModification } from './precondition.ts';
import { tooManyRuleWrites } from './rule-writes.ts';
import { changedReferences, checkReferenceTargets } from './references.ts';

/**
 * Writes a change with one conditional write. If rules with claims or preparations apply, or if references change, a
 * pending write announces the change first, so that concurrent operations see it.
 */
export async function writeChange(
  runtime: ResourceRuntime,
  difference: Difference,
  context: OperationContext,
): Promise<Outcome<Document>> {
  const { previous, next } = difference;
  const rules = applicableRules(runtime, next, previous);
  const excess = tooManyRuleWrites(runtime, { rules, key: next._id, document: next, index: undefined }, context);
  if (excess !== undefined) return fail(excess);
  const violation = await checkAll(rules, { next, previous }, ruleContext(runtime, context));
  if (violation !== undefined) return fail(violation);
  const needsPendingWrite =
    rules.some(({ claim, prepare }) => (claim ?? prepare) !== undefined) ||
    changedReferences(runtime.definition, { next, previous }).length > 0;
  if (needsPendingWrite) return announceAndConfirm(runtime, { difference, rules }, context);
  const update = changes(runtime, difference);
  return outcomeOf(runtime, previous, await runtime.documents.update(unchanged(previous), update));
}

async function outcomeOf(
  runtime: ResourceRuntime,
  previous: Document,
  result: UpdateResult<Document>,
): Promise<Outcome<Document>> {
  if (result.kind === 'updated') return succeed(result.document);
  if (result.kind === 'duplicate') return fail(duplicateProblem(runtime, result));
  return concurrentModification(runtime, previous);
}

function changes(
  { definition }: ResourceRuntime,
  { previous, next, set, unset }: Difference,
): Update & { readonly $set: Readonly<Record<string, unknown>> } {
  const keys = changedKeys(definition, { next, changed: [...Object.keys(set), ...unset] });
  const $set = { ...set, ...keys.set, _etag: newEtag(), ...modifiedNow(previous) };
  const removed = [...unset, ...keys.unset];
  return removed.length === 0 ? { $set } : { $set, $unset: Object.fromEntries(removed.map((name) => [name, true])) };
}

interface Change {
  readonly difference: Difference;
  readonly rules: readonly Rule[];
}

/** Announces the change as a pending write, checks and claims what it needs, and confirms or compensates it. */
async function announceAndConfirm(
  runtime: ResourceRuntime,
  change: Change,
  context: OperationContext,
): Promise<Outcome<Document>> {
  const { documents, definition, leaseMs } = runtime;
  const { previous, next, set } = change.difference;
  const visible = Object.entries(set).filter(([name]) => definition.fields[name]?.kind !== 'secret');
  const pendingWrite = createPendingWrite('changing', { leaseMs, next: Object.fromEntries(visible) });
  const marked = await documents.update(unchanged(previous), { $set: { _intent: pendingWrite } });
  if (marked.kind !== 'updated') return concurrentModification(runtime, previous);
  return executePendingWrite(runtime, pendingWrite, {
    work: async () => {
      const problem = await prepare(runtime, { ...change, pendingWrite }, context);
      return problem === undefined ? confirm(runtime, { ...change, pendingWrite }) : fail(problem);
    },
    undo: () =>
      withCompensation(runtime, [{ document: next, token: pendingWrite.token }], () =>
        documents.update(ownedBy(previous, pendingWrite), discardUpdate),
      ),
  });
}

interface AnnouncedChange extends Change {
  readonly pendingWrite: PendingWrite;
}

/** Checks the targets of changed references, runs the preparations of the rules and makes the claims. */
async function prepare(
  runtime: ResourceRuntime,
  { difference, rules, pendingWrite }: AnnouncedChange,
  context: OperationContext,
) {
  const { previous, next } = difference;
  const contextOfRules = ruleContext(runtime, context);
  const unstable = await checkReferenceTargets(runtime.definition, { next, previous }, context);
  if (unstable !== undefined) return unstable;
  for (const rule of rules) {
    const problem = await rule.prepare?.(next, previous, contextOfRules);
    if (problem !== undefined) return problem;
  }
  return claimAll(
    needsNewClaims(runtime, rules) ? claimingRules(runtime) : [],
    { document: next, token: pendingWrite.token },
    contextOfRules,
  );
}

/** Whether claims must be made again. The claims of a document share one token: if one is renewed, all are. */
const needsNewClaims = (runtime: ResourceRuntime, rules: readonly Rule[]): boolean =>
  claimingRules(runtime).some((rule) => rules.includes(rule));

async function confirm(
  runtime: ResourceRuntime,
  { difference, rules, pendingWrite }: AnnouncedChange,
): Promise<Outcome<Document>> {
  const { previous } = difference;
  const { $set, $unset } = changes(runtime, difference);
  const hasNewClaims = needsNewClaims(runtime, rules);
  const update = {
    $set: hasNewClaims ? { ...$set, _claim: pendingWrite.token } : $set,
    $unset: { ...$unset, _intent: true as const },
  };
  const replacedClaims = hasNewClaims ? [{ document: previous, token: previous._claim }] : [];
  const result = await withCompensation(runtime, replacedClaims, () =>
    runtime.documents.update(ownedBy(previous, pendingWrite), update),
  );
  return outcomeOf(runtime, previous, result);
}
