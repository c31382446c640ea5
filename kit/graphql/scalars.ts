import { GraphQLError, GraphQLScalarType, isScalarType, Kind, type GraphQLSchema, type ValueNode } from 'graphql';

interface ScalarPlan {
  readonly description: string;
  readonly specifiedByURL: string;
  readonly parse: (text: string) => unknown;
}

const asIs = (text: string): string => text;

function moment(text: string): Date {
  const date = new Date(text);
  if (/^\d{4}-\d{2}-\d{2}T/.test(text) && !Number.isNaN(date.getTime())) return date;
  throw new GraphQLError('a DateTime is RFC 3339, such as 2025-02-07T09:00:00Z', {
    extensions: { code: 'BAD_USER_INPUT' },
  });
}

/** Text goes in as it is: whether it is a date that exists is decided below both faces, once. */
export const scalarPlans = {
  Date: {
    description: 'A day of the calendar, `YYYY-MM-DD`, in no time zone.',
    specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc3339#section-5.6',
    parse: asIs,
  },
  Time: {
    description: 'A time of day, `HH:MM:SS`, in no time zone.',
    specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc3339#section-5.6',
    parse: asIs,
  },
  Duration: {
    description: 'An ISO 8601 duration of fixed length: `PT15M`, `PT1H30M`, `P1D`.',
    specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc3339#appendix-A',
    parse: asIs,
  },
  DateTime: {
    description: 'A moment, RFC 3339 in UTC.',
    specifiedByURL: 'https://scalars.graphql.org/andimarek/date-time.html',
    parse: moment,
  },
  URL: { description: 'An absolute URL.', specifiedByURL: 'https://url.spec.whatwg.org/', parse: asIs },
} as const satisfies Record<string, ScalarPlan>;

const refuse = (name: string): GraphQLError =>
  new GraphQLError(`a ${name} is sent as a string`, { extensions: { code: 'BAD_USER_INPUT' } });

function scalar(name: string, { description, specifiedByURL, parse }: ScalarPlan): GraphQLScalarType {
  const read = (value: unknown): unknown => {
    if (typeof value !== 'string') throw refuse(name);
    return parse(value);
  };
  return new GraphQLScalarType({
    name,
    description,
    specifiedByURL,
    serialize: (value) => (value instanceof Date ? value.toISOString() : String(value)),
    parseValue: read,
    parseLiteral: (node: ValueNode) => read(node.kind === Kind.STRING ? node.value : undefined),
  });
}

export const scalars: Readonly<Record<string, GraphQLScalarType>> = Object.fromEntries(
  Object.entries(scalarPlans).map(([name, plan]) => [name, scalar(name, plan)]),
);

/**
 * Has a schema that was made of its text alone, such as a gateway's, read the scalars that it describes as these: values
 * that are none are then refused where they are sent, and not by whom they are handed on to.
 */
export function applyScalarParsers(schema: GraphQLSchema): void {
  for (const [name, { description, parseValue, parseLiteral }] of Object.entries(scalars)) {
    const type = schema.getType(name);
    if (isScalarType(type) && type.description === description) Object.assign(type, { parseValue, parseLiteral });
  }
}
