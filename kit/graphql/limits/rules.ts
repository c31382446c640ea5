import { maxAliasesRule } from '@escape.tech/graphql-armor-max-aliases';
import { maxDepthRule } from '@escape.tech/graphql-armor-max-depth';
import { maxDirectivesRule } from '@escape.tech/graphql-armor-max-directives';
import { GraphQLError, type ValidationContext, type ValidationRule } from 'graphql';
import type { GraphqlLimits } from './limits.ts';

/** A document that asks for more than one may. */
export const tooCostly = (message: string): GraphQLError =>
  new GraphQLError(message, { extensions: { code: 'TOO_COSTLY', http: { status: 400 } } });

/** Reports in words of our own what a rule finds: its own begin with "Syntax Error", which it is not. */
const reporting = (message: string) => ({
  propagateOnRejection: false,
  onReject: [(context: ValidationContext | null) => context?.reportError(tooCostly(message))],
});

/** Rules by which a document is validated besides those of the specification. Introspection's own depth is not counted. */
export const limitRules = ({ depth, aliases, directives }: GraphqlLimits): ValidationRule[] => [
  maxDepthRule({
    n: depth,
    flattenFragments: true,
    ...reporting(`The document is deeper than ${depth} fields within each other; ask in several steps.`),
  }),
  maxAliasesRule({
    n: aliases,
    ...reporting(`The document has more than ${aliases} aliases; send several requests.`),
  }),
  maxDirectivesRule({
    n: directives,
    ...reporting(`The document has more than ${directives} directives; leave some out.`),
  }),
];
