import { capitalize } from '../../../util/capitalize.ts';
import type { Action } from '../actions.ts';
import type { Definition } from '../definition.ts';
import { checkTexts, fieldFaults } from './check-fields.ts';
import { invalidName } from './check-names.ts';
import { policyFaults } from './check-policies.ts';
import { problemFaults } from './check-problems.ts';
import { repeated, unknownOptions, type Check } from './faults.ts';

const hooks = ['checkPermission', 'inputFor', 'isAvailable', 'run'] as const;
const options = [
  ...hooks,
  ...['title', 'description', 'deprecated', 'method', 'path', 'mutation', 'input', 'yields', 'policy', 'problems'],
  'isQueued',
];

/** The paths below a document that every resource has. */
const reservedPaths: readonly string[] = ['edit-form', 'changes'];

/** Returns the mutations that every resource has. */
const ownMutations = ({ name, plural }: Definition): string[] => {
  const [one, many] = [capitalize(name), capitalize(plural)];
  return [`create${one}`, `create${many}`, `change${one}`, `remove${one}`, `remove${many}`];
};

function checkHttp(place: string, { method, path }: Action): string[] {
  const isMethod = ['PUT', 'DELETE'].includes(method);
  const isPath = /^[a-z][a-zA-Z0-9-]*$/.test(path) && !reservedPaths.includes(path);
  return [
    ...(isMethod ? [] : [`${place}: the method is ${JSON.stringify(method)}; give 'PUT' or 'DELETE'`]),
    ...(isPath
      ? []
      : [`${place}: the path ${JSON.stringify(path)} is not free or not valid; use letters, digits and hyphens`]),
  ];
}

const checkInput = (place: string, { input }: Action): string[] => [
  ...fieldFaults(`${place}.input.`, input),
  ...Object.keys(input).flatMap((name) =>
    name === 'id'
      ? [`${place}.input.id is the document's own id in GraphQL; rename it`]
      : invalidName(`${place}.input`, name),
  ),
];

const checkHooks = (place: string, action: Action): string[] =>
  hooks
    .filter((hook) => typeof action[hook] !== 'function' && (hook === 'run' || action[hook] !== undefined))
    .map((hook) => `${place}.${hook} is not a function`);

function checkAction(place: string, action: Action, definition: Definition): string[] {
  return [
    ...unknownOptions(place, action, options),
    ...checkTexts(place, action),
    ...checkHttp(place, action),
    ...invalidName(`${place}: the mutation`, action.mutation),
    ...checkInput(place, action),
    ...action.yields.flatMap((name) => invalidName(`${place}.yields`, name)),
    ...policyFaults(`${place}.policy`, action.policy, definition),
    ...action.problems.flatMap((kind, at) => problemFaults(`${place}.problems[${at}]`, kind)),
    ...checkHooks(place, action),
  ];
}

/** Finds the faults of each action, and actions that have the same request or mutation. */
export const checkActions: Check = (definition) => {
  const actions = Object.values(definition.actions);
  const requests = repeated(actions.map(({ method, path }) => `${method} …/${path.toLowerCase()}`));
  const mutations = repeated([...new Set(ownMutations(definition)), ...actions.map(({ mutation }) => mutation)]);
  return [
    ...Object.entries(definition.actions).flatMap(([name, action]) =>
      checkAction(`actions.${name}`, action, definition),
    ),
    ...requests.map((request) => `actions: two of them are ${request}; give one another path`),
    ...mutations.map((name) => `actions: there are two mutations ${name}; rename the action's`),
  ];
};
