import { HeaderMap } from '@apollo/server';
import { GraphQLError } from 'graphql';
import type { Problem } from '../../resource/problems.ts';
import { isEnding } from '../../resource/streams/stream-problems.ts';
import { toGraphQLError } from '../errors.ts';
import type { WireErrorCode } from '../wire-errors.ts';

const codeError = (code: WireErrorCode, status: number, message: string): GraphQLError =>
  new GraphQLError(message, { extensions: { code, http: { status } } });

/** Returns the error with which a subscription ends, or does not begin. */
export const endError = (problem: Problem): GraphQLError =>
  isEnding(problem)
    ? codeError(
        'SUBSCRIPTION_ENDED',
        503,
        `The subscription has ended: ${problem.detail}. Subscribe again, and read anew what may have changed meanwhile.`,
      )
    : toGraphQLError(problem);

/** The response to a subscription of a client that accepts no stream. */
export const notAcceptable = (): GraphQLError =>
  codeError(
    'BAD_USER_INPUT',
    406,
    'Not Acceptable: a subscription is answered as a stream; accept "text/event-stream".',
  );

/** The response to a mutation by `GET`, as Apollo Server gives it to clients that accept no stream. */
export function notByGet(): GraphQLError {
  const http = { status: 405, headers: new HeaderMap([['allow', 'POST']]) };
  const extensions: Readonly<Record<string, unknown>> = { code: 'BAD_USER_INPUT' satisfies WireErrorCode, http };
  return new GraphQLError('GET requests only support query operations and subscriptions, not mutation operations', {
    extensions,
  });
}
