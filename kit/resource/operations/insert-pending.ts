import type { Duplicate } from '../../store/port.ts';
import { claimAll, type Bound } from '../runtime.ts';
import type { Context, Document, Rule } from '../definition.ts';
import { intend, type Intention } from '../pending-write.ts';
import { bearing, confirmation, holding, occupied, releasing, ruleContext } from '../pending-writes.ts';
import { passing, patiently } from '../retry.ts';
import { duplicate, fail, numbered, succeed, type Outcome, type Problem } from '../problems.ts';
import { withArticle } from '../../util/article.ts';
import type { Created } from './created.ts';
import { unstableReference } from './references.ts';

/** Tries before a document that other writers keep outrunning is given up. */
const maxAllotments = 1000;

/** The problem of a value that is taken, also by another document of the same request. */
export function taken({ definition }: Bound, { fields }: Duplicate): Problem {
  return duplicate(`there is ${withArticle(definition.name)} with this ${fields.join(' and ')} already`, { fields });
}

/** Inserts one document that refers to nothing and claims nothing: one write. */
export const insertAlone = (bound: Bound, document: Document): Promise<Outcome<Created>> =>
  patiently(async () => {
    const inserted = await bound.documents.insert([document]);
    if (inserted.kind === 'inserted') return succeed({ created: true, document });
    return (await holder(bound, document, inserted)) ?? fail(passing('what was in the way has just gone'));
  });

/**
 * Creates documents as intentions, makes sure that they may be, and confirms them: all or none. Who has had to give way
 * looks before writing again: many who come back with an intention would keep the one from going that they wait for.
 */
export function arrive(
  bound: Bound,
  documents: readonly Document[],
  context: Context,
): Promise<Outcome<readonly Created[]>> {
  let gaveWay = false;
  return patiently(async () => {
    const unstable = gaveWay ? await firstUnstable(bound, documents, context) : undefined;
    if (unstable !== undefined) return fail(unstable);
    const arrived = await tryToArrive(bound, documents, context);
    gaveWay = !arrived.ok;
    return arrived;
  });
}

async function firstUnstable({ definition }: Bound, documents: readonly Document[], context: Context) {
  const looks = documents.map((next) => unstableReference(definition, { next }, context));
  return (await Promise.all(looks)).find((problem) => problem !== undefined);
}

async function tryToArrive(bound: Bound, documents: readonly Document[], context: Context) {
  const intention = await announced(bound, documents.length);
  const placed: Created[] = [];
  const withdraw = () => abandon(bound, placed, intention);
  return holding(bound, intention, async () => {
    try {
      const problem = await establish(bound, { documents, intention, placed }, context);
      const refused = problem ?? (await commit(bound, placed, intention));
      if (refused === undefined)
        return succeed(placed.map((each) => ({ ...each, document: confirmed(each.document) })));
      await withdraw();
      return fail(refused);
    } catch (error) {
      // What cannot be withdrawn now is withdrawn by whoever meets it.
      await withdraw().catch(() => undefined);
      throw error;
    }
  });
}

/** An intention; for several documents with a record that decides for all. */
async function announced({ intentionMs, ledger }: Bound, many: number): Promise<Intention> {
  const alone = intend('arriving', { holdMs: intentionMs });
  if (many === 1) return alone;
  await ledger.batches.insert([{ _id: alone.token, state: 'open', at: new Date() }]);
  return { ...alone, batch: alone.token };
}

interface Arrival {
  readonly documents: readonly Document[];
  readonly intention: Intention;
  /** Filled as documents are written down. */
  readonly placed: Created[];
}

/** Writes the documents down, looks at all that they concern, and claims what they need; the problem names which. */
async function establish(bound: Bound, arrival: Arrival, context: Context): Promise<Problem | undefined> {
  const { documents, placed, intention } = arrival;
  const named = (problem: Problem | undefined, index: number) =>
    problem === undefined || documents.length === 1 ? problem : numbered(problem, index);
  for (const [index, document] of documents.entries()) {
    const put = await place(bound, { ...document, _intent: intention }, context);
    if (!put.ok) return named(put.problem, index);
    placed.push(put.value);
  }
  const looks = placed.map(async (each, index) => {
    if (!isOf(intention, each)) return undefined;
    const looked = await stable(bound, each.document, context);
    if (looked.ok) placed[index] = { created: true, document: looked.value };
    return looked.ok ? undefined : named(looked.problem, index);
  });
  const problem = (await Promise.all(looks)).find((each) => each !== undefined);
  if (problem !== undefined) return problem;
  for (const [index, each] of placed.entries()) {
    if (!isOf(intention, each)) continue;
    const claiming = { document: each.document, token: intention.token };
    const refused = await claimAll(bound.definition.rules, claiming, ruleContext(bound, context));
    if (refused !== undefined) return named(refused, index);
  }
  return undefined;
}

/** The document as it is kept, if what it refers to stays. */
async function stable(bound: Bound, document: Document, context: Context): Promise<Outcome<Document>> {
  const [unstable, kept] = await Promise.all([
    unstableReference(bound.definition, { next: document }, context),
    keep(bound, document, context),
  ]);
  return unstable === undefined ? kept : fail(unstable);
}

