import type { Update, UpdateResult } from '../../store/port.ts';
import { checkAll, claimAll, applicableRules, duplicateProblem, type ResourceRuntime } from '../runtime.ts';
import type { OperationContext } from '../definition/context.ts';
import type { Document } from '../definition/documents.ts';
import type { Rule } from '../definition/rules.ts';
import { newEtag } from '../documents.ts';
import { createPendingWrite, ownedBy, type PendingWrite } from '../pending-writes/pending-write.ts';
import { claimingRules } from '../pending-writes/claims.ts';
import { withLeaseRenewal } from '../pending-writes/lease-renewal.ts';
import { withCompensation } from '../pending-writes/compensation.ts';
import { ruleContext } from '../rule-context.ts';
import { fail, succeed, type Outcome } from '../problems.ts';
import type { Difference } from './difference.ts';
import { concurrentModification } from './precondition.ts';
import { changedReferences, checkReferenceTargets } from './references.ts';

/**
 * Writes a change with one conditional write. Where rules or references are concerned, a pending write announces it first,
 * so that concurrent operations see it.
 */
export async function writeChange(
  runtime: ResourceRuntime,
  difference: Difference,
  context: OperationContext,
): Promise<Outcome<Document>> {
  const { previous, next } = difference;
  const rules = applicableRules(runtime, next, previous);
  const broken = await checkAll(rules, { next, previous }, ruleContext(runtime, context));
  if (broken !== undefined) return fail(broken);
  const matters =
    rules.some(({ claim, prepare }) => (claim ?? prepare) !== undefined) ||
    changedReferences(runtime.definition, { next, previous }).length > 0;
  if (matters) return intendAndWrite(runtime, { difference, rules }, context);
  const asItWas = { _id: previous._id, _etag: previous._etag, _intent: null };
  return outcomeOf(runtime, previous, await runtime.documents.update(asItWas, changes(difference)));
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

function changes({ set, unset }: Difference): Update & { readonly $set: Readonly<Record<string, unknown>> } {
  const $set = { ...set, _etag: newEtag(), _updated: new Date() };
  return unset.length === 0 ? { $set } : { $set, $unset: Object.fromEntries(unset.map((name) => [name, true])) };
}

interface Plan {
  readonly difference: Difference;
  readonly rules: readonly Rule[];
}

/** Announces the change as a pending write, checks and claims what it needs, and confirms or compensates it. */
async function intendAndWrite(
  runtime: ResourceRuntime,
  plan: Plan,
  context: OperationContext,
): Promise<Outcome<Document>> {
  const { documents, definition, leaseMs } = runtime;
  const { previous, next, set } = plan.difference;
  const shown = Object.entries(set).filter(([name]) => definition.fields[name]?.kind !== 'secret');
  const pendingWrite = createPendingWrite('changing', { leaseMs, next: Object.fromEntries(shown) });
  const asItWas = { _id: previous._id, _etag: previous._etag, _intent: null };
  const marked = await documents.update(asItWas, { $set: { _intent: pendingWrite } });
  if (marked.kind !== 'updated') return concurrentModification(runtime, previous);
  const withdraw = () =>
    withCompensation(runtime, [{ document: next, token: pendingWrite.token }], () =>
      documents.update(ownedBy(previous, pendingWrite), { $unset: { _intent: true } }),
    );
  return withLeaseRenewal(runtime, pendingWrite, async () => {
    try {
      const problem = await prepare(runtime, { ...plan, pendingWrite }, context);
      const done = problem === undefined ? await confirm(runtime, { ...plan, pendingWrite }) : fail(problem);
      if (!done.ok) await withdraw();
      return done;
    } catch (error) {
      // If this fails as well, recovery compensates once the lease has expired.
      await withdraw().catch(() => undefined);
      throw error;
    }
  });
}

interface Intended extends Plan {
  readonly pendingWrite: PendingWrite;
}

async function prepare(
  runtime: ResourceRuntime,
  { difference, rules, pendingWrite }: Intended,
  context: OperationContext,
) {
  const { previous, next } = difference;
  const within = ruleContext(runtime, context);
  const unstable = await checkReferenceTargets(runtime.definition, { next, previous }, context);
  if (unstable !== undefined) return unstable;
  for (const rule of rules) {
    const problem = await rule.prepare?.(next, previous, within);
    if (problem !== undefined) return problem;
  }
  return claimAll(
    claimsAnew(runtime, rules) ? claimingRules(runtime) : [],
    { document: next, token: pendingWrite.token },
    within,
  );
}

/** Whether claims must be made again. A document's claims share one token: if one is renewed, all are. */
const claimsAnew = (runtime: ResourceRuntime, rules: readonly Rule[]): boolean =>
  claimingRules(runtime).some((rule) => rules.includes(rule));

async function confirm(
  runtime: ResourceRuntime,
  { difference, rules, pendingWrite }: Intended,
): Promise<Outcome<Document>> {
  const { previous } = difference;
  const { $set, $unset } = changes(difference);
  const anew = claimsAnew(runtime, rules);
  const update = {
    $set: anew ? { ...$set, _claim: pendingWrite.token } : $set,
    $unset: { ...$unset, _intent: true as const },
  };
  const given = anew ? [{ document: previous, token: previous._claim }] : [];
  const result = await withCompensation(runtime, given, () =>
    runtime.documents.update(ownedBy(previous, pendingWrite), update),
  );
  return outcomeOf(runtime, previous, result);
}
