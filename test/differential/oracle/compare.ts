import type { GraphqlResult } from '../gateway.ts';
import type { Expected } from './oracle.ts';
import type { PossibleError } from './expected-errors.ts';

/** The part of a result that differs from what is expected. */
export type MismatchKind =
  'data' | 'key order' | 'unexpected error' | 'missing error' | 'order of mutations' | 'exception';

export interface Mismatch {
  readonly kind: MismatchKind;
  readonly message: string;
}

/** What a gateway did. */
export interface Actual {
  readonly result: GraphqlResult;
  /** The calls of the root fields of mutations, in their order. */
  readonly calls: readonly string[];
}

/** Returns the first difference between a result and what is expected, or undefined. */
export function compare(expected: Expected, { result, calls }: Actual): Mismatch | undefined {
  const [wanted, given] = [JSON.stringify(expected.data), JSON.stringify(result.data)];
  if (wanted !== given) {
    const isOrder = sortedJson(expected.data) === sortedJson(result.data);
    return { kind: isOrder ? 'key order' : 'data', message: `data is ${given} instead of ${wanted}` };
  }
  if (JSON.stringify(expected.calls) !== JSON.stringify(calls))
    return { kind: 'order of mutations', message: `${calls.join(', ')} instead of ${expected.calls.join(', ')}` };
  return compareErrors(expected, result.errors ?? []);
}

type ActualError = NonNullable<GraphqlResult['errors']>[number];

const isSame = (expected: PossibleError, { path, message }: ActualError): boolean =>
  JSON.stringify(expected.path) === JSON.stringify(path) &&
  (expected.message === undefined || expected.message === message);

function compareErrors({ data, errors }: Expected, actual: readonly ActualError[]): Mismatch | undefined {
  // An error of the request: it has no data, and its errors have no paths.
  if (data === undefined)
    return actual.length > 0 ? undefined : { kind: 'missing error', message: 'the request has no error' };
  const unexpected = actual.find((error) => !errors.possible.some((possible) => isSame(possible, error)));
  if (unexpected !== undefined) return { kind: 'unexpected error', message: JSON.stringify(unexpected) };
  const missing = errors.required.find((group) => !group.some((error) => actual.some((given) => isSame(error, given))));
  if (missing === undefined) return undefined;
  const paths = missing.map(({ path }) => JSON.stringify(path)).join(' or ');
  return { kind: 'missing error', message: `no error at ${paths}` };
}

const sortedJson = (value: unknown): string =>
  JSON.stringify(value, (_key, member: unknown) =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([one], [other]) => (one < other ? -1 : 1)))
      : member,
  ) ?? 'undefined';