/** Whether a document was written down under this intention, and was not there before. */
const isOf = ({ token }: Intention, { created, document }: Created): boolean =>
  created && document._intent?.token === token;

const allotting = ({ definition }: Bound): readonly Rule[] =>
  definition.rules.filter(({ allot }) => allot !== undefined);

/** Writes a document down with the values that its rules allot. */
async function place(bound: Bound, document: Document, context: Context): Promise<Outcome<Created>> {
  for (let attempt = 0; attempt < maxAllotments; attempt++) {
    const filled = await allot(bound, document, context);
    if (!filled.ok) return (await same(bound, document)) ?? filled;
    const result = await bound.documents.insert([filled.value]);
    if (result.kind === 'inserted') return succeed({ created: true, document: filled.value });
    const isTaken = allotting(bound).some(({ allot: rule }) => result.fields.includes(rule?.field ?? ''));
    const found = isTaken ? undefined : await holder(bound, document, result);
    if (found !== undefined) return found;
  }
  throw new Error(`no place was to be had in ${maxAllotments} tries`);
}

async function allot(bound: Bound, document: Document, context: Context): Promise<Outcome<Document>> {
  let filled = document;
  for (const { allot: rule } of allotting(bound)) {
    if (rule === undefined) continue;
    const value = await rule.next(filled, ruleContext(bound, context));
    if (!value.ok) return value;
    filled = { ...filled, [rule.field]: value.value };
  }
  return succeed(filled);
}

/** Looks whether what was allotted still holds. What does not is taken back, unless others have put it right. */
async function keep(bound: Bound, document: Document, context: Context): Promise<Outcome<Document>> {
  let kept = document;
  for (const { allot: rule } of allotting(bound)) {
    if (rule === undefined) continue;
    for (;;) {
      const holds = await rule.holds(kept, ruleContext(bound, context));
      if (!holds.ok) return holds;
      if (holds.value) break;
      const asIs = { _id: kept._id, [rule.field]: kept[rule.field] as string };
      if ((await bound.documents.remove(asIs)) !== undefined)
        return fail(passing('its place was withdrawn; try again'));
      const now = await bound.documents.findOne({ _id: kept._id });
      if (now === undefined) return fail(passing('its intention has expired; try again'));
      kept = now;
    }
  }
  return succeed(kept);
}

/** What comes of a refusal by a unique index; undefined when the one in the way is gone by now. */
async function holder(bound: Bound, document: Document, refusal: Duplicate): Promise<Outcome<Created> | undefined> {
  const inTheWay = Object.fromEntries(refusal.fields.map((name) => [name, document[name] as string]));
  const found = await bound.documents.findOne(inTheWay);
  if (found === undefined) return undefined;
  const isOfSameRequest = found._intent !== undefined && found._intent.token === document._intent?.token;
  if (found._intent?.kind === 'arriving' && !isOfSameRequest) return occupied(bound, found);
  // An `_id` is new but where a request is repeated: then the first one did it.
  if (found._id === document._id) return succeed({ created: true, document: found });
  const isSame = bound.definition.unique.some(
    ({ fields, again }) => again === 'same' && fields.every((name) => found[name] === document[name]),
  );
  if (isSame) return succeed({ created: false, document: found });
  return fail(taken(bound, refusal));
}

/** The document that is there already, where creating it again is no error. */
async function same(bound: Bound, document: Document): Promise<Outcome<Created> | undefined> {
  for (const { fields, again } of bound.definition.unique) {
    const found = again === 'same' ? await holder(bound, document, { kind: 'duplicate', fields }) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The one write that makes the documents be there. */
async function commit(bound: Bound, placed: readonly Created[], intention: Intention): Promise<Problem | undefined> {
  const { documents, ledger } = bound;
  const first = placed.find((each) => isOf(intention, each));
  if (first === undefined) return undefined;
  const overdue = passing('it took longer than an intention holds; try again');
  if (intention.batch === undefined) {
    const result = await documents.update(bearing(first.document, intention), confirmation(bound, intention));
    return result.kind === 'updated' ? undefined : overdue;
  }
  const decided = await ledger.batches.update(
    { _id: intention.batch, state: 'open' },
    { $set: { state: 'committed' } },
  );
  if (decided.kind !== 'updated') return overdue;
  await documents.updateMany({ '_intent.token': intention.token }, confirmation(bound, intention));
  return undefined;
}

/** A document as it is there now. */
const confirmed = (document: Document): Document =>
  Object.fromEntries(Object.entries(document).filter(([name]) => name !== '_intent')) as Document;

/** Takes back what was written down under an intention, unless it was decided for. */
async function abandon(bound: Bound, placed: readonly Created[], intention: Intention): Promise<void> {
  const { documents, ledger } = bound;
  const { token, batch } = intention;
  if (batch !== undefined) {
    const decided = await ledger.batches.update({ _id: batch, state: 'open' }, { $set: { state: 'aborted' } });
    if (decided.kind !== 'updated' && (await ledger.batches.findOne({ _id: batch }))?.state === 'committed') return;
  }
  const claimed = placed.filter((each) => isOf(intention, each)).map(({ document }) => ({ document, token }));
  await releasing(bound, claimed, () => documents.removeMany({ '_intent.token': token }));
}
