import { GraphQLError } from 'graphql';
import type { Outcome, Problem } from '../resource/problems.ts';
import type { WireErrorCode } from './wire-errors.ts';

/** Error codes of problems that are not members of a result union, by their HTTP status. */
const codes: Readonly<Record<number, WireErrorCode>> = {
  400: 'BAD_USER_INPUT',
  401: 'UNAUTHENTICATED',
  403: 'FORBIDDEN',
  409: 'CONFLICT',
  422: 'BAD_USER_INPUT',
  429: 'TOO_MANY_REQUESTS',
  503: 'SERVICE_UNAVAILABLE',
};

/** Returns the error code of a problem, by its HTTP status. */
export const errorCodeOf = ({ kind }: Problem): WireErrorCode => codes[kind.status] ?? 'INTERNAL_SERVER_ERROR';

/**
 * Returns a problem as an error, with the code of its HTTP status, the service that is unavailable, and the seconds after
 * which this caller is to come again.
 */
export const toGraphQLError = (problem: Problem): GraphQLError =>
  new GraphQLError(problem.detail, {
    extensions: {
      code: errorCodeOf(problem),
      service: problem.unavailableService,
      retryAfter: problem.extensions['retryAfter'],
    },
  });

/** Returns a `BAD_USER_INPUT` error. */
export const badUserInput = (message: string): GraphQLError =>
  new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT' } });

/**
 * Returns the value of an outcome, for fields that have no result union.
 *
 * @throws GraphQLError if the outcome is a problem
 */
export function valueOrThrow<T>(outcome: Outcome<T>): T {
  if (outcome.ok) return outcome.value;
  throw toGraphQLError(outcome.problem);
}
