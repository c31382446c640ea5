import { covers, mayCover } from '../../access/policy.ts';
import type { Filter } from '../../store/port.ts';
import { authorize, checkAll, refusal, type Bound } from '../runtime.ts';
import { createsIn, parentOf, references, type Known } from '../definition/relations.ts';
import type { Definition } from '../definition/definition.ts';
import type { Context } from '../definition/context.ts';
import type { Document } from '../definition/documents.ts';
import { newDocument, newId, sealed } from '../documents.ts';
import { readInput } from '../input.ts';
import { ruleContext } from '../rule-context.ts';
import { fail, isKind, succeed, type Issue, type Outcome, type Problem } from '../problems.ts';
import {
  invalid,
  invalidBecause,
  malformed,
  missingDetail,
  notAllowed,
  notFound,
  numbered,
} from '../common-problems.ts';
import type { Created } from './created.ts';
import { reserveAndConfirm } from './creation/reserve-and-confirm.ts';
import { insertDirectly } from './creation/insert-directly.ts';
import { once, type NewIds, type Repeat } from './idempotency.ts';

export interface Creation {
  /** The list that the documents are created in; undefined where each input has its own references. */
  readonly list?: Known | undefined;
  readonly inputs: readonly unknown[];
  /** Reads what a document is to be, fields by name and references by relation, from the input at an index. */
  readonly read: (input: unknown, index: number) => Outcome<unknown>;
  /** The client's key, where it may send the same once more. */
  readonly repeat?: Repeat | undefined;
}

/**
 * Which documents the caller may create in a list. This one decision is behind links to create forms, the forms, and
 * creation itself. `NotAllowed` where it is none of theirs, or documents are created in their parent's list.
 */
export function mayCreate(bound: Bound, list: Known, { caller }: Context): Outcome<true | Filter> {
  const { definition } = bound;
  const allowed = authorize(bound, 'create', caller);
  if (!allowed.ok) return allowed;
  if (!mayCover(allowed.value, list)) return fail(refusal(caller, `create such a ${definition.name}`));
  return createsIn(definition, Object.keys(list)) ? allowed : fail(notAllowed(whereToCreate(definition)));
}

function whereToCreate(definition: Definition): string {
  const [relation, { target } = { target: '' }] = parentOf(definition) ?? [''];
  const place = `/${definition.plural}/${relation}/{_id of the ${target}}`;
  return `a new ${definition.name} is created in the list of its ${target}: POST to ${place}`;
}

/** Creates documents, all or none. Issues of one among many are named with its index (`2.name`). */
export async function create(bound: Bound, creation: Creation, context: Context): Promise<Outcome<readonly Created[]>> {
  const { list, repeat } = creation;
  const { caller } = context;
  const allowed = list === undefined ? authorize(bound, 'create', caller) : mayCreate(bound, list, context);
  if (!allowed.ok) return allowed;
  const read = readInputs(bound, creation);
  if (!read.ok) return read;
  const inputs = read.value;
  const run = async (ids: NewIds): Promise<Outcome<readonly Created[]>> => {
    const created = await createAll(bound, { inputs, ids, allowed: allowed.value }, context);
    return created.ok || inputs.length > 1 ? created : fail(listProblem(created.problem, list));
  };
  return repeat === undefined ? run(newId) : once(bound, { repeat, caller, inputs }, run);
}

/** Reads the inputs, as many as one request may have, up to the first that cannot be read. */
function readInputs({ limits, definition }: Bound, { inputs, read }: Creation): Outcome<readonly unknown[]> {
  if (inputs.length === 0 || inputs.length > limits.batch)
    return fail(
      malformed(`one request creates from 1 to ${limits.batch} ${definition.plural}; this one has ${inputs.length}`),
    );
  const values: unknown[] = [];
  for (const [index, input] of inputs.entries()) {
    const value = read(input, index);
    if (!value.ok) return value;
    values.push(value.value);
  }
  return succeed(values);
}

/** The problem of one document in its list: where what the list belongs to is missing, the list is `NotFound` itself. */
function listProblem(problem: Problem, list: Known = {}): Problem {
  const { missing } = problem;
  return missing !== undefined && missing.relation in list ? notFound(missingDetail(missing)) : problem;
}

interface Draft {
  readonly inputs: readonly unknown[];
  readonly ids: NewIds;
  /** Which documents the caller may create. */
  readonly allowed: true | Filter;
}

async function createAll(
  bound: Bound,
  { allowed, ...inputs }: Draft,
  context: Context,
): Promise<Outcome<readonly Created[]>> {
  const drafted = await draft(bound, inputs, context);
  if (!drafted.ok) return drafted;
  const forbidden = drafted.value.findIndex((document) => !covers(allowed, document));
  if (forbidden >= 0) {
    const refused = refusal(context.caller, `create this ${bound.definition.name}`);
    return fail(drafted.value.length > 1 ? numbered(refused, forbidden) : refused);
  }
  const broken = await firstBroken(bound, drafted.value, context);
  return broken === undefined ? store(bound, drafted.value, context) : fail(broken);
}

async function draft(
  bound: Bound,
  { inputs, ids }: Omit<Draft, 'allowed'>,
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
  const other = problems.find((problem) => !isKind(problem, invalid));
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
