import fc from 'fast-check';
import { z } from 'zod';
import { isObject } from '../../../kit/util/is-object.ts';
import { twoDigits } from './encoding.ts';
import { hostileText, hostileValue, inheritedNames } from './hostile-values.ts';
import { idPlaceholder } from './observed-values.ts';

/** JSON Schema of a body, in the subset that the OpenAPI descriptions use. */
export type JsonSchema = Readonly<Record<string, unknown>>;
/** Resolves a `$ref`. */
export type ResolveReference = (reference: string) => JsonSchema;

/** Schema of a body, with the context to generate it. */
export interface BodySchema {
  readonly schema: JsonSchema;
  readonly resolve: ResolveReference;
  /** Reference member that the URL of the list determines, such as `_venue_ref`. */
  readonly parentReference: string | undefined;
}

const schemaShape = z.record(z.string(), z.unknown());
const schemasShape = z.record(z.string(), schemaShape);

/** Member → values that are likely to be accepted, where the schema does not suffice. */
const valuesByName: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  username: fc.oneof(
    fc.constantFrom('phartman', 'tgraves', 'jkelly', 'clopez', 'sheath', 'manderson', 'hreagan', 'root'),
    fc.string({ unit: fc.constantFrom(...'abcdefgh'), minLength: 3, maxLength: 3 }),
  ),
  password: fc.constantFrom('password', 'longer password'),
  _venue_ref: fc.nat(500).map((index) => idPlaceholder('venue', index)),
  _event_ref: fc.nat(500).map((index) => idPlaceholder('event', index)),
  _account_ref: fc.nat(500).map((index) => idPlaceholder('account', index)),
};

const time = fc
  .tuple(fc.nat(23), fc.nat(59), fc.nat(59))
  .map(([hours, minutes, seconds]) => [hours, minutes, seconds].map(twoDigits).join(':'));
const day = fc.tuple(
  fc.integer({ min: 2020, max: 2030 }),
  fc.integer({ min: 1, max: 12 }),
  fc.integer({ min: 1, max: 28 }),
);

function textFor({ format, pattern, minLength, maxLength }: JsonSchema): fc.Arbitrary<string> {
  if (format === 'date') return day.map(([year, month, date]) => `${year}-${twoDigits(month)}-${twoDigits(date)}`);
  if (format === 'duration') return fc.constantFrom('PT15M', 'PT1H', 'PT30S', 'P1D', 'P1W', 'PT1H30M', 'P2DT3H');
  if (typeof pattern === 'string' && pattern.includes(':[0-5]')) return time;
  const [min, max] = [Number(minLength ?? 0), Number(maxLength ?? 20)];
  const typical = fc.string({ unit: 'grapheme-ascii', minLength: min, maxLength: Math.min(max, min + 20) });
  const edge = fc.constantFrom(min, max).map((length) => 'x'.repeat(length));
  const allowed = typeof pattern === 'string' ? new RegExp(pattern, 'u') : undefined;
  return fc.oneof({ weight: 9, arbitrary: typical }, edge).filter((value) => allowed?.test(value) ?? true);
}

function typeOf({ type }: JsonSchema): string {
  return String([type].flat()[0]);
}

/** Whether a schema says what is valid. Members that the service sets have none: they are valid only unchanged. */
const isConstrained = (schema: Readonly<Record<string, unknown>>): boolean =>
  ['type', '$ref', 'oneOf', 'anyOf', 'enum'].some((keyword) => schema[keyword] !== undefined);

function objectFor({ schema, ...context }: BodySchema): fc.Arbitrary<unknown> {
  const properties = schemasShape.parse(schema['properties'] ?? {});
  const members = Object.entries(properties)
    .filter(([name, property]) => name !== context.parentReference && isConstrained(property))
    .map(([name, property]) => [name, valuesByName[name] ?? validValue({ ...context, schema: property })] as const);
  const references = members.map(([name]) => name).filter((name) => name.endsWith('_ref'));
  const isNew = Array.isArray(schema['required']);
  const required = isNew ? [...z.array(z.string()).parse(schema['required']), ...references] : [];
  return fc.record(Object.fromEntries(members), { requiredKeys: required });
}

/** Generates values that are valid against the schema. */
export function validValue({ schema, ...context }: BodySchema): fc.Arbitrary<unknown> {
  const { $ref, oneOf, anyOf, enum: options } = schema;
  if (typeof $ref === 'string') return validValue({ ...context, schema: context.resolve($ref) });
  const choices = z.array(schemaShape).safeParse(oneOf ?? anyOf);
  if (choices.success) return fc.oneof(...choices.data.map((choice) => validValue({ ...context, schema: choice })));
  if (Array.isArray(options)) return fc.constantFrom<unknown>(...(options as unknown[]));
  const kind = typeOf(schema);
  if (kind === 'object') return objectFor({ ...context, schema });
  if (kind === 'array')
    return fc.array(validValue({ ...context, schema: schemaShape.parse(schema['items'] ?? {}) }), {
      minLength: 1,
      maxLength: 3,
    });
  if (kind === 'integer')
    return fc.integer({ min: Number(schema['minimum'] ?? 0), max: Math.min(Number(schema['maximum'] ?? 9), 50) });
  return kind === 'boolean' ? fc.boolean() : textFor(schema);
}

/** Change to one member of a valid object. */
type MemberMutation = 'removed' | 'nulled' | 'replaced' | 'added';

function mutate(
  value: unknown,
  { mutation, position, name, other }: { mutation: MemberMutation; position: number; name: string; other: unknown },
): unknown {
  if (Array.isArray(value)) return [...(value as unknown[]), other];
  if (!isObject(value)) return other;
  const entries = Object.entries(value);
  if (mutation === 'added' || entries.length === 0) return Object.fromEntries([...entries, [name, other]]);
  const target = position % entries.length;
  const replacement = mutation === 'nulled' ? null : other;
  return Object.fromEntries(
    entries.flatMap((entry, index) =>
      index !== target ? [entry] : mutation === 'removed' ? [] : [[entry[0], replacement] as const],
    ),
  );
}

/** Generates values with one mutation: a member that is removed, null, replaced or added. */
export const nearlyValidValue = (bodySchema: BodySchema): fc.Arbitrary<unknown> =>
  fc
    .tuple(
      validValue(bodySchema),
      fc.record({
        mutation: fc.constantFrom<MemberMutation>('removed', 'nulled', 'replaced', 'replaced', 'added'),
        position: fc.nat(20),
        name: fc.oneof(
          fc.constantFrom('_id', '_etag', '_created', '_links', '_owner', '_intent', 'seat', ...inheritedNames),
          hostileText,
        ),
        other: hostileValue,
      }),
    )
    .map(([value, change]) => mutate(value, change));
