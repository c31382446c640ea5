import { GraphQLError } from 'graphql';
import type { Outcome, Problem } from '../resource/problems.ts';
import type { WireErrorCode } from './wire-errors.ts';

/** The code of a problem that is no member of a result: by the status that it has in HAL. */
const codes: Readonly<Record<number, WireErrorCode>> = {
  400: 'BAD_USER_INPUT',
  401: 'UNAUTHENTICATED',
  403: 'FORBIDDEN',
  409: 'CONFLICT',
  422: 'BAD_USER_INPUT',
  429: 'TOO_MANY_REQUESTS',
  503: 'SERVICE_UNAVAILABLE',
};

export const toGraphQLError = (problem: Problem): GraphQLError =>
  new GraphQLError(problem.detail, { extensions: { code: codes[problem.kind.status] ?? 'INTERNAL_SERVER_ERROR' } });

export const badUserInput = (message: string): GraphQLError =>
  new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT' } });

/** The value, where nothing else can be answered in data. */
export function valueOrThrow<T>(outcome: Outcome<T>): T {
  if (outcome.ok) return outcome.value;
  throw toGraphQLError(outcome.problem);
}
