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

/** Returns the plugin that limits the nesting in variables, and rejects with `TOO_COSTLY` before anything runs. */
export const nestingLimit = <Context extends BaseContext>(maxDepth: number): ApolloServerPlugin<Context> => ({
  requestDidStart: () =>
    Promise.resolve({
      didResolveOperation: ({ request: { variables = {} } }) => {
        const tooDeepVariable = Object.entries(variables).find(([, value]) => isDeeper(value, maxDepth));
        return tooDeepVariable === undefined
          ? Promise.resolve()
          : Promise.reject(tooDeep(`The variable "${tooDeepVariable[0]}"`, maxDepth));
      },
    }),
});
