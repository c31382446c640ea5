import { covers } from '../../access/policy.ts';
import { verifyPassword } from '../../access/passwords.ts';
import type { Update, Updated } from '../../store/port.ts';
import { checkAll, claimAll, forbiddenVerb, noSuch, refusal, rulesFor, visible, type Bound } from '../runtime.ts';
import type { Context, Definition, Document, Rule } from '../definition.ts';
import { newEtag, sealed } from '../documents.ts';
import { readInput, type Extent, type Values } from '../input.ts';
import { intend, type Intention } from '../pending-write.ts';
import { bearing, claimants, holding, occupied, releasing, ruleContext } from '../pending-writes.ts';
import { passing, patiently } from '../retry.ts';
import { fail, isKind, stale, succeed, type Outcome, type Problem } from '../problems.ts';
import { taken } from './insert-pending.ts';
import { freshReferences, unstableReference } from './references.ts';

/** The entity tags of which one must be current; `*` is any. */
export type IfMatch = readonly string[] | '*';

/** What a request to change a document says. */
export interface ChangeRequest {
  readonly ifMatch: IfMatch;
  readonly input: unknown;
}

export interface Change {
  readonly id: string;
  /** `part`: absent is unchanged (PATCH). `whole`: absent is removed (PUT). */
  readonly extent: Extent;
  /** Reads the request against the document as it is now; called once an attempt, before any permission to change it. */
  readonly read: (current: Document) => Outcome<ChangeRequest>;
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
  const { id, extent } = request;
  return patiently(async () => {
    const found = await visible(bound, id, context.caller);
    if (!found.ok) return found;
    const previous = found.value;
    const read = request.read(previous);
    if (!read.ok) return read;
    const forbidden = forbiddenVerb(bound, 'change', { document: previous, caller: context.caller });
    if (forbidden !== undefined) return fail(forbidden);
    const { ifMatch, input } = read.value;
    const outdated = staleness(previous, ifMatch);
    const values = readInput(bound.definition, input, extent);
    if (!values.ok) return outdated === undefined ? values : fail(outdated);
    const wanted = await difference(bound, { previous, values: values.value, extent });
    if (isNone(wanted)) return succeed(previous);
    const refused = outdated ?? forbiddenField(bound, { values: values.value, document: previous }, context);
    if (refused !== undefined) return fail(refused);
    if (previous._intent !== undefined) return occupied(bound, previous);
    return overridden(ifMatch, await write(bound, wanted, context));
  });
}

/** Who wants any version (`*`) is not told that it is another one by now: the next try has that. */
export function overridden<T>(ifMatch: IfMatch, outcome: Outcome<T>): Outcome<T> {
  const isOther = !outcome.ok && isKind(outcome.problem, stale) && ifMatch === '*';
  return isOther ? fail(passing('others change it all the time; try again')) : outcome;
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
  if (result.kind === 'duplicate') return fail(taken(bound, result));
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
  const intention = intend('changing', { holdMs: intentionMs, next: Object.fromEntries(shown) });
  const asItWas = { _id: previous._id, _etag: previous._etag, _intent: null };
  const marked = await documents.update(asItWas, { $set: { _intent: intention } });
  if (marked.kind !== 'updated') return overtaken(bound, previous);
  const withdraw = () =>
    releasing(bound, [{ document: next, token: intention.token }], () =>
      documents.update(bearing(previous, intention), { $unset: { _intent: true } }),
    );
  return holding(bound, intention, async () => {
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
  return claimAll(claimsAnew(bound, rules) ? claimants(bound) : [], { document: next, token: intention.token }, within);
}

/** Claims stand under one token: when one is made anew, all are. */
const claimsAnew = (bound: Bound, rules: readonly Rule[]): boolean =>
  claimants(bound).some((rule) => rules.includes(rule));

async function confirm(bound: Bound, { difference, rules, intention }: Intended): Promise<Outcome<Document>> {
  const { previous } = difference;
  const { $set, $unset } = changes(difference);
  const anew = claimsAnew(bound, rules);
  const update = {
    $set: anew ? { ...$set, _claim: intention.token } : $set,
    $unset: { ...$unset, _intent: true as const },
  };
  const given = anew ? [{ document: previous, token: previous._claim }] : [];
  const result = await releasing(bound, given, () => bound.documents.update(bearing(previous, intention), update));
  return outcomeOf(bound, previous, result);
}

/** What to say when another writer came between the look and the write. */
export async function overtaken(bound: Bound, previous: Document): Promise<Outcome<never>> {
  const current = await bound.documents.findOne({ _id: previous._id });
  if (current === undefined) return fail(noSuch(bound.definition, previous._id));
  if (current._intent !== undefined) return occupied(bound, current);
  const same = current._etag === previous._etag;
  return fail(
    same
      ? passing('it took longer than an intention holds; try again')
      : stale(`the current entity tag is "${current._etag}"`, { current }),
  );
}
