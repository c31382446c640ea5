import { collections, references, type Definition, type ToOne } from '../../resource/definition.ts';
import type { Field, FieldKind, Fields } from '../../resource/fields.ts';
import { referenceName } from '../../http/reference-name.ts';

/** A JSON Schema (draft 2020-12), as OpenAPI 3.1 has them. */
export type Schema = Readonly<Record<string, unknown>>;

export const schemaRef = (name: string): Schema => ({ $ref: `#/components/schemas/${name}` });

const kinds: Readonly<Record<FieldKind, Schema>> = {
  text: { type: 'string' },
  integer: { type: 'integer' },
  boolean: { type: 'boolean' },
  date: { type: 'string', format: 'date' },
  time: { type: 'string' },
  duration: { type: 'string', format: 'duration' },
  choice: { type: 'string' },
  secret: { type: 'string', writeOnly: true },
};

function boundsOf({ kind, bounds: { min, max } }: Field): Schema {
  const [low, high] = kind === 'integer' ? ['minimum', 'maximum'] : ['minLength', 'maxLength'];
  return { ...(min === undefined ? {} : { [low]: min }), ...(max === undefined ? {} : { [high]: max }) };
}

/** What a field may hold. An optional one may be null in what is sent: then it holds nothing. */
function fieldSchema(field: Field, isSent: boolean): Schema {
  const { title, description, deprecated, pattern, example, options, required } = field;
  const matches = pattern === undefined ? {} : { pattern };
  const examples = example === undefined ? {} : { examples: [example] };
  const words = deprecated === undefined ? { title, description } : { title, description, deprecated: true };
  const schema: Schema = { ...words, ...kinds[field.kind], ...matches, ...boundsOf(field), ...examples };
  const isNullable = isSent && !required;
  const type = isNullable ? { type: [schema['type'], 'null'] } : {};
  return { ...schema, ...type, ...(options.length > 0 ? { enum: isNullable ? [...options, null] : options } : {}) };
}

const referenceSchema = ({ title, description, target }: ToOne): Schema => ({
  type: 'string',
  title,
  description: `${description} The \`_id\` of the ${target}.`,
});

const object = (properties: Schema, more: Schema = {}): Schema => ({ type: 'object', properties, ...more });
const closed = (properties: Schema, required: readonly string[]): Schema =>
  object(properties, { required, additionalProperties: false });

const text = { type: 'string' };
const moment = { type: 'string', format: 'date-time' };
const uri = { type: 'string', format: 'uri' };
const oneLink = schemaRef('Link');
const linkSet = (rels: readonly string[], more: Schema = {}): Schema =>
  object(Object.fromEntries(rels.map((rel) => [rel, oneLink])), {
    required: ['self'],
    additionalProperties: false,
    ...more,
  });
const curies = { curies: { type: 'array', items: oneLink } };

function withCuries(links: Schema): Schema {
  return { ...links, properties: { ...(links['properties'] as Schema), ...curies } };
}

const notEmbedded = {
  type: 'object',
  description: 'Why something could not be embedded, by the path of its relation.',
  additionalProperties: text,
};
const templates = { type: 'object', additionalProperties: schemaRef('Template') };

const metadata: Schema = {
  _id: { ...text, readOnly: true },
  _created: { ...moment, readOnly: true },
  _updated: { ...moment, readOnly: true },
  _etag: { ...text, readOnly: true, description: 'Another one after every change.' },
};

const shown = (fields: Fields): [string, Schema][] =>
  Object.entries(fields)
    .filter(([, { kind }]) => kind !== 'secret')
    .map(([name, field]) => [name, fieldSchema(field, false)]);

const referred = (definition: Definition): [string, Schema][] =>
  references(definition).map(([name, relation]) => [referenceName(name), referenceSchema(relation)]);

function itemSchema(definition: Definition): Schema {
  const rels = [
    ...['self', 'parent', 'collection', 'edit-form'],
    ...Object.keys(definition.relations),
    ...Object.keys(definition.actions),
  ];
  const embedded = [
    ...references(definition).map(([name]): [string, Schema] => [name, { type: 'object' }]),
    ...collections(definition).map(([name]): [string, Schema] => [name, { type: 'array', items: { type: 'object' } }]),
  ];
  const properties = {
    ...Object.fromEntries([...shown(definition.fields), ...referred(definition)]),
    ...metadata,
    _links: withCuries(linkSet(rels)),
    _embedded: object(Object.fromEntries(embedded), { additionalProperties: false }),
    _not_embedded: notEmbedded,
    _templates: templates,
  };
  return { description: definition.summary, ...closed(properties, ['_links']) };
}

