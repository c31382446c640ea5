import { memoize } from '../../util/memoize.ts';
import { paceReads, sharedReadPace, type PacedReads } from '../../util/pace-reads.ts';
import { missingDetail, notFound } from '../common-problems.ts';
import type { OperationContext } from '../definition/context.ts';
import type { View, ViewSubject } from '../definition/views.ts';
import { fail, succeed, type Outcome } from '../problems.ts';
import type { ReferenceState } from '../remote-resources.ts';
import { ruleContext } from '../rule-context.ts';
import { deniedProblem, type ResourceRuntime } from '../runtime.ts';

/** The values of a view, as its fields store them. */
export type ViewValues = Readonly<Record<string, unknown>>;

/** The documents of another resource whose views are read. */
export interface ViewQuery {
  readonly view: View;
  readonly ids: readonly string[];
}

/** Documents whose states a caller reads. */
interface StateQuery {
  readonly of: string;
  readonly ids: readonly string[];
  readonly context: OperationContext;
}

type StateOutcomes = readonly Outcome<ReferenceState | undefined>[];

const readStates = async ({ of, ids, context }: StateQuery): Promise<StateOutcomes> =>
  Promise.all(ids.map((id) => context.remote.referenceState(of, id, 'caller')));

/**
 * Reads the states of documents, each as its caller may see it. Callers that ask at the same time share the requests,
 * which begin after all of them.
 */
const stateReadsOf = memoize<ResourceRuntime, PacedReads<StateQuery, StateOutcomes>>(() =>
  paceReads(sharedReadPace, (queries) => Promise.all(queries.map(readStates))),
);

/**
 * Computes the views of the documents that the caller may read, by `_id`; the others have none. Reads the states of the
 * documents in as few requests as possible, and calls `compute` once.
 */
export async function views(
  runtime: ResourceRuntime,
  { view, ids }: ViewQuery,
  context: OperationContext,
): Promise<Outcome<ReadonlyMap<string, ViewValues>>> {
  const distinct = [...new Set(ids)];
  const states = await stateReadsOf(runtime)(
    distinct.map((id) => `${view.of}/${id}`),
    { of: view.of, ids: distinct, context },
  );
  const subjects: ViewSubject[] = [];
  for (const [index, id] of distinct.entries()) {
    const state = states[index];
    if (state?.ok === false) return state;
    if (state?.value !== undefined) subjects.push({ id, state: state.value });
  }
  if (subjects.length === 0) return succeed(new Map());
  const computed = await view.compute(subjects, ruleContext(runtime, context));
  if (!computed.ok) return computed;
  return succeed(new Map(subjects.map(({ id }, index) => [id, computed.value[index] ?? {}])));
}

/**
 * Computes the view of one document. Fails with `NotFound` if it does not exist or the caller may not see it, for an
 * anonymous caller with `Unauthenticated`.
 */
export async function view(
  runtime: ResourceRuntime,
  { view, id }: { readonly view: View; readonly id: string },
  context: OperationContext,
): Promise<Outcome<ViewValues>> {
  const computed = await views(runtime, { view, ids: [id] }, context);
  if (!computed.ok) return computed;
  const values = computed.value.get(id);
  if (values !== undefined) return succeed(values);
  if (!context.caller.signedIn) return fail(deniedProblem(context.caller, `read the ${view.of}`));
  return fail(notFound(missingDetail({ relation: view.of, target: view.of, id })));
}
