import type { Update, Updated } from '../../store/port.ts';
import { checkAll, claimAll, rulesFor, duplicateProblem, type Bound } from '../runtime.ts';
import type { Context } from '../definition/context.ts';
import type { Document } from '../definition/documents.ts';
import type { Rule } from '../definition/rules.ts';
import { newEtag } from '../documents.ts';
import { createPendingWrite, ownedBy, type Intention } from '../pending-writes/pending-write.ts';
import { claimingRules } from '../pending-writes/claims.ts';
import { withLeaseRenewal } from '../pending-writes/lease-renewal.ts';
import { withCompensation } from '../pending-writes/compensation.ts';
import { ruleContext } from '../rule-context.ts';
import { fail, succeed, type Outcome } from '../problems.ts';
import type { Difference } from './difference.ts';
import { overtaken } from './precondition.ts';
import { freshReferences, unstableReference } from './references.ts';

/**
 * Writes a change with one conditional write. Where rules or references are concerned, a pending write announces it first,
 * so that concurrent operations see it.
 */
export async function writeChange(bound: Bound, difference: Difference, context: Context): Promise<Outcome<Document>> {
  const { previous, next } = difference;
  const rules = rulesFor(bound, next, previous);
  const broken = await checkAll(rules, { next, previous }, ruleContext(bound, context));
  if (broken !== undefined) return fail(broken);
  const matters =
    rules.some(({ claim, prepare }) => (claim ?? prepare) !== undefined) ||
    freshReferences(bound.definition, { next, previous }).length > 0;
  if (matters) return intendAndWrite(bound, { difference, rules }, context);
  const asItWas = { _id: previous._id, _etag: previous._etag, _intent: null };
  return outcomeOf(bound, previous, await bound.documents.update(asItWas, changes(difference)));
}

async function outcomeOf(bound: Bound, previous: Document, result: Updated<Document>): Promise<Outcome<Document>> {
  if (result.kind === 'updated') return succeed(result.document);
  if (result.kind === 'duplicate') return fail(duplicateProblem(bound, result));
  return overtaken(bound, previous);
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
async function intendAndWrite(bound: Bound, plan: Plan, context: Context): Promise<Outcome<Document>> {
  const { documents, definition, intentionMs } = bound;
  const { previous, next, set } = plan.difference;
  const shown = Object.entries(set).filter(([name]) => definition.fields[name]?.kind !== 'secret');
  const intention = createPendingWrite('changing', { holdMs: intentionMs, next: Object.fromEntries(shown) });
  const asItWas = { _id: previous._id, _etag: previous._etag, _intent: null };
  const marked = await documents.update(asItWas, { $set: { _intent: intention } });
  if (marked.kind !== 'updated') return overtaken(bound, previous);
  const withdraw = () =>
    withCompensation(bound, [{ document: next, token: intention.token }], () =>
      documents.update(ownedBy(previous, intention), { $unset: { _intent: true } }),
    );
  return withLeaseRenewal(bound, intention, async () => {
    try {
      const problem = await prepare(bound, { ...plan, intention }, context);
      const done = problem === undefined ? await confirm(bound, { ...plan, intention }) : fail(problem);
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
  readonly intention: Intention;
}

async function prepare(bound: Bound, { difference, rules, intention }: Intended, context: Context) {
  const { previous, next } = difference;
  const within = ruleContext(bound, context);
  const unstable = await unstableReference(bound.definition, { next, previous }, context);
  if (unstable !== undefined) return unstable;
  for (const rule of rules) {
    const problem = await rule.prepare?.(next, previous, within);
    if (problem !== undefined) return problem;
  }
  return claimAll(
    claimsAnew(bound, rules) ? claimingRules(bound) : [],
    { document: next, token: intention.token },
    within,
  );
}

/** Whether claims must be made again. A document's claims share one token: if one is renewed, all are. */
const claimsAnew = (bound: Bound, rules: readonly Rule[]): boolean =>
  claimingRules(bound).some((rule) => rules.includes(rule));

async function confirm(bound: Bound, { difference, rules, intention }: Intended): Promise<Outcome<Document>> {
  const { previous } = difference;
  const { $set, $unset } = changes(difference);
  const anew = claimsAnew(bound, rules);
  const update = {
    $set: anew ? { ...$set, _claim: intention.token } : $set,
    $unset: { ...$unset, _intent: true as const },
  };
  const given = anew ? [{ document: previous, token: previous._claim }] : [];
  const result = await withCompensation(bound, given, () =>
    bound.documents.update(ownedBy(previous, intention), update),
  );
  return outcomeOf(bound, previous, result);
}
