import type { Relation } from '../../resource/definition/relations.ts';
import { boundsMean, type Field, type FieldKind, type Fields } from '../../resource/fields/index.ts';
import { object, type Schema } from './schema.ts';

const kinds: Readonly<Record<FieldKind, Schema>> = {
  text: { type: 'string' },
  url: { type: 'string', format: 'uri' },
  email: { type: 'string', format: 'email' },
  integer: { type: 'integer' },
  decimal: { type: 'string' },
  boolean: { type: 'boolean' },
  date: { type: 'string', format: 'date' },
  time: { type: 'string' },
  dateTime: { type: 'string', format: 'date-time' },
  duration: { type: 'string', format: 'duration' },
  choice: { type: 'string' },
  secret: { type: 'string', writeOnly: true },
};

function boundsOf({ kind, bounds: { min, max } }: Field): Schema {
  const [low, high] = boundsMean[kind] === 'length' ? ['minLength', 'maxLength'] : ['minimum', 'maximum'];
  return { ...(min === undefined ? {} : { [low]: min }), ...(max === undefined ? {} : { [high]: max }) };
}

/** Returns the schema of a field's values. An optional field may be null: it has no value, or a request removes it. */
export function fieldSchema(field: Field): Schema {
  const { title, description, deprecated, pattern, example, options, required } = field;
  // Generators parse a format into a type of its own, to which a pattern cannot apply.
  const patternOption = pattern === undefined || kinds[field.kind]['format'] !== undefined ? {} : { pattern };
  const examples = example === undefined ? {} : { examples: [example] };
  const text = deprecated === undefined ? { title, description } : { title, description, deprecated: true };
  const schema: Schema = { ...text, ...kinds[field.kind], ...patternOption, ...boundsOf(field), ...examples };
  const isNullable = !required;
  const type = isNullable ? { type: [schema['type'], 'null'] } : {};
  return { ...schema, ...type, ...(options.length > 0 ? { enum: isNullable ? [...options, null] : options } : {}) };
}

/** Returns the schema of a reference: the `_id` of the related document. */
export const referenceSchema = ({ title, description, target }: Relation): Schema => ({
  type: 'string',
  title,
  description: `${description} The \`_id\` of the ${target}.`,
});

/** Returns the schema of an action's request body. */
export const inputSchema = (fields: Fields): Schema =>
  object(Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, fieldSchema(field)])), {
    additionalProperties: false,
  });
