import type { ApolloServerPlugin, BaseContext } from '@apollo/server';
import type { ValidationRule } from 'graphql';
import { tooCostly } from './rules.ts';

const tooDeep = (subject: string, maxDepth: number) =>
  tooCostly(`${subject} nests lists and objects more than ${maxDepth} levels deep; send fewer at once.`);

/**
 * Returns the rule that limits how deep lists and objects nest in arguments. It protects the gateway's query planner,
 * whose time doubles with each level of nested lists.
 */
export const nestingRule =
  (maxDepth: number): ValidationRule =>
  (context) => {
    let [depth, isReported] = [0, false];
    const visitor = {
      enter: () => {
        if (++depth <= maxDepth || isReported) return;
        isReported = true;
        context.reportError(tooDeep('An argument', maxDepth));
      },
      leave: () => void depth--,
    };
    return { ListValue: visitor, ObjectValue: visitor };
  };

const isDeeper = (value: unknown, maxDepth: number): boolean =>
  typeof value === 'object' &&
  value !== null &&
  (maxDepth === 0 || Object.values(value).some((each) => isDeeper(each, maxDepth - 1)));

/**
 * Limits the nesting in the values of variables.
 *
 * @throws GraphQLError `TOO_COSTLY`
 */
export function checkNesting(variables: Readonly<Record<string, unknown>>, maxDepth: number): void {
  const found = Object.keys(variables).find((name) => isDeeper(variables[name], maxDepth));
  if (found !== undefined) throw tooDeep(`The variable "${found}"`, maxDepth);
}

/** Returns the plugin that limits the nesting in variables, and rejects before anything runs. */
export const nestingLimit = <Context extends BaseContext>(maxDepth: number): ApolloServerPlugin<Context> => ({
  requestDidStart: async () => ({
    didResolveOperation: async ({ request: { variables = {} } }) => checkNesting(variables, maxDepth),
  }),
});
