import { isObject } from '../../../kit/util/is-object.ts';
import type { GraphqlResult } from '../gateway.ts';
import type { Mismatch } from './compare.ts';
import type { Path } from './lenient-run.ts';

type ActualError = NonNullable<GraphqlResult['errors']>[number];

/**
 * Compares the result of a query while a service fails. Which fields are then missing depends on the plan; but what is
 * not null must be right, each null that should be a value must have an error at its path or below, and each error with
 * a path must lead to a null.
 */
export function compareDegraded(expected: unknown, { data, errors = [] }: GraphqlResult): Mismatch | undefined {
  const unexplained = differenceIn(expected, data ?? null, { path: [], errors });
  if (unexplained !== undefined) return unexplained;
  const misplaced = errors.find(({ path }) => path !== undefined && !leadsToNull(data, path));
  return misplaced && { kind: 'unexpected error', message: `no null at ${JSON.stringify(misplaced)}` };
}

interface Position {
  readonly path: Path;
  readonly errors: readonly ActualError[];
}

function differenceIn(expected: unknown, actual: unknown, position: Position): Mismatch | undefined {
  if (JSON.stringify(expected) === JSON.stringify(actual)) return undefined;
  const { path, errors } = position;
  if (actual === null)
    return errors.some((error) => startsWith(error.path, path))
      ? undefined
      : { kind: 'missing error', message: `no error at ${JSON.stringify(path)}` };
  const [wanted, given] = [membersOf(expected), membersOf(actual)];
  if (
    JSON.stringify(wanted?.map(([key]) => key)) !== JSON.stringify(given?.map(([key]) => key)) ||
    wanted === undefined
  )
    return { kind: 'data', message: `${JSON.stringify(actual)} instead of ${JSON.stringify(expected)}` };
  for (const [index, [key, value]] of wanted.entries()) {
    const difference = differenceIn(value, given?.[index]?.[1], { path: [...path, key], errors });
    if (difference !== undefined) return difference;
  }
  return undefined;
}

function membersOf(value: unknown): readonly (readonly [string | number, unknown])[] | undefined {
  if (Array.isArray(value)) return [...(value as unknown[]).entries()];
  return isObject(value) ? Object.entries(value) : undefined;
}

/** Whether a path is at another one or below. The root has no path, or one that leads to any field. */
const startsWith = (path: Path | undefined, other: Path): boolean => other.every((key, index) => path?.[index] === key);

function leadsToNull(data: unknown, path: Path): boolean {
  let value = data;
  for (const key of path) {
    if (value === null || value === undefined) return value === null;
    value = (value as Readonly<Record<string | number, unknown>>)[key];
  }
  return value === null || value === undefined;
}
