import fc from 'fast-check';
import {
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  type GraphQLInputType,
  type GraphQLNamedInputType,
} from 'graphql';
import { twoDigits } from '../encoding.ts';
import { hostileText } from '../hostile-values.ts';
import { idPlaceholder, etagPlaceholder } from '../observed-values.ts';
import type { RandomSource } from './random-choice.ts';
import { capitalize } from '../../../../kit/util/capitalize.ts';

/** The document that a field refers to, as in `idPlaceholder`. */
export interface Subject {
  readonly resource: string;
  readonly index: number;
}

/** Purpose of a value. */
export interface ValuePurpose {
  /** Names of field and argument, separated by a space. */
  readonly name: string;
  readonly subject: Subject | undefined;
  /** All resource names of the schema. */
  readonly resources: readonly string[];
}

const words = [
  'Daily Standup',
  'Storm',
  'phartman',
  'tgraves',
  'clopez',
  'sheath',
  'jkelly',
  'password',
  'x',
  'long enough',
];

/** Returns a document of a resource that the name contains, occasionally of another resource. */
export function subjectFor(random: RandomSource, name: string, resources: readonly string[]): Subject | undefined {
  const mentioned = resources.filter((resource) => name.toLowerCase().includes(resource));
  const candidates = mentioned.length > 0 && random.chance(90) ? mentioned : resources;
  return candidates.length === 0 ? undefined : { resource: random.pick(candidates), index: random.between(0, 200) };
}

function idFor(random: RandomSource, { name, subject, resources }: ValuePurpose): string {
  const target = / id$/.test(name) ? subject : subjectFor(random, name.split(' ').at(-1) ?? '', resources);
  return target === undefined ? 'none' : idPlaceholder(target.resource, target.index);
}

function textFor(random: RandomSource, { name, subject }: ValuePurpose): string {
  if (/ifmatch|etag/i.test(name) && subject !== undefined && random.chance(80))
    return etagPlaceholder(subject.resource, subject.index);
  if (/ifmatch/i.test(name)) return random.pick(['*', '"x"', '']);
  if (/after|before/i.test(name)) return idPlaceholder('cursor', random.between(0, 300));
  if (/regex/i.test(name)) return random.pick(['^D', '^[A-Z].*', '^S\\w+', '^x{3}']);
  if (random.chance(5)) return random.sample(hostileText);
  return random.chance(50) ? random.pick(words) : `${random.pick(words)} ${random.between(0, 999)}`;
}

const scalars: Readonly<Record<string, (random: RandomSource, purpose: ValuePurpose) => unknown>> = {
  ID: idFor,
  String: textFor,
  Int: (random) => random.between(1, 20),
  Float: (random) => random.between(0, 100) / 4,
  Boolean: (random) => random.chance(50),
  Date: (random) => `2025-${twoDigits(random.between(1, 12))}-${twoDigits(random.between(1, 28))}`,
  Time: (random) => `${twoDigits(random.between(0, 23))}:${twoDigits(random.between(0, 59))}:00`,
  Duration: (random) => random.pick(['PT15M', 'PT1H', 'P1D', 'PT1H30M']),
  DateTime: (random) => `20${twoDigits(random.between(10, 40))}-02-07T09:00:00Z`,
  URL: () => 'http://localhost/',
  _Any: (random, { resources }) => {
    const resource = random.pick(resources);
    return { __typename: capitalize(resource), id: idPlaceholder(resource, random.between(0, 200)) };
  },
};

/** Maximum nesting of input objects, since filters can contain filters. */
const maxInputDepth = 3;

function namedTypeValue(
  type: GraphQLNamedInputType,
  random: RandomSource,
  { purpose, depth }: { purpose: ValuePurpose; depth: number },
): unknown {
  if (isEnumType(type)) return random.pick(type.getValues()).name;
  if (!isInputObjectType(type)) return (scalars[type.name] ?? textFor)(random, purpose);
  const chosen = Object.values(type.getFields()).filter(
    (field) => isNonNullType(field.type) || (depth < maxInputDepth && random.chance(depth === 0 ? 60 : 35)),
  );
  return Object.fromEntries(
    chosen.map((field) => {
      const name = /^(after|before)$/.test(field.name) ? `${field.name} value` : `${purpose.name} ${field.name}`;
      return [field.name, valueFor(field.type, random, { purpose: { ...purpose, name }, depth: depth + 1 })];
    }),
  );
}

/** Returns a valid value of a type. */
export function valueFor(
  type: GraphQLInputType,
  random: RandomSource,
  context: { readonly purpose: ValuePurpose; readonly depth: number },
): unknown {
  if (isNonNullType(type)) return valueFor(type.ofType, random, context);
  if (isListType(type))
    return Array.from({ length: random.between(1, 3) }, () => valueFor(type.ofType, random, context));
  return namedTypeValue(type, random, context);
}

/** JSON values that hardly any argument accepts. */
export const wrongTypeValue: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    -1,
    2147483648,
    1e308,
    0.5,
    '',
    'x',
    [],
    {},
    [null],
    [[1]],
    { __proto__: 1 },
    { and: [] },
  ),
  fc.constantFrom('2147483648', 'NaN', '2025-02-30', '25:00:00', 'P1Y', '2025-02-07T99:00:00Z', '^(a+)+$', 'PT0S', '*'),
  hostileText,
);

const nameLike = /^[_A-Za-z][_0-9A-Za-z]*$/;

/** Prints a value as a GraphQL literal: enum values without quotes, and without members whose names are invalid. */
export function printValue(type: GraphQLInputType, value: unknown): string {
  if (isNonNullType(type)) return printValue(type.ofType, value);
  if (value === null || value === undefined) return 'null';
  if (isEnumType(type) && typeof value === 'string' && nameLike.test(value)) return value;
  if (Array.isArray(value)) {
    const item = isListType(type) ? type.ofType : type;
    return `[${value.map((element) => printValue(item, element)).join(', ')}]`;
  }
  if (typeof value === 'object') {
    const fields = isInputObjectType(type) ? type.getFields() : {};
    const members = Object.entries(value).filter(([name]) => nameLike.test(name));
    const printed = members.map(([name, member]) => `${name}: ${printValue(fields[name]?.type ?? type, member)}`);
    return `{${printed.join(', ')}}`;
  }
  return isListType(type) ? printValue(type.ofType, value) : JSON.stringify(value);
}
