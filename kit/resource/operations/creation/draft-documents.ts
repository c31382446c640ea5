import { createTimeSlices } from '../../../util/time-slices.ts';
import { invalid, invalidInput, malformed, problemAt } from '../../common-problems.ts';
import type { OperationContext } from '../../definition/context.ts';
import type { Document } from '../../definition/documents.ts';
import { hashSecrets, newDocument } from '../../documents.ts';
import { parseInput, type InputValues } from '../../input.ts';
import { fail, isKind, issuesIn, succeed, type Issue, type Outcome, type Problem } from '../../problems.ts';
import type { ResourceRuntime } from '../../runtime.ts';
import { keyValues } from '../../unique-keys.ts';
import type { CreateRequest } from './create-request.ts';
import type { IdGenerator } from '../idempotency.ts';
import type { DocumentPlace } from '../request-count.ts';
import { tooManyRuleWrites } from '../rule-writes.ts';
import { tooManySecrets } from '../secret-limit.ts';

/** Checks the number of inputs and reads them, up to the first that is malformed. Other requests proceed meanwhile. */
export async function readInputs(
  { limits, definition }: ResourceRuntime,
  { inputs, isBatch, read }: CreateRequest,
): Promise<Outcome<readonly unknown[]>> {
  if (inputs.length === 0 || inputs.length > limits.batch)
    return fail(
      malformed(`a request can create from 1 to ${limits.batch} ${definition.plural}; this one has ${inputs.length}`),
    );
  const endStep = createTimeSlices();
  const values: unknown[] = [];
  for (const [index, input] of inputs.entries()) {
    const value = read(input);
    if (!value.ok) return fail(problemAt(value.problem, index, isBatch));
    values.push(value.value);
    await endStep();
  }
  return succeed(values);
}

/** The inputs of documents that are to be created. */
export interface DraftRequest {
  readonly inputs: readonly unknown[];
  readonly isBatch: boolean;
  readonly isRepeated?: boolean | undefined;
  readonly ids: IdGenerator;
}

/**
 * Creates documents from inputs; it stores nothing. Fails with `Invalid` if inputs are, with their issues up to the
 * limit, or at the first document that makes the request write or hash too much: the inputs after it are not parsed.
 */
export async function draftDocuments(
  runtime: ResourceRuntime,
  request: DraftRequest,
  context: OperationContext,
): Promise<Outcome<readonly Document[]>> {
  const { definition } = runtime;
  const values = await parseInputs(runtime, request, context);
  if (!values.ok) return values;
  const owner = definition.owned ? context.caller.id : undefined;
  const drafts: Document[] = [];
  for (const [index, set] of values.value.entries()) {
    context.signal?.throwIfAborted();
    const document = newDocument(await hashSecrets(runtime, set), { _id: request.ids(index), owner });
    drafts.push({ ...document, ...keyValues(definition, document) });
  }
  return succeed(drafts);
}

async function parseInputs(
  runtime: ResourceRuntime,
  { inputs, isBatch, ids }: DraftRequest,
  context: OperationContext,
): Promise<Outcome<readonly InputValues['set'][]>> {
  const { definition, limits } = runtime;
  const endStep = createTimeSlices();
  const values: InputValues['set'][] = [];
  const problems: Problem[] = [];
  for (const [index, input] of inputs.entries()) {
    const parsed = parseInput(definition, input, { mode: 'create', maxIssues: limits.issues });
    if (parsed.ok) {
      const place = { key: ids(index), index: isBatch ? index : undefined };
      const excess = tooMuchWork(runtime, { ...place, set: parsed.value.set }, context);
      if (excess !== undefined) return fail(excess);
      values.push(parsed.value.set);
    } else problems.push(problemAt(parsed.problem, index, isBatch));
    if (countIssues(problems) >= limits.issues) break;
    await endStep();
  }
  const problem = mergeProblems(problems, limits.issues);
  return problem === undefined ? succeed(values) : fail(problem);
}

/** Counts the work that a document causes, before anything is written. Returns the problem of too much. */
const tooMuchWork = (
  runtime: ResourceRuntime,
  { set, ...place }: Pick<InputValues, 'set'> & DocumentPlace,
  context: OperationContext,
): Problem | undefined =>
  tooManySecrets(runtime, { ...place, values: set }, context) ??
  tooManyRuleWrites(runtime, { ...place, rules: runtime.definition.rules, document: set as Document }, context);

const issuesOf = ({ extensions }: Problem): readonly Issue[] => issuesIn(extensions['issues']);

const countIssues = (problems: readonly Problem[]): number =>
  problems.reduce((count, problem) => count + issuesOf(problem).length, 0);

/** Merges the issues of all `Invalid` problems into one; a problem of another kind takes precedence. */
function mergeProblems(problems: readonly Problem[], maxIssues: number): Problem | undefined {
  const other = problems.find((problem) => !isKind(problem, invalid));
  if (other !== undefined || problems.length <= 1) return other ?? problems[0];
  return invalidInput(problems.flatMap(issuesOf).slice(0, maxIssues));
}
