import type { GraphQLFormattedError } from 'graphql';
import type { WireErrorCode } from '../../kit/graphql/wire-errors.ts';

/**
 * Returns the first errors of a response, at most `max`, and one more that says how many are left out. A response can have
 * one for each of its values.
 */
export function limitErrors(errors: readonly GraphQLFormattedError[], max: number): readonly GraphQLFormattedError[] {
  const leftOut = errors.length - max;
  if (leftOut <= 0) return errors;
  const code: WireErrorCode = 'TOO_COSTLY';
  const { requestId } = errors[0]?.extensions ?? {};
  const message = `${leftOut} more errors are left out: a response has at most ${max} (GRAPHQL_MAX_ERRORS). Request less data.`;
  return [...errors.slice(0, max), { message, extensions: { code, requestId } }];
}
