import { toManyRelations, toOneRelations } from '../../resource/definition/relations.ts';
import type { Definition } from '../../resource/definition/definition.ts';
import type { Fields } from '../../resource/fields.ts';
import { referenceName } from '../../http/reference-name.ts';
import { commonSchemas } from './common-schemas.ts';
import { fieldSchema, referenceSchema } from './field-schemas.ts';
import { collectionName, itemName, newName, patchName } from './names.ts';
import {
  closed,
  linkSet,
  moment,
  notEmbedded,
  object,
  schemaRef,
  templates,
  text,
  withCuries,
  writeStatus,
  type Schema,
} from './schema.ts';

const metadata: Schema = {
  _id: { ...text, readOnly: true },
  _created: { ...moment, readOnly: true },
  _updated: { ...moment, readOnly: true },
  _etag: { ...text, readOnly: true, description: 'The entity tag, which changes with every write.' },
};

const outputFields = (fields: Fields): [string, Schema][] =>
  Object.entries(fields)
    .filter(([, { kind }]) => kind !== 'secret')
    .map(([name, field]) => [name, fieldSchema(field)]);

const references = (definition: Definition): [string, Schema][] =>
  toOneRelations(definition).map(([name, relation]) => [referenceName(name), referenceSchema(relation)]);

function itemSchema(definition: Definition): Schema {
  const rels = [
    ...['self', 'parent', 'collection', 'edit-form'],
    ...Object.keys(definition.relations),
    ...Object.keys(definition.actions),
  ];
  const embedded = [
    ...toOneRelations(definition).map(([name]): [string, Schema] => [name, { type: 'object' }]),
    ...toManyRelations(definition).map(([name]): [string, Schema] => [
      name,
      { type: 'array', items: { type: 'object' } },
    ]),
  ];
  const properties = {
    ...Object.fromEntries([...outputFields(definition.fields), ...references(definition)]),
    ...metadata,
    _links: withCuries(linkSet(rels)),
    _embedded: object(Object.fromEntries(embedded), { additionalProperties: false }),
    _not_embedded: notEmbedded,
    _templates: templates,
    _status: writeStatus,
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

/** Allows members that the service sets (`_id`, `_links`): clients may send them back as they read them. */
const metadataAllowed = { patternProperties: { '^_': true }, additionalProperties: false };

/** Returns the schema of a request body: of a new document, or of a patch, in which no member is required. */
function inputSchemaOf(definition: Definition, mode: 'create' | 'patch'): Schema {
  const fields = Object.entries(definition.fields);
  const inputFields = fields.map(([name, field]): [string, Schema] => [name, fieldSchema(field)]);
  const required = fields.filter(([, field]) => field.required && mode === 'create').map(([name]) => name);
  return object(Object.fromEntries([...inputFields, ...references(definition)]), { required, ...metadataAllowed });
}

/** Returns all schemas of a service's description, by name. */
export const schemasOf = (definition: Definition): Readonly<Record<string, Schema>> => ({
  [itemName(definition.name)]: itemSchema(definition),
  [collectionName(definition)]: collectionSchema(definition),
  [`${collectionName(definition)}Created`]: closed(
    {
      _links: withCuries(linkSet(['self'])),
      _templates: templates,
      _status: writeStatus,
      _embedded: closed({ [definition.name]: { type: 'array', items: schemaRef(itemName(definition.name)) } }, [
        definition.name,
      ]),
    },
    ['_links', '_embedded', '_status'],
  ),
  [newName(definition)]: inputSchemaOf(definition, 'create'),
  [patchName(definition)]: inputSchemaOf(definition, 'patch'),
  ...commonSchemas,
});
