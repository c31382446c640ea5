import { isObject } from '../../../util/is-object.ts';
import type { Definition } from '../definition.ts';
import { missingText, unknownOptions, type Check } from './faults.ts';

/** The options of a definition that have parts: which parts they can have, and how to declare one. */
const partsOf = {
  fields: {
    is: (part: unknown) => isObject(part) && 'schema' in part && 'bounds' in part,
    right: 'a field: declare it with text({ … }), integer({ … }) or another kind',
  },
  internalFields: {
    is: (part: unknown) => isObject(part) && 'schema' in part && 'bounds' in part,
    right: 'a field: declare it with integer({ … }) or another kind',
  },
  relations: {
    is: (part: unknown) => isObject(part) && 'target' in part && 'onRemoval' in part,
    right: "a relation: declare it with toOne('…', { … })",
  },
  actions: {
    is: (part: unknown) =>
      isObject(part) && isObject(part['input']) && Array.isArray(part['yields']) && Array.isArray(part['problems']),
    right: 'an action: give an object with input, yields, problems and run',
  },
  views: {
    is: (part: unknown) => isObject(part) && isObject(part['fields']) && typeof part['compute'] === 'function',
    right: 'a view: give an object with of, fields and compute',
  },
  searches: {
    is: (part: unknown) => isObject(part) && isObject(part['input']) && typeof part['find'] === 'function',
    right: 'a search: give an object with of, query, input and find',
  },
  alternates: {
    is: (part: unknown) => isObject(part) && typeof part['render'] === 'function',
    right: 'an alternate representation: give an object with type, file and render',
  },
  rules: {
    is: (part: unknown) => isObject(part) && Array.isArray(part['on']) && Array.isArray(part['problems']),
    right: 'a rule: give an object with problems, on and a hook',
  },
  unique: {
    is: (part: unknown) => isObject(part) && Array.isArray(part['fields']),
    right: 'a combination: give an object with a list of fields',
  },
  internal: {
    is: (part: unknown) => isObject(part) && isObject(part['contract']) && typeof part['run'] === 'function',
    right: 'an internal operation: declare it with implementInternal(contract, …)',
  },
} as const;
type Parts = keyof typeof partsOf;
const options = Object.keys(partsOf) as Parts[];
const lists: readonly string[] = ['rules', 'unique', 'internal', 'alternates'];
const allOptions = [...options, 'policies', 'name', 'plural', 'summary', 'owned', 'authenticates'];

const hasShape = (option: Parts, value: unknown): boolean =>
  lists.includes(option) ? Array.isArray(value) : isObject(value);

function partFaults(option: Parts, definition: Definition): string[] {
  const value: unknown = definition[option];
  if (!hasShape(option, value)) return [`${option} must be ${lists.includes(option) ? 'a list' : 'an object'}`];
  const { is, right } = partsOf[option];
  return Object.entries(definition[option])
    .filter(([, part]) => !is(part))
    .map(([name]) => `${lists.includes(option) ? `${option}[${name}]` : `${option}.${name}`} is not ${right}`);
}

/** Finds options that do not exist, and options and parts that are something else than they must be. */
export const checkShape: Check = (definition) => [
  ...unknownOptions('the definition', definition, allOptions),
  ...missingText('summary', definition.summary, 'a sentence about the resource'),
  ...options.flatMap((option) => partFaults(option, definition)),
  ...(isObject(definition.policies) ? [] : ['policies must be an object']),
];

function validParts(option: Parts, value: unknown): unknown {
  const { is } = partsOf[option];
  if (lists.includes(option)) return Array.isArray(value) ? value.filter(is) : [];
  return isObject(value) ? Object.fromEntries(Object.entries(value).filter(([, part]) => is(part))) : {};
}

const asText = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Returns a definition without what `checkShape` finds, for the other checks. */
export function withShape(definition: Definition): Definition {
  const parts = options.map((option) => [option, validParts(option, definition[option])]);
  const { name, plural, policies } = definition;
  return {
    ...definition,
    name: asText(name),
    plural: asText(plural),
    ...Object.fromEntries(parts),
    policies: isObject(policies) ? policies : {},
  } as Definition;
}
