import type { ApolloServerPlugin, BaseContext } from '@apollo/server';
import type { ValidationRule } from 'graphql';
import { tooCostly } from './rules.ts';

const tooDeep = (what: string, most: number) =>
  tooCostly(`${what} has more than ${most} lists and objects within each other; ask for less at once.`);

/**
 * How deep lists and objects may stand within each other in an argument. It stands before the gateway's planner, which
 * looks at what is in a list twice, and so takes twice as long for each list within another.
 */
export const nestingRule =
  (most: number): ValidationRule =>
  (context) => {
    let [depth, isReported] = [0, false];
    const within = {
      enter: () => {
        if (++depth <= most || isReported) return;
        isReported = true;
        context.reportError(tooDeep('An argument', most));
      },
      leave: () => void depth--,
    };
    return { ListValue: within, ObjectValue: within };
  };

const isDeeper = (value: unknown, most: number): boolean =>
  typeof value === 'object' &&
  value !== null &&
  (most === 0 || Object.values(value).some((each) => isDeeper(each, most - 1)));

/** The same for the values of variables. Refuses before anything runs, with `TOO_COSTLY`. */
export const nestingLimit = <Context extends BaseContext>(most: number): ApolloServerPlugin<Context> => ({
  requestDidStart: () =>
    Promise.resolve({
      didResolveOperation: ({ request: { variables = {} } }) => {
        const deep = Object.entries(variables).find(([, value]) => isDeeper(value, most));
        return deep === undefined ? Promise.resolve() : Promise.reject(tooDeep(`The variable "${deep[0]}"`, most));
      },
    }),
});
