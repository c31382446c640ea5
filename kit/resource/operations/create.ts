import { permits, mayPermit } from '../../access/policy.ts';
import type { Filter } from '../../store/port.ts';
import { authorize, checkAll, deniedProblem, type ResourceRuntime } from '../runtime.ts';
import { createsIn, parentRelation, toOneRelations, type ParentReferences } from '../definition/relations.ts';
import type { Definition } from '../definition/definition.ts';
import type { OperationContext } from '../definition/context.ts';
import type { Document } from '../definition/documents.ts';
import { newDocument, newId, hashSecrets } from '../documents.ts';
import { parseInput } from '../input.ts';
import { ruleContext } from '../rule-context.ts';
import { fail, isKind, succeed, type Issue, type Outcome, type Problem } from '../problems.ts';
import {
  invalid,
  invalidInput,
  malformed,
  missingDetail,
  notAllowed,
  notFound,
  withIndex,
} from '../common-problems.ts';
import type { CreateResult } from './create-result.ts';
import { reserveAndConfirm } from './creation/reserve-and-confirm.ts';
import { insertDirectly } from './creation/insert-directly.ts';
import { executeIdempotent, type IdGenerator, type IdempotencyKey } from './idempotency.ts';

export interface CreateRequest {
  /** The list that the documents are created in; undefined where each input has its own references. */
  readonly list?: ParentReferences | undefined;
  readonly inputs: readonly unknown[];
  /** Reads what a document is to be, fields by name and references by relation, from the input at an index. */
  readonly read: (input: unknown, index: number) => Outcome<unknown>;
  /** The client's key, where it may send the same once more. */
  readonly idempotency?: IdempotencyKey | undefined;
}

/**
 * Which documents the caller may create in a list. This one decision is behind links to create forms, the forms, and
 * creation itself. `NotAllowed` where it is none of theirs, or documents are created in their parent's list.
 */
export function mayCreate(
  runtime: ResourceRuntime,
  list: ParentReferences,
  { caller }: OperationContext,
): Outcome<true | Filter> {
  const { definition } = runtime;
  const allowed = authorize(runtime, 'create', caller);
  if (!allowed.ok) return allowed;
  if (!mayPermit(allowed.value, list)) return fail(deniedProblem(caller, `create such a ${definition.name}`));
  return createsIn(definition, Object.keys(list)) ? allowed : fail(notAllowed(whereToCreate(definition)));
}

function whereToCreate(definition: Definition): string {
  const [relation, { target } = { target: '' }] = parentRelation(definition) ?? [''];
  const place = `/${definition.plural}/${relation}/{_id of the ${target}}`;
  return `a new ${definition.name} is created in the list of its ${target}: POST to ${place}`;
}

/** Creates documents, all or none. Issues of one among many are named with its index (`2.name`). */
export async function create(
  runtime: ResourceRuntime,
  creation: CreateRequest,
  context: OperationContext,
): Promise<Outcome<readonly CreateResult[]>> {
  const { list, idempotency } = creation;
  const { caller } = context;
  const allowed = list === undefined ? authorize(runtime, 'create', caller) : mayCreate(runtime, list, context);
  if (!allowed.ok) return allowed;
  const read = readInputs(runtime, creation);
  if (!read.ok) return read;
  const inputs = read.value;
  const run = async (ids: IdGenerator): Promise<Outcome<readonly CreateResult[]>> => {
    const created = await createAll(runtime, { inputs, ids, allowed: allowed.value }, context);
    return created.ok || inputs.length > 1 ? created : fail(listProblem(created.problem, list));
  };
  return idempotency === undefined
    ? run(newId)
    : executeIdempotent(runtime, { repeat: idempotency, caller, inputs }, run);
}

/** Reads the inputs, as many as one request may have, up to the first that cannot be read. */
function readInputs(
  { limits, definition }: ResourceRuntime,
  { inputs, read }: CreateRequest,
): Outcome<readonly unknown[]> {
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
function listProblem(problem: Problem, list: ParentReferences = {}): Problem {
  const { missing } = problem;
  return missing !== undefined && missing.relation in list ? notFound(missingDetail(missing)) : problem;
}

interface Draft {
  readonly inputs: readonly unknown[];
  readonly ids: IdGenerator;
  /** Which documents the caller may create. */
  readonly allowed: true | Filter;
}

async function createAll(
  runtime: ResourceRuntime,
  { allowed, ...inputs }: Draft,
  context: OperationContext,
): Promise<Outcome<readonly CreateResult[]>> {
  const drafted = await draft(runtime, inputs, context);
  if (!drafted.ok) return drafted;
  const forbidden = drafted.value.findIndex((document) => !permits(allowed, document));
  if (forbidden >= 0) {
    const refused = deniedProblem(context.caller, `create this ${runtime.definition.name}`);
    return fail(drafted.value.length > 1 ? withIndex(refused, forbidden) : refused);
  }
  const broken = await firstBroken(runtime, drafted.value, context);
  return broken === undefined ? store(runtime, drafted.value, context) : fail(broken);
}

async function draft(
  runtime: ResourceRuntime,
  { inputs, ids }: Omit<Draft, 'allowed'>,
  { caller }: OperationContext,
): Promise<Outcome<readonly Document[]>> {
  const read = inputs.map((input) => parseInput(runtime.definition, input, 'replace'));
  const problem = firstProblem(read, inputs.length > 1);
  if (problem !== undefined) return fail(problem);
  const owner = runtime.definition.owned ? caller.id : undefined;
  const values = read.flatMap((outcome) => (outcome.ok ? [outcome.value.set] : []));
  return succeed(
    await Promise.all(
      values.map(async (set, index) =>
        newDocument(await hashSecrets(runtime.definition, set), { _id: ids(index), owner }),
      ),
    ),
  );
}

/** Invalid inputs' issues together; a problem of another kind goes first. */
function firstProblem(read: readonly Outcome<unknown>[], indexed: boolean): Problem | undefined {
  const problems = read.flatMap((outcome, index) =>
    outcome.ok ? [] : [indexed ? withIndex(outcome.problem, index) : outcome.problem],
  );
  const other = problems.find((problem) => !isKind(problem, invalid));
  if (other !== undefined || problems.length <= 1) return other ?? problems[0];
  return invalidInput(problems.flatMap(({ extensions }) => extensions['issues'] as readonly Issue[]));
}

async function firstBroken(
  runtime: ResourceRuntime,
  documents: readonly Document[],
  context: OperationContext,
): Promise<Problem | undefined> {
  for (const [index, next] of documents.entries()) {
    const problem = await checkAll(
      runtime.definition.rules,
      { next, previous: undefined },
      ruleContext(runtime, context),
    );
    if (problem !== undefined) return documents.length > 1 ? withIndex(problem, index) : problem;
  }
  return undefined;
}

/** Inserts directly what refers to nothing and claims nothing; reserves and confirms all else. */
async function store(
  runtime: ResourceRuntime,
  documents: readonly Document[],
  context: OperationContext,
): Promise<Outcome<readonly CreateResult[]>> {
  const { definition } = runtime;
  const claims = definition.rules.some(({ claim, allocate }) => (claim ?? allocate) !== undefined);
  const [alone] = documents;
  if (alone === undefined || documents.length > 1 || claims || toOneRelations(definition).length > 0)
    return reserveAndConfirm(runtime, documents, context);
  const inserted = await insertDirectly(runtime, alone);
  return inserted.ok ? succeed([inserted.value]) : inserted;
}
