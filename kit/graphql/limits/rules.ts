import { maxDepthRule } from '@escape.tech/graphql-armor-max-depth';
import { maxDirectivesRule } from '@escape.tech/graphql-armor-max-directives';
import { GraphQLError, type ValidationContext, type ValidationRule } from 'graphql';
import type { WireErrorCode } from '../wire-errors.ts';
import type { GraphqlLimits } from './limits.ts';

const rejection =
  (code: WireErrorCode) =>
  (message: string): GraphQLError =>
    new GraphQLError(message, { extensions: { code, http: { status: 400 } } });

/** Returns a `TOO_COSTLY` error, for a request that exceeds a limit. */
export const tooCostly = rejection('TOO_COSTLY');
/** Returns a `BAD_USER_INPUT` error, for filters with too many regular expressions. */
export const tooManyPatterns = rejection('BAD_USER_INPUT');

/** Returns a `TOO_MANY_REQUESTS` error, for an operation beyond a quota. */
export const tooManyRequests = (message: string): GraphQLError =>
  new GraphQLError(message, {
    extensions: { code: 'TOO_MANY_REQUESTS' satisfies WireErrorCode, http: { status: 429 } },
  });

/** Replaces the messages of graphql-armor, which begin with "Syntax Error" although the syntax is valid. */
const reportAs = (message: string) => ({
  propagateOnRejection: false,
  onReject: [(context: ValidationContext | null) => context?.reportError(tooCostly(message))],
});

/** Returns the validation rules for depth and directives. Introspection does not count towards the depth. */
export const limitRules = ({ depth, directives }: GraphqlLimits): ValidationRule[] => [
  maxDepthRule({
    n: depth,
    flattenFragments: true,
    ...reportAs(`The document nests fields more than ${depth} levels deep; send several requests.`),
  }),
  maxDirectivesRule({
    n: directives,
    ...reportAs(`The document has more than ${directives} directives; remove some.`),
  }),
];
