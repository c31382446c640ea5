import { covers } from '../../access/policy.ts';
import { verifyPassword } from '../../access/passwords.ts';
import type { Update, Updated } from '../../store/port.ts';
import { checkAll, claimAll, noSuch, permitted, refusal, rulesFor, type Bound, duplicateProblem } from '../runtime.ts';
import type { Context } from '../definition/context.ts';
import type { Definition } from '../definition/definition.ts';
import type { Document } from '../definition/documents.ts';
import type { Rule } from '../definition/rules.ts';
import { newEtag, sealed } from '../documents.ts';
import { readInput, type Extent, type Values } from '../input.ts';
import { createPendingWrite, type Intention, ownedBy } from '../pending-writes/pending-write.ts';
import { claimingRules } from '../pending-writes/claims.ts';
import { withLeaseRenewal } from '../pending-writes/lease-renewal.ts';
import { conflictWithPendingWrite } from '../pending-writes/conflict.ts';
import { withCompensation } from '../pending-writes/compensation.ts';
import { ruleContext } from '../rule-context.ts';
import { transient, withRetry } from '../retry.ts';
import { fail, succeed, type Outcome, type Problem } from '../problems.ts';
import { stale } from '../common-problems.ts';
import { freshReferences, unstableReference } from './references.ts';

/** The entity tags of which one must be current; `*` is any. */
export type IfMatch = readonly string[] | '*';

export interface Change {
  readonly id: string;
  readonly ifMatch: IfMatch;
  readonly input: unknown;
  /** `part`: absent is unchanged (PATCH). `whole`: absent is removed (PUT). */
  readonly extent: Extent;
}

/** The problem of an entity tag that is not current, if it is none of those given. */
export function staleness(document: Document, ifMatch: IfMatch): Problem | undefined {
  if (ifMatch === '*' || ifMatch.includes(document._etag)) return undefined;
  return stale(`the current entity tag is "${document._etag}"`, { current: document });
}

/**
 * Changes a document that is as it was read. A change that changes nothing leaves the entity tag; one that was made
 * already is answered as it was then, whatever the entity tag (RFC 9110 §13.1.1).
 */
export async function change(bound: Bound, request: Change, context: Context): Promise<Outcome<Document>> {
  const values = readInput(bound.definition, request.input, request.extent);
  return withRetry(async () => {
    const found = await permitted(bound, 'change', { id: request.id, caller: context.caller });
    if (!found.ok) return found;
    const previous = found.value;
    const outdated = staleness(previous, request.ifMatch);
    if (outdated !== undefined && !values.ok) return fail(outdated);
    if (!values.ok) return values;
    const wanted = await difference(bound, { previous, values: values.value, extent: request.extent });
    if (isNone(wanted)) return succeed(previous);
    if (outdated !== undefined) return fail(outdated);
    const forbidden = forbiddenField(bound, { values: values.value, document: previous }, context);
    if (forbidden !== undefined) return fail(forbidden);
    if (previous._intent !== undefined) return conflictWithPendingWrite(bound, previous);
    return overridden(request.ifMatch, await write(bound, wanted, context));
  });
}

/** Who wants any version (`*`) is not told that it is another one by now: the next try has that. */
export function overridden<T>(ifMatch: IfMatch, outcome: Outcome<T>): Outcome<T> {
  const isOther = !outcome.ok && outcome.problem.kind.name === stale.name && ifMatch === '*';
  return isOther ? fail(transient('others change it all the time; try again')) : outcome;
}

function forbiddenField(
  { definition }: Bound,
  { values, document }: { values: Values; document: Document },
  { caller }: Context,
) {
  const names = [...Object.keys(values.set), ...values.unset].filter((name) => values.set[name] !== document[name]);
  const name = names.find((each) => !covers(definition.policies.fields?.[each]?.(caller) ?? true, document));
  return name === undefined ? undefined : refusal(caller, `change the ${name} of this ${definition.name}`);
}

interface Difference {
  readonly previous: Document;
  readonly next: Document;
  readonly set: Readonly<Record<string, unknown>>;
  readonly unset: readonly string[];
}

async function difference(
  { definition }: Bound,
  { previous, values, extent }: { previous: Document; values: Values; extent: Extent },
): Promise<Difference> {
  const optional = Object.entries(definition.fields).filter(([, { required }]) => !required);
  const dropped =
    extent === 'whole' ? optional.map(([name]) => name).filter((name) => !(name in values.set)) : values.unset;
  const changed = await changedValues(definition, previous, values.set);
  const set = await sealed(definition, changed);
  const unset = dropped.filter((name) => previous[name] !== undefined);
  const kept = Object.entries(previous).filter(([name]) => !unset.includes(name));
  return { previous, next: { ...Object.fromEntries(kept), ...set } as Document, set, unset };
}

async function changedValues({ fields }: Definition, previous: Document, values: Values['set']) {
  const changed: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(values)) {
    const known = previous[name];
    const isSecret = fields[name]?.kind === 'secret' && typeof known === 'string';
    const isSame = isSecret ? await verifyPassword(known, String(value)) : known === value;
    if (!isSame) changed[name] = value;
  }
  return changed;
}

const isNone = ({ set, unset }: Difference): boolean => Object.keys(set).length === 0 && unset.length === 0;

/** One conditional write; with an intention before it, where others have to see the change coming. */
async function write(bound: Bound, difference: Difference, context: Context): Promise<Outcome<Document>> {
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

/** Writes down what is to come, looks at all that it concerns, and makes it so, or takes it back. */
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
      // What cannot be withdrawn now is withdrawn by whoever meets it.
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

/** Claims stand under one token: when one is made anew, all are. */
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

/** What to say when another writer came between the look and the write. */
export async function overtaken(bound: Bound, previous: Document): Promise<Outcome<never>> {
  const current = await bound.documents.findOne({ _id: previous._id });
  if (current === undefined) return fail(noSuch(bound.definition, previous._id));
  if (current._intent !== undefined) return conflictWithPendingWrite(bound, current);
  const same = current._etag === previous._etag;
  return fail(
    same
      ? transient('it took longer than an intention holds; try again')
      : stale(`the current entity tag is "${current._etag}"`, { current }),
  );
}