function collectionSchema({ name, plural }: Definition): Schema {
  const rels = ['self', 'parent', 'item', 'search', 'create-form', 'first', 'prev', 'next', 'last'];
  const count = { type: 'integer', minimum: 0 };
  const properties = {
    _links: withCuries(linkSet(rels)),
    _meta: closed({ page: count, max_results: count, total: count }, ['page', 'max_results', 'total']),
    _embedded: closed({ [name]: { type: 'array', items: schemaRef(itemName(name)) } }, [name]),
    _not_embedded: notEmbedded,
    _templates: templates,
  };
  return { description: `A page of ${plural}.`, ...closed(properties, ['_links', '_embedded']) };
}

const capital = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);
export const itemName = capital;
export const collectionName = ({ plural }: Definition): string => `${capital(plural)}Page`;
export const newName = ({ name }: Definition): string => `New${capital(name)}`;
export const patchName = ({ name }: Definition): string => `${capital(name)}Patch`;

/** Members that the service sets are taken back as they were. */
const carried = { patternProperties: { '^_': true }, additionalProperties: false };

function sentSchema(definition: Definition, required: 'as they are' | 'none'): Schema {
  const fields = Object.entries(definition.fields);
  const sent = fields.map(([name, field]): [string, Schema] => [name, fieldSchema(field, true)]);
  const needed = fields.filter(([, field]) => field.required && required !== 'none').map(([name]) => name);
  return object(Object.fromEntries([...sent, ...referred(definition)]), { required: needed, ...carried });
}

const problem: Schema = {
  type: 'object',
  description: 'What is wrong (RFC 9457). `_status`, `_error` and `_issues` say the same to older clients.',
  properties: {
    type: { ...uri, description: 'Leads to a page about this kind of problem.' },
    title: text,
    status: { type: 'integer' },
    detail: text,
    instance: text,
    issues: {
      type: 'array',
      items: closed({ field: text, message: text }, ['field', 'message']),
    },
    retryAfter: { type: 'integer' },
    _status: { const: 'ERR' },
    _error: closed({ code: { type: 'integer' }, message: text }, ['code', 'message']),
    _issues: { type: 'object', additionalProperties: text },
  },
  required: ['type', 'title', 'status', 'detail', '_status', '_error'],
};

/** Schemas that every service has. */
const common: Readonly<Record<string, Schema>> = {
  Link: closed(
    {
      href: { type: 'string', description: 'A URI, or a URI template (RFC 6570) when `templated`.' },
      templated: { type: 'boolean' },
      title: text,
      name: text,
    },
    ['href'],
  ),
  Template: {
    type: 'object',
    description: 'A HAL-FORMS template.',
    properties: { title: text, method: text, contentType: text, target: uri, properties: { type: 'array' } },
    required: ['method'],
  },
  Form: closed({ _links: withCuries(linkSet(['self', 'collection', 'item'])), _etag: text, _templates: templates }, [
    '_links',
    '_templates',
  ]),
  Home: closed(
    {
      _links: { type: 'object', additionalProperties: { anyOf: [oneLink, { type: 'array', items: oneLink }] } },
      _templates: templates,
    },
    ['_links'],
  ),
  Deleted: closed(
    {
      _status: { const: 'deleted' },
      delete_count: { type: 'integer', minimum: 0 },
      _links: withCuries(linkSet(['self', 'home'])),
      _templates: templates,
    },
    ['_status', 'delete_count', '_links'],
  ),
  Acted: closed(
    {
      _status: { const: 'OK' },
      changed: { type: 'boolean', description: 'Whether anything is other than before.' },
      message: text,
      _links: withCuries(linkSet([], { additionalProperties: oneLink })),
      _templates: templates,
    },
    ['_status', 'changed', 'message', '_links'],
  ),
  Token: closed(
    {
      access_token: text,
      token_type: { const: 'Bearer' },
      expires_in: { type: 'integer', description: 'In seconds.' },
      _links: withCuries(linkSet([])),
      _templates: templates,
    },
    ['access_token', 'token_type', 'expires_in'],
  ),
  Problem: problem,
};

/** Every schema of a service's description, by name. */
export const schemasOf = (definition: Definition): Readonly<Record<string, Schema>> => ({
  [itemName(definition.name)]: itemSchema(definition),
  [collectionName(definition)]: collectionSchema(definition),
  [`${collectionName(definition)}Created`]: closed(
    {
      _links: withCuries(linkSet([])),
      _templates: templates,
      _embedded: closed({ [definition.name]: { type: 'array', items: schemaRef(itemName(definition.name)) } }, [
        definition.name,
      ]),
    },
    ['_links', '_embedded'],
  ),
  [newName(definition)]: sentSchema(definition, 'as they are'),
  [patchName(definition)]: sentSchema(definition, 'none'),
  ...common,
});

/** What an action takes. */
export const inputSchema = (fields: Fields): Schema =>
  object(Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, fieldSchema(field, true)])), {
    additionalProperties: false,
  });
