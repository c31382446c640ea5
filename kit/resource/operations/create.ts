import { covers, mayCover } from '../../access/policy.ts';
import { authorize, checkAll, refusal, type Bound } from '../runtime.ts';
import { parentOf, references, type Known } from '../definition/relations.ts';
import type { Context } from '../definition/context.ts';
import type { Document } from '../definition/documents.ts';
import { newDocument, newId, sealed } from '../documents.ts';
import { readInput } from '../input.ts';
import { ruleContext } from '../rule-context.ts';
import { fail, succeed, type Issue, type Outcome, type Problem } from '../problems.ts';
import { invalid, invalidBecause, numbered } from '../common-problems.ts';
import type { Offer } from './act.ts';
import type { Created } from './created.ts';
import { reserveAndConfirm } from './creation/reserve-and-confirm.ts';
import { insertDirectly } from './creation/insert-directly.ts';
import { once, type NewIds, type Repeat } from './idempotency.ts';

export interface Creation {
  readonly inputs: readonly unknown[];
  /** The client's key, where it may send the same once more. */
  readonly repeat?: Repeat | undefined;
}

/** Whether the caller may create a document of which only these references are known: for forms, and links to them. */
export function mayCreate(bound: Bound, known: Known, { caller }: Context): Outcome<undefined> {
  const allowed = authorize(bound, 'create', caller);
  if (!allowed.ok) return allowed;
  return mayCover(allowed.value, known)
    ? succeed(undefined)
    : fail(refusal(caller, `create such a ${bound.definition.name}`));
}

/** Whether this is a list that documents are created in. */
export function takesNew({ definition }: Bound, known: Known): boolean {
  const [parent] = parentOf(definition) ?? [];
  return parent === undefined || parent in known;
}

/** The creation of a document in each of the lists; undefined where this caller could create none now. */
export async function creationOffers(
  bound: Bound,
  lists: readonly Known[],
  context: Context,
): Promise<readonly (Offer | undefined)[]> {
  const { definition } = bound;
  const within = ruleContext(bound, context);
  const allowed = lists.filter((known) => takesNew(bound, known) && mayCreate(bound, known, context).ok);
  const answers = await Promise.all(definition.rules.map(async (rule) => rule.open?.(allowed, within)));
  const open = new Set(allowed.filter((_known, index) => answers.every((each) => each?.[index] !== false)));
  const offer: Offer = {
    ...{ rel: 'create', title: `Create a new ${definition.name}`, method: 'POST', path: undefined, action: undefined },
    fields: definition.fields,
    references: references(definition).map(([name]) => name),
  };
  return lists.map((known) => (open.has(known) ? offer : undefined));
}

/** Creates documents, all or none. Issues of one among many are named with its index (`2.name`). */
export async function create(
  bound: Bound,
  { inputs, repeat }: Creation,
  context: Context,
): Promise<Outcome<readonly Created[]>> {
  const allowed = authorize(bound, 'create', context.caller);
  if (!allowed.ok) return allowed;
  const run = async (ids: NewIds): Promise<Outcome<readonly Created[]>> => {
    const drafted = await draft(bound, { inputs, ids }, context);
    if (!drafted.ok) return drafted;
    const forbidden = drafted.value.findIndex((document) => !covers(allowed.value, document));
    if (forbidden >= 0) {
      const refused = refusal(context.caller, `create this ${bound.definition.name}`);
      return fail(drafted.value.length > 1 ? numbered(refused, forbidden) : refused);
    }
    const broken = await firstBroken(bound, drafted.value, context);
    return broken === undefined ? store(bound, drafted.value, context) : fail(broken);
  };
  return repeat === undefined ? run(newId) : once(bound, { repeat, caller: context.caller, inputs }, run);
}

async function draft(
  bound: Bound,
  { inputs, ids }: { inputs: readonly unknown[]; ids: NewIds },
  { caller }: Context,
): Promise<Outcome<readonly Document[]>> {
  const read = inputs.map((input) => readInput(bound.definition, input, 'whole'));
  const problem = firstProblem(read, inputs.length > 1);
  if (problem !== undefined) return fail(problem);
  const owner = bound.definition.owned ? caller.id : undefined;
  const values = read.flatMap((outcome) => (outcome.ok ? [outcome.value.set] : []));
  return succeed(
    await Promise.all(
      values.map(async (set, index) => newDocument(await sealed(bound.definition, set), { _id: ids(index), owner })),
    ),
  );
}

/** Invalid inputs' issues together; a problem of another kind goes first. */
function firstProblem(read: readonly Outcome<unknown>[], indexed: boolean): Problem | undefined {
  const problems = read.flatMap((outcome, index) =>
    outcome.ok ? [] : [indexed ? numbered(outcome.problem, index) : outcome.problem],
  );
  const other = problems.find(({ kind }) => kind.name !== invalid.name);
  if (other !== undefined || problems.length <= 1) return other ?? problems[0];
  return invalidBecause(problems.flatMap(({ extensions }) => extensions['issues'] as readonly Issue[]));
}

async function firstBroken(
  bound: Bound,
  documents: readonly Document[],
  context: Context,
): Promise<Problem | undefined> {
  for (const [index, next] of documents.entries()) {
    const problem = await checkAll(bound.definition.rules, { next, previous: undefined }, ruleContext(bound, context));
    if (problem !== undefined) return documents.length > 1 ? numbered(problem, index) : problem;
  }
  return undefined;
}

/** Inserts directly what refers to nothing and claims nothing; reserves and confirms all else. */
async function store(
  bound: Bound,
  documents: readonly Document[],
  context: Context,
): Promise<Outcome<readonly Created[]>> {
  const { definition } = bound;
  const claims = definition.rules.some(({ claim, allot }) => (claim ?? allot) !== undefined);
  const [alone] = documents;
  if (alone === undefined || documents.length > 1 || claims || references(definition).length > 0)
    return reserveAndConfirm(bound, documents, context);
  const inserted = await insertDirectly(bound, alone);
  return inserted.ok ? succeed([inserted.value]) : inserted;
}
