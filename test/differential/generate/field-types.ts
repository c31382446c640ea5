import type { RandomSource } from '../../e2e/fuzz/graphql/random-choice.ts';

const leaves = ['Int', 'String', 'String', 'ID', 'Boolean', 'Float', 'Color', 'Json'];
const wrappers = ['T', 'T', 'T', 'T!', 'T!', '[T]', '[T!]', '[T!]!', '[T]!', '[[T]!]'];
const objectWrappers = ['T', 'T', 'T!', '[T]', '[T!]', '[T!]!', '[T]!', '[[T!]]'];
const parameters = [
  ...['by: Int = 3', 'in: String', 'color: Color = RED', 'filter: Filter', 'ids: [ID!]', 'must: Int!', 'def: Int! = 7'],
  ...['json: Json', 'flag: Boolean = true', 'filters: [Filter!] = [{ min: 2 }]', 'needed: Filter!', 'rows: [[Int]]'],
];

const wrap = (type: string, wrapper: string): string => wrapper.replace('T', type);

/** Returns the type of a field with a scalar or an enum. */
export const leafType = (random: RandomSource): string => wrap(random.pick(leaves), random.pick(wrappers));

/** Returns the type of a field with objects. */
export const objectType = (random: RandomSource, name: string): string => wrap(name, random.pick(objectWrappers));

/** Returns the parameters of a field, mostly none: `(name: Type = default)`. */
export function argumentsOf(random: RandomSource, percent = 25): string {
  if (!random.chance(percent)) return '';
  const chosen = new Set([random.pick(parameters), ...(random.chance(30) ? [random.pick(parameters)] : [])]);
  return `(${[...chosen].join(', ')})`;
}

/** Returns valid arguments for the required parameters of a field, and for an optional one: `(must: 1)`. */
export function literalArguments(random: RandomSource, args: string): string {
  const has = (name: string): boolean => new RegExp(`[( ]${name}: `).test(args.replaceAll(/{.*?}/g, ''));
  const values = {
    ...(has('must') && { must: random.between(1, 3) }),
    ...(has('by') && random.chance(50) && { by: random.between(1, 3) }),
    ...(has('in') && random.chance(50) && { in: '\\"x\\"' }),
    ...(has('needed') && { needed: '{ min: 5 }' }),
    ...(has('color') && random.chance(50) && { color: 'BLUE' }),
  };
  const printed = Object.entries(values).map(([name, value]) => `${name}: ${value}`);
  return printed.length === 0 ? '' : `(${printed.join(', ')})`;
}
