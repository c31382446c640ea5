import fc from 'fast-check';
import { z } from 'zod';
import { isObject } from '../../../kit/util/is-object.ts';
import { hostileText, hostileValue, inherited } from './hostile-values.ts';
import { known } from './observed-values.ts';

/** A JSON Schema of a body, as far as the API descriptions use them. */
export type Schema = Readonly<Record<string, unknown>>;
/** Where a `$ref` leads. */
export type Resolve = (reference: string) => Schema;

/** What a body is made from. */
export interface Wanted {
  readonly schema: Schema;
  readonly resolve: Resolve;
  /** A member that the list determines in which something is created. */
  readonly given: string | undefined;
}

const schemaShape = z.record(z.string(), z.unknown());
const schemasShape = z.record(z.string(), schemaShape);

/** Values of members by name, where the schema alone does not say which would work. */
const byName: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  username: fc.oneof(
    fc.constantFrom('phartman', 'tgraves', 'jkelly', 'clopez', 'sheath', 'manderson', 'hreagan', 'root'),
    fc.string({ unit: fc.constantFrom(...'abcdefgh'), minLength: 3, maxLength: 3 }),
  ),
  password: fc.constantFrom('password', 'longer password'),
  _venue_ref: fc.nat(500).map((index) => known('venue', index)),
  _event_ref: fc.nat(500).map((index) => known('event', index)),
  _account_ref: fc.nat(500).map((index) => known('account', index)),
};

const two = (value: number): string => String(value).padStart(2, '0');
const time = fc
  .tuple(fc.nat(23), fc.nat(59), fc.nat(59))
  .map(([hours, minutes, seconds]) => [hours, minutes, seconds].map(two).join(':'));
const day = fc.tuple(
  fc.integer({ min: 2020, max: 2030 }),
  fc.integer({ min: 1, max: 12 }),
  fc.integer({ min: 1, max: 28 }),
);

function textOf({ format, pattern, minLength, maxLength }: Schema): fc.Arbitrary<string> {
  if (format === 'date') return day.map(([year, month, date]) => `${year}-${two(month)}-${two(date)}`);
  if (format === 'duration') return fc.constantFrom('PT15M', 'PT1H', 'PT30S', 'P1D', 'P1W', 'PT1H30M', 'P2DT3H');
  if (typeof pattern === 'string' && pattern.includes(':[0-5]')) return time;
  const [min, max] = [Number(minLength ?? 0), Number(maxLength ?? 20)];
  const usual = fc.string({ unit: 'grapheme-ascii', minLength: min, maxLength: Math.min(max, min + 20) });
  const edge = fc.constantFrom(min, max).map((length) => 'x'.repeat(length));
  const allowed = typeof pattern === 'string' ? new RegExp(pattern, 'u') : undefined;
  return fc.oneof({ weight: 9, arbitrary: usual }, edge).filter((value) => allowed?.test(value) ?? true);
}

function typeOf({ type }: Schema): string {
  return String([type].flat()[0]);
}

function objectOf({ schema, ...about }: Wanted): fc.Arbitrary<unknown> {
  const properties = schemasShape.parse(schema['properties'] ?? {});
  const members = Object.entries(properties)
    .filter(([name]) => name !== about.given)
    .map(([name, each]) => [name, byName[name] ?? valid({ ...about, schema: each })] as const);
  const references = members.map(([name]) => name).filter((name) => name.endsWith('_ref'));
  const isNew = Array.isArray(schema['required']);
  const required = isNew ? [...z.array(z.string()).parse(schema['required']), ...references] : [];
  return fc.record(Object.fromEntries(members), { requiredKeys: required });
}

/** Values that the schema allows. */
export function valid({ schema, ...about }: Wanted): fc.Arbitrary<unknown> {
  const { $ref, oneOf, anyOf, enum: options } = schema;
  if (typeof $ref === 'string') return valid({ ...about, schema: about.resolve($ref) });
  const choices = z.array(schemaShape).safeParse(oneOf ?? anyOf);
  if (choices.success) return fc.oneof(...choices.data.map((each) => valid({ ...about, schema: each })));
  if (Array.isArray(options)) return fc.constantFrom<unknown>(...(options as unknown[]));
  const kind = typeOf(schema);
  if (kind === 'object') return objectOf({ ...about, schema });
  if (kind === 'array')
    return fc.array(valid({ ...about, schema: schemaShape.parse(schema['items'] ?? {}) }), {
      minLength: 1,
      maxLength: 3,
    });
  if (kind === 'integer')
    return fc.integer({ min: Number(schema['minimum'] ?? 0), max: Math.min(Number(schema['maximum'] ?? 9), 50) });
  return kind === 'boolean' ? fc.boolean() : textOf(schema);
}

/** What is done to one member of a valid object. */
type Harm = 'lost' | 'nulled' | 'replaced' | 'joined';

function harmed(
  value: unknown,
  { harm, which, name, other }: { harm: Harm; which: number; name: string; other: unknown },
): unknown {
  if (Array.isArray(value)) return [...(value as unknown[]), other];
  if (!isObject(value)) return other;
  const entries = Object.entries(value);
  if (harm === 'joined' || entries.length === 0) return Object.fromEntries([...entries, [name, other]]);
  const at = which % entries.length;
  const spoiled = harm === 'nulled' ? null : other;
  return Object.fromEntries(
    entries.flatMap((entry, index) => (index !== at ? [entry] : harm === 'lost' ? [] : [[entry[0], spoiled] as const])),
  );
}

/** Values that the schema nearly allows: with one member lost, null, replaced, or more than there should be. */
export const nearlyValid = (wanted: Wanted): fc.Arbitrary<unknown> =>
  fc
    .tuple(
      valid(wanted),
      fc.record({
        harm: fc.constantFrom<Harm>('lost', 'nulled', 'replaced', 'replaced', 'joined'),
        which: fc.nat(20),
        name: fc.oneof(
          fc.constantFrom('_id', '_etag', '_created', '_links', '_owner', '_intent', 'seat', ...inherited),
          hostileText,
        ),
        other: hostileValue,
      }),
    )
    .map(([value, harm]) => harmed(value, harm));
