import {
  getNullableType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isRequiredInputField,
  type GraphQLInputType,
} from 'graphql';
import type { RandomSource } from '../../e2e/fuzz/graphql/random-choice.ts';

const scalarValues: Readonly<Record<string, (random: RandomSource) => unknown>> = {
  Int: (random) => random.between(-2, 5),
  Float: (random) => random.pick([0.5, 2, -1.25]),
  String: (random) => random.pick(['x', 'mm', '', '"$representations"']),
  ID: (random) => random.pick(['1', 'Book-1', 7]),
  Boolean: (random) => random.chance(50),
};

const jsonValues: readonly unknown[] = [1, 'text', [1, [null]], { id: 1, name: { __typename: 'Book' } }, false];

/** Returns a valid JSON value of an input type. */
export function inputValue(random: RandomSource, type: GraphQLInputType, depth = 0): unknown {
  if (!isNonNullType(type) && random.chance(10)) return null;
  const nullable = getNullableType(type);
  if (isListType(nullable)) {
    const itemType = nullable.ofType;
    // A single item is coerced to a list of it.
    if (random.chance(15)) return inputValue(random, itemType, depth);
    return Array.from({ length: random.between(0, 2) }, () => inputValue(random, itemType, depth));
  }
  if (isEnumType(nullable)) return random.pick(nullable.getValues()).name;
  if (!isInputObjectType(nullable)) return (scalarValues[nullable.name] ?? (() => random.pick(jsonValues)))(random);
  const fields = Object.values(nullable.getFields()).filter(
    (field) => isRequiredInputField(field) || (depth < 2 && random.chance(35)),
  );
  return Object.fromEntries(fields.map((field) => [field.name, inputValue(random, field.type, depth + 1)]));
}

/** Prints a JSON value as a literal of a type. */
export function printLiteral(type: GraphQLInputType, value: unknown): string {
  const nullable = getNullableType(type);
  if (value === null || value === undefined) return 'null';
  if (isListType(nullable)) {
    const itemType = nullable.ofType;
    return Array.isArray(value)
      ? `[${value.map((item) => printLiteral(itemType, item)).join(', ')}]`
      : printLiteral(itemType, value);
  }
  if (isEnumType(nullable) && typeof value === 'string') return value;
  if (!isInputObjectType(nullable)) return printUntyped(value);
  const fields = nullable.getFields();
  const members = Object.entries(value).map(([name, member]) => {
    const field = fields[name];
    return field === undefined ? '' : `${name}: ${printLiteral(field.type, member)}`;
  });
  return `{${members.join(', ')}}`;
}

function printUntyped(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(printUntyped).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  return `{${Object.entries(value)
    .map(([name, member]) => `${name}: ${printUntyped(member)}`)
    .join(', ')}}`;
}
