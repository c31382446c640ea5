import { isListType, isNonNullType, getNullableType, type GraphQLOutputType } from 'graphql';
import type { LenientResult, Path, RaisedError, ResponseField } from './lenient-run.ts';

/** An error that a response may have. */
export interface PossibleError extends RaisedError {
  /** The nearest nullable position, which becomes null: the path itself or one above it; `[]` is `data`. */
  readonly nulled: Path;
  /** Whether the null needs no error: it is that of an entity that its subgraph does not know. */
  readonly isOptional: boolean;
}

/**
 * The errors of a response. October 2021, 6.4.4: an error nulls its field, and the parent of a non-null field, up to
 * the nearest nullable one. "If multiple fields are null and propagate to the same nullable parent, only one error
 * should be added", and siblings of a field that has failed may be cancelled. So a response is right if
 * - each of its errors is one of `possible`, with the same path, and the same message if a resolver threw it;
 * - for each list in `required`, which has the errors that null the same position, it has at least one of them. A
 *   position below another one that is null is not in the response, so that its errors are not required.
 *
 * An entity that its subgraph does not know is null without an error, where that is allowed (docs/graphql.md). Where it
 * is not, the error is that of the entity or of its field.
 */
export interface ExpectedErrors {
  /** The data after propagation. */
  readonly data: unknown;
  readonly possible: readonly PossibleError[];
  readonly required: readonly (readonly PossibleError[])[];
}

const keyOf = (path: Path): string => JSON.stringify(path);

/** Propagates the nulls of an execution and groups its errors. */
export function expectedErrors({ data, errors, fields }: LenientResult): ExpectedErrors {
  const types = new Map<string, GraphQLOutputType>();
  const raised = new Map(errors.flatMap((error) => (error.path ? [[keyOf(error.path), error] as const] : [])));
  const nullErrors: (RaisedError & { readonly entity?: Path })[] = [];
  const visitPosition = ({ path, type, isAbsent }: ResponseField, value: unknown): void => {
    types.set(keyOf(path), type);
    if (value === null || value === undefined) {
      if (isNonNullType(type) && !raised.has(keyOf(path)))
        nullErrors.push({ path, message: undefined, ...(isAbsent && { entity: path.slice(0, -1) }) });
      return;
    }
    const nullable = getNullableType(type);
    if (isListType(nullable) && Array.isArray(value))
      value.forEach((item, index) => visitPosition({ path: [...path, index], type: nullable.ofType, isAbsent }, item));
  };
  for (const field of fields) visitPosition(field, valueAt(data, field.path));
  const possible = [...errors, ...nullErrors].flatMap((error) => possibleErrors(error, types));
  return { data: withNulls(data, possible), possible, required: requiredGroups(possible) };
}

function possibleErrors(
  { path, message, entity }: RaisedError & { readonly entity?: Path },
  types: ReadonlyMap<string, GraphQLOutputType>,
): readonly PossibleError[] {
  const nulled = nulledBy(path ?? [], types);
  if (entity === undefined) return [{ path, message, nulled, isOptional: false }];
  const isOptional = keyOf(nulled) === keyOf(entity);
  return [path, entity].map((each) => ({ path: each, message, nulled, isOptional }));
}

const valueAt = (data: unknown, path: Path): unknown =>
  path.reduce((value, key) => (value as Record<string | number, unknown> | null)?.[key] ?? null, data);

function nulledBy(path: Path, types: ReadonlyMap<string, GraphQLOutputType>): Path {
  let position = path;
  while (position.length > 0 && isNonNullType(types.get(keyOf(position)))) position = position.slice(0, -1);
  return position;
}

function withNulls(data: unknown, errors: readonly PossibleError[]): unknown {
  const root = { data: structuredClone(data) };
  for (const { nulled } of errors) {
    const parent = valueAt(root, ['data', ...nulled].slice(0, -1)) as Record<string | number, unknown> | null;
    if (parent !== null) parent[nulled.at(-1) ?? 'data'] = null;
  }
  return root.data;
}

/** Whether a path is below another one. */
const isBelow = (path: Path, other: Path): boolean =>
  path.length > other.length && other.every((key, index) => path[index] === key);

function requiredGroups(possible: readonly PossibleError[]): readonly (readonly PossibleError[])[] {
  const positions = new Map(possible.map(({ nulled }) => [keyOf(nulled), nulled]));
  return [...positions.values()]
    .filter((position) => ![...positions.values()].some((other) => isBelow(position, other)))
    .map((position) => possible.filter(({ nulled, isOptional }) => !isOptional && keyOf(nulled) === keyOf(position)))
    .filter((group) => group.length > 0);
}
