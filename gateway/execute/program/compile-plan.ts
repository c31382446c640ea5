import { isObject } from '../../../kit/util/is-object.ts';
import type { QueryPlan } from '../../plan/plan-store.ts';
import { compileFetch, type CompilerParts } from './compile-fetch.ts';
import type { PlanNode } from './query-plan.ts';
import type { DataObject, Step } from './run.ts';

/** A compiled plan. */
export interface Program {
  /** Gets what is not deferred. */
  readonly step: Step;
  readonly deferred: readonly DeferredStep[];
}

/** Gets what a deferred fragment selects. */
export interface DeferredStep extends Program {
  /** The label of the fragment. */
  readonly label: string;
  /** The IDs of the requests that it depends on; none if it depends on the program that it is deferred in. */
  readonly depends: readonly string[];
}

/**
 * Compiles a query plan.
 *
 * @throws if it has a node of a kind that the gateway does not execute
 */
export function compilePlan(node: QueryPlan['node'], parts: CompilerParts): Program {
  if (node?.kind !== 'Defer') return { step: compileOptional(node, parts), deferred: [] };
  const deferred = node.deferred.map(({ label = '', depends, node: each }) => ({
    label,
    depends: depends.map(({ id }) => id),
    ...compilePlan(each, parts),
  }));
  return { step: compileOptional(node.primary.node, parts), deferred };
}

const compileOptional = (node: PlanNode | undefined, parts: CompilerParts): Step =>
  node === undefined ? async () => undefined : compileNode(node, parts);

function compileNode(node: PlanNode, parts: CompilerParts): Step {
  switch (node.kind) {
    case 'Sequence':
      return inSequence(node.nodes.map((each) => compileNode(each, parts)));
    case 'Parallel':
      return inParallel(node.nodes.map((each) => compileNode(each, parts)));
    case 'Flatten':
      return notifying(idOf(node), atPath(node.path, compileBelow(node.node, parts)));
    case 'Fetch':
      return notifying(node.id, compileFetch(node, parts));
    case 'Subscription':
      // What answers the first request is an event.
      return inSequence([node.primary, ...(node.rest ? [node.rest] : [])].map((each) => compileNode(each, parts)));
    case 'Condition':
    case 'Defer':
    default:
      throw new Error(`The gateway executes no plans with nodes of the kind ${node.kind}.`);
  }
}

/** Compiles what is below a path: a request, or several that together are one of the planner's. */
function compileBelow(node: PlanNode, parts: CompilerParts): Step {
  if (node.kind === 'Parallel') return inParallel(node.nodes.map((each) => compileBelow(each, parts)));
  return node.kind === 'Fetch' ? compileFetch(node, parts) : compileNode(node, parts);
}

/** Returns the ID of the request below a path. */
function idOf(node: PlanNode): string | undefined {
  if (node.kind === 'Flatten') return idOf(node.node);
  const [first] = node.kind === 'Parallel' ? node.nodes : [node];
  return first?.kind === 'Fetch' ? first.id : undefined;
}

/** Tells when a request has been answered, or there was nothing to request. */
const notifying = (id: string | undefined, step: Step): Step =>
  id === undefined
    ? step
    : async (run, targets) => {
        await step(run, targets);
        run.onFetched?.(id);
      };

const inSequence =
  (steps: readonly Step[]): Step =>
  async (run, targets) => {
    for (const step of steps) await step(run, targets);
  };

const inParallel =
  (steps: readonly Step[]): Step =>
  async (run, targets) => {
    await Promise.all(steps.map((step) => step(run, targets)));
  };

/** Runs a step for the objects at a path; `@` is each item of a list. */
const atPath =
  (path: readonly (string | number)[], step: Step): Step =>
  async (run, targets) => {
    const found = path.reduce<readonly unknown[]>(descend, targets).filter(isObject);
    if (found.length > 0) await step(run, run.hasSharedObjects ? [...new Set<DataObject>(found)] : found);
  };

function descend(values: readonly unknown[], key: string | number): readonly unknown[] {
  const found: unknown[] = [];
  for (const value of values) {
    if (key !== '@') {
      if (isObject(value)) found.push(value[key]);
    } else if (Array.isArray(value)) for (const item of value as readonly unknown[]) found.push(item);
  }
  return found;
}
