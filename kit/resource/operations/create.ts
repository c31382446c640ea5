import { permits, mayPermit } from '../../access/policy.ts';
import type { Filter } from '../../store/port.ts';
import { authorize, checkAll, deniedProblem, type ResourceRuntime } from '../runtime.ts';
import { createsIn, parentRelation, relationsOf, type ParentReferences } from '../definition/relations.ts';
import type { Definition } from '../definition/definition.ts';
import type { OperationContext } from '../definition/context.ts';
import { newId } from '../documents.ts';
import { createTimeSlices } from '../../util/time-slices.ts';
import { ruleContext } from '../rule-context.ts';
import { fail, succeed, type Outcome, type Problem } from '../problems.ts';
import { missingDetail, notAllowed, notFound, problemAt } from '../common-problems.ts';
import type { CreateResult } from './create-result.ts';
import type { CreateRequest } from './creation/create-request.ts';
import { draftDocuments, readInputs, type DraftRequest } from './creation/draft-documents.ts';
import type { Drafts } from './creation/reservation.ts';
import { reserveAndConfirm } from './creation/reserve-and-confirm.ts';
import { insertDirectly } from './creation/insert-directly.ts';
import { missingParent } from './list-parent.ts';
import { executeIdempotent, type IdGenerator } from './idempotency.ts';

/**
 * Returns which documents the caller is allowed to create in a list. Links to create forms, the forms and creation
 * itself all use this decision. Fails with `NotAllowed` without permission, or if documents are created in their
 * parent's list.
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
  return createsIn(definition, Object.keys(list)) ? allowed : fail(notAllowed(parentListDetail(definition)));
}

function parentListDetail(definition: Definition): string {
  const [relation, { target } = { target: '' }] = parentRelation(definition) ?? [''];
  const path = `/${definition.plural}/${relation}/{_id of the ${target}}`;
  return `a new ${definition.name} is created in the list of its ${target}: POST to ${path}`;
}

/** Creates documents, all or none. In a batch, problems contain the index of the input (`2.name`). */
export async function create(
  runtime: ResourceRuntime,
  request: CreateRequest,
  context: OperationContext,
): Promise<Outcome<readonly CreateResult[]>> {
  const { list, isBatch, isRepeated, idempotency } = request;
  const { caller } = context;
  const allowed = list === undefined ? authorize(runtime, 'create', caller) : mayCreate(runtime, list, context);
  if (!allowed.ok) return allowed;
  const parsed = await readInputs(runtime, request);
  if (!parsed.ok) return fail(await listProblem(runtime, { problem: parsed.problem, list }, context));
  const inputs = parsed.value;
  const run = async (ids: IdGenerator): Promise<Outcome<readonly CreateResult[]>> => {
    const created = await createAll(runtime, { inputs, isBatch, isRepeated, ids, allowed: allowed.value }, context);
    return created.ok ? created : fail(await listProblem(runtime, { problem: created.problem, list }, context));
  };
  if (idempotency === undefined) return run(newId);
  return executeIdempotent(runtime, { idempotency, caller, inputs, isBatch, list }, run);
}

/** The statuses of problems that say what is wrong with a document, or with its values among others. */
const documentStatuses: readonly number[] = [400, 409, 422];

/**
 * Converts the problem of a document in a list: if the parent of the list is missing, the list itself is `NotFound`,
 * whatever else is wrong with the document.
 */
async function listProblem(
  { definition }: ResourceRuntime,
  { problem, list = {} }: { readonly problem: Problem; readonly list: ParentReferences | undefined },
  context: OperationContext,
): Promise<Problem> {
  const { missing } = problem;
  if (missing !== undefined && Object.hasOwn(list, missing.relation)) return notFound(missingDetail(missing));
  if (problem.transient === true || !documentStatuses.includes(problem.kind.status)) return problem;
  return (await missingParent(definition, { list, as: 'caller' }, context)) ?? problem;
}

interface CreateAllRequest extends DraftRequest {
  /** The documents that the caller is allowed to create. */
  readonly allowed: true | Filter;
}

async function createAll(
  runtime: ResourceRuntime,
  { allowed, ...request }: CreateAllRequest,
  context: OperationContext,
): Promise<Outcome<readonly CreateResult[]>> {
  const drafts = await draftDocuments(runtime, request, context);
  if (!drafts.ok) return drafts;
  const documents = drafts.value;
  const { isBatch, isRepeated } = request;
  const deniedIndex = documents.findIndex((document) => !permits(allowed, document));
  if (deniedIndex >= 0) {
    const denied = deniedProblem(context.caller, `create this ${runtime.definition.name}`);
    return fail(problemAt(denied, deniedIndex, isBatch));
  }
  const violation = await firstViolation(runtime, { documents, isBatch }, context);
  return violation === undefined ? store(runtime, { documents, isBatch, isRepeated }, context) : fail(violation);
}

async function firstViolation(
  runtime: ResourceRuntime,
  { documents, isBatch }: Drafts,
  context: OperationContext,
): Promise<Problem | undefined> {
  const endStep = createTimeSlices();
  for (const [index, next] of documents.entries()) {
    await endStep();
    const problem = await checkAll(
      runtime.definition.rules,
      { next, previous: undefined },
      ruleContext(runtime, context),
    );
    if (problem !== undefined) return problemAt(problem, index, isBatch);
  }
  return undefined;
}

/** Inserts a single document without references and claims directly; reserves and confirms all others. */
async function store(
  runtime: ResourceRuntime,
  drafts: Drafts,
  context: OperationContext,
): Promise<Outcome<readonly CreateResult[]>> {
  const { definition } = runtime;
  const { documents, isBatch } = drafts;
  const claims = definition.rules.some(({ claim, allocate }) => (claim ?? allocate) !== undefined);
  const [first] = documents;
  if (first === undefined || documents.length > 1 || claims || relationsOf(definition).length > 0)
    return reserveAndConfirm(runtime, drafts, context);
  const inserted = await insertDirectly(runtime, first);
  return inserted.ok ? succeed([inserted.value]) : fail(problemAt(inserted.problem, 0, isBatch));
}
