import { GraphQLScalarType, isScalarType, Kind, type GraphQLSchema, type ValueNode } from 'graphql';
import { Decimal } from '../util/decimal.ts';
import { parseDateTime } from '../util/rfc3339.ts';
import { badUserInput } from './errors.ts';

export interface ScalarPlan {
  readonly description: string;
  readonly specifiedByURL: string;
  readonly parse: (text: string) => unknown;
}

const identity = (text: string): string => text;

function dateTime(text: string): string {
  if (parseDateTime(text) !== undefined) return text;
  throw badUserInput(
    `a DateTime must be a date and time with an offset (RFC 3339), such as 2025-02-07T09:00:00Z, not ${JSON.stringify(text)}`,
  );
}

function decimal(text: string): string {
  if (Decimal.parse(text) !== undefined) return text;
  throw badUserInput(
    `a Decimal must be digits without an exponent, at most 34, such as "12.5", not ${JSON.stringify(text.slice(0, 100))}`,
  );
}

/** The custom scalars. Values stay text where the resource layer validates them for all faces. */
export const scalarPlans = {
  Date: {
    description: 'A calendar date without a time zone, as `YYYY-MM-DD`.',
    specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc3339#section-5.6',
    parse: identity,
  },
  Time: {
    description: 'A time of day without a time zone, as `HH:MM:SS`. Input may be `HH:MM`.',
    specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc3339#section-5.6',
    parse: identity,
  },
  Duration: {
    description: 'An ISO 8601 duration of fixed length, such as `PT15M`, `PT1H30M` or `P1D`.',
    specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc3339#appendix-A',
    parse: identity,
  },
  DateTime: {
    description:
      'A date and time with an offset from UTC, as specified by RFC 3339. `createdAt` and `updatedAt` are in UTC, other fields have the offset that was sent.',
    specifiedByURL: 'https://scalars.graphql.org/andimarek/date-time.html',
    parse: dateTime,
  },
  URL: { description: 'An absolute URL.', specifiedByURL: 'https://url.spec.whatwg.org/', parse: identity },
  EmailAddress: {
    description: 'An e-mail address, as HTML forms and SMTP accept it.',
    specifiedByURL: 'https://html.spec.whatwg.org/multipage/input.html#valid-e-mail-address',
    parse: identity,
  },
  Decimal: {
    description:
      'An exact decimal number as a string, such as `"12.5"`: no exponent, and no zeros at the end of a fraction in results.',
    specifiedByURL: 'https://www.w3.org/TR/xmlschema11-2/#decimal',
    parse: decimal,
  },
} as const satisfies Record<string, ScalarPlan>;

function scalar(name: string, { description, specifiedByURL, parse }: ScalarPlan): GraphQLScalarType {
  const parseValue = (value: unknown): unknown => {
    if (typeof value !== 'string') throw badUserInput(`a ${name} must be a string`);
    return parse(value);
  };
  return new GraphQLScalarType({
    name,
    description,
    specifiedByURL,
    serialize: (value) => (value instanceof Date ? value.toISOString() : String(value)),
    parseValue,
    parseLiteral: (node: ValueNode) => parseValue(node.kind === Kind.STRING ? node.value : undefined),
  });
}

/** The resolvers of the custom scalars, by name. */
export const scalars: Readonly<Record<string, GraphQLScalarType>> = Object.fromEntries(
  Object.entries(scalarPlans).map(([name, plan]) => [name, scalar(name, plan)]),
);

/**
 * Adds the parsers of the custom scalars to a schema that was built from SDL, such as a gateway's, so that the gateway
 * itself rejects invalid values. A scalar is recognized by its name and description.
 */
export function applyScalarParsers(schema: GraphQLSchema): void {
  for (const [name, { description, parseValue, parseLiteral }] of Object.entries(scalars)) {
    const type = schema.getType(name);
    if (isScalarType(type) && type.description === description) Object.assign(type, { parseValue, parseLiteral });
  }
}
