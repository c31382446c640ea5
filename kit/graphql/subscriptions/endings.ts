import { HeaderMap } from '@apollo/server';
import { GraphQLError } from 'graphql';
import type { WireErrorCode } from '../wire-errors.ts';

const codeError = (code: WireErrorCode, status: number, message: string): GraphQLError =>
  new GraphQLError(message, { extensions: { code, http: { status } } });

const ended = (reason: string): GraphQLError =>
  codeError(
    'SUBSCRIPTION_ENDED',
    503,
    `The subscription has ended: ${reason}. Subscribe again, and read anew what may have changed meanwhile.`,
  );

/** Why a subscription ends before its time. */
export const subscriptionEnds = {
  age: () => ended('it was open for the longest time that is allowed'),
  lost: () => ended('changes came faster than they were read, or are not known any more'),
  rights: () => ended("the caller's account has changed"),
  stopping: () => ended('the service is stopping'),
} as const;

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

export const tooManySubscriptions = (max: number): GraphQLError =>
  codeError('SERVICE_UNAVAILABLE', 503, `There are ${max} subscriptions already.`);

export const tooManyOfCaller = (max: number): GraphQLError =>
  codeError('TOO_MANY_REQUESTS', 429, `Too Many Requests: this caller has ${max} subscriptions already.`);
