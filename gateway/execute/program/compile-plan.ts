import { isObject } from '../../../kit/util/is-object.ts';
import type { QueryPlan } from '../../plan/plan-store.ts';
import { compileFetch, type CompilerParts } from './compile-fetch.ts';
import type { PlanNode } from './query-plan.ts';
import type { DataObject, Step } from './run.ts';

/**
 * Compiles a query plan.
 *
 * @throws if it has a node of a kind that the gateway does not execute
 */
export function compilePlan(node: QueryPlan['node'], parts: CompilerParts): Step {
  return node === undefined ? async () => undefined : compileNode(node, parts);
}

function compileNode(node: PlanNode, parts: CompilerParts): Step {
  switch (node.kind) {
    case 'Sequence':
      return inSequence(node.nodes.map((each) => compileNode(each, parts)));
    case 'Parallel':
      return inParallel(node.nodes.map((each) => compileNode(each, parts)));
    case 'Flatten':
      return atPath(node.path, compileNode(node.node, parts));
    case 'Fetch':
      return compileFetch(node, parts);
    case 'Subscription':
      // What answers the first request is an event.
      return inSequence([node.primary, ...(node.rest ? [node.rest] : [])].map((each) => compileNode(each, parts)));
    case 'Condition':
    case 'Defer':
    default:
      throw new Error(`The gateway executes no plans with nodes of the kind ${node.kind}.`);
  }
}

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
