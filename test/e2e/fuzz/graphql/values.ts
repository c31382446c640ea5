import fc from 'fast-check';
import {
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  type GraphQLInputType,
  type GraphQLNamedInputType,
} from 'graphql';
import { hostileText } from '../hostile-values.ts';
import { known, knownTagOf } from '../observed-values.ts';
import type { Draw } from './random-choice.ts';
import { capitalize } from '../../../../kit/util/capitalize.ts';

/** A document that a field is about, as `known` has it. */
export interface Subject {
  readonly resource: string;
  readonly index: number;
}

/** What a value is for: the names of the field and the argument, the field's subject, and the resources that there are. */
export interface Purpose {
  readonly name: string;
  readonly subject: Subject | undefined;
  readonly resources: readonly string[];
}

const two = (value: number): string => String(value).padStart(2, '0');
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

/** A document of a resource that the name speaks of, or of another one. */
export function subjectOf(draw: Draw, name: string, resources: readonly string[]): Subject | undefined {
  const spoken = resources.filter((resource) => name.toLowerCase().includes(resource));
  const among = spoken.length > 0 && draw.chance(90) ? spoken : resources;
  return among.length === 0 ? undefined : { resource: draw.pick(among), index: draw.between(0, 200) };
}

function identity(draw: Draw, { name, subject, resources }: Purpose): string {
  const meant = / id$/.test(name) ? subject : subjectOf(draw, name.split(' ').at(-1) ?? '', resources);
  return meant === undefined ? 'none' : known(meant.resource, meant.index);
}

function text(draw: Draw, { name, subject }: Purpose): string {
  if (/ifmatch|etag/i.test(name) && subject !== undefined && draw.chance(80))
    return knownTagOf(subject.resource, subject.index);
  if (/ifmatch/i.test(name)) return draw.pick(['*', '"x"', '']);
  if (/after|before/i.test(name)) return known('cursor', draw.between(0, 300));
  if (/regex/i.test(name)) return draw.pick(['^D', '^[A-Z].*', '^S\\w+', '^x{3}']);
  if (draw.chance(5)) return draw.from(hostileText);
  return draw.chance(50) ? draw.pick(words) : `${draw.pick(words)} ${draw.between(0, 999)}`;
}

const scalars: Readonly<Record<string, (draw: Draw, purpose: Purpose) => unknown>> = {
  ID: identity,
  String: text,
  Int: (draw) => draw.between(1, 20),
  Float: (draw) => draw.between(0, 100) / 4,
  Boolean: (draw) => draw.chance(50),
  Date: (draw) => `2025-${two(draw.between(1, 12))}-${two(draw.between(1, 28))}`,
  Time: (draw) => `${two(draw.between(0, 23))}:${two(draw.between(0, 59))}:00`,
  Duration: (draw) => draw.pick(['PT15M', 'PT1H', 'P1D', 'PT1H30M']),
  DateTime: (draw) => `20${two(draw.between(10, 40))}-02-07T09:00:00Z`,
  URL: () => 'http://localhost/',
  _Any: (draw, { resources }) => {
    const resource = draw.pick(resources);
    return { __typename: capitalize(resource), id: known(resource, draw.between(0, 200)) };
  },
};

/** Levels of input objects within each other, at most: a filter may hold filters. */
const deepest = 3;

function ofNamed(
  type: GraphQLNamedInputType,
  draw: Draw,
  { purpose, depth }: { purpose: Purpose; depth: number },
): unknown {
  if (isEnumType(type)) return draw.pick(type.getValues()).name;
  if (!isInputObjectType(type)) return (scalars[type.name] ?? text)(draw, purpose);
  const chosen = Object.values(type.getFields()).filter(
    (field) => isNonNullType(field.type) || (depth < deepest && draw.chance(depth === 0 ? 60 : 35)),
  );
  return Object.fromEntries(
    chosen.map((field) => {
      const name = /^(after|before)$/.test(field.name) ? `${field.name} value` : `${purpose.name} ${field.name}`;
      return [field.name, valueOf(field.type, draw, { purpose: { ...purpose, name }, depth: depth + 1 })];
    }),
  );
}

/** A value that the type allows. */
export function valueOf(
  type: GraphQLInputType,
  draw: Draw,
  about: { readonly purpose: Purpose; readonly depth: number },
): unknown {
  if (isNonNullType(type)) return valueOf(type.ofType, draw, about);
  if (isListType(type)) return Array.from({ length: draw.between(1, 3) }, () => valueOf(type.ofType, draw, about));
  return ofNamed(type, draw, about);
}

/** Values as JSON has them, of a kind that hardly any argument takes. */
export const wrongValue: fc.Arbitrary<unknown> = fc.oneof(
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

/** A value as it stands in a document. Names of enum values stand bare; what has no name there is left out. */
export function written(type: GraphQLInputType, value: unknown): string {
  if (isNonNullType(type)) return written(type.ofType, value);
  if (value === null || value === undefined) return 'null';
  if (isEnumType(type) && typeof value === 'string' && nameLike.test(value)) return value;
  if (Array.isArray(value)) {
    const item = isListType(type) ? type.ofType : type;
    return `[${value.map((each) => written(item, each)).join(', ')}]`;
  }
  if (typeof value === 'object') {
    const fields = isInputObjectType(type) ? type.getFields() : {};
    const members = Object.entries(value).filter(([name]) => nameLike.test(name));
    return `{${members.map(([name, each]) => `${name}: ${written(fields[name]?.type ?? type, each)}`).join(', ')}}`;
  }
  return isListType(type) ? written(type.ofType, value) : JSON.stringify(value);
}
