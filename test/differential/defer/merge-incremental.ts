import type { ExecutionResult } from 'graphql';
import type { IncrementalResults } from '../../../gateway/execute/deferred/incremental.ts';
import { isObject } from '../../../kit/util/is-object.ts';

/**
 * Merges what is delivered later into the initial result, as clients do (incremental delivery, 2022-08-24). The
 * extension `deferred` is the number of parts.
 */
export async function mergeIncremental(
  initial: ExecutionResult,
  later: AsyncIterable<IncrementalResults>,
): Promise<ExecutionResult> {
  const errors = [...(initial.errors ?? [])];
  const data = JSON.parse(JSON.stringify(initial.data)) as Record<string, unknown>;
  let deferred = 0;
  for await (const { results } of later)
    for (const { path, data: added, errors: more = [] } of results) {
      deferred += 1;
      errors.push(...more);
      const target = path.reduce<unknown>((value, key) => (value as Record<string | number, unknown>)[key], data);
      if (!isObject(target)) throw new Error(`There is no object at ${path.join('.')}.`);
      if (added) merge(target, JSON.parse(JSON.stringify(added)) as Record<string, unknown>);
    }
  return { data, ...(errors.length > 0 && { errors }), extensions: { deferred } };
}

function merge(target: Record<string, unknown>, added: Readonly<Record<string, unknown>>): void {
  for (const [key, value] of Object.entries(added)) target[key] = merged(target[key], value);
}

function merged(known: unknown, value: unknown): unknown {
  if (isObject(known) && isObject(value)) merge(known, value);
  else if (Array.isArray(known) && Array.isArray(value)) return known.map((item, index) => merged(item, value[index]));
  else return value;
  return known;
}
