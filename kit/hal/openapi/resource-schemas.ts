import { relationsOf } from '../../resource/definition/relations.ts';
import type { Definition } from '../../resource/definition/definition.ts';
import type { Fields } from '../../resource/fields/index.ts';
import { referenceName } from '../../http/reference-name.ts';
import { commonSchemas } from './common-schemas.ts';
import { fieldSchema, inputSchema, referenceSchema } from './field-schemas.ts';
import { ignoredMembers, metadataMembers } from '../request-body.ts';
import type { DescribedService } from './described.ts';
import { actionInputName, batchName, collectionName, createdName, itemName, newName, patchName } from './names.ts';
import { viewSchemas } from './view-paths.ts';
import {
  linkSet,
  moment,
  notEmbedded,
  object,
  representation,
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
  relationsOf(definition).map(([name, relation]) => [referenceName(name), referenceSchema(relation)]);

function itemSchema({ definition, additions: { inverseRelations, views } }: DescribedService): Schema {
  const rels = [
    ...['self', 'parent', 'collection', 'edit-form'],
    ...Object.keys(definition.relations),
    ...[...inverseRelations, ...views].map(({ name }) => name),
    ...Object.keys(definition.actions),
  ];
  const embedded = [
    ...relationsOf(definition).map(([name]): [string, Schema] => [name, { type: 'object' }]),
    ...inverseRelations.map(({ name }): [string, Schema] => [name, { type: 'array', items: { type: 'object' } }]),
    ...views.map(({ name }): [string, Schema] => [name, { type: 'object' }]),
  ];
  const properties = {
    ...Object.fromEntries([...outputFields(definition.fields), ...references(definition)]),
    ...metadata,
    _links: withCuries(linkSet(rels)),
    _embedded: object(Object.fromEntries(embedded)),
    _not_embedded: notEmbedded,
    _templates: templates,
    _status: writeStatus,
  };
  return { description: definition.summary, ...representation(properties, ['_links']) };
}

function collectionSchema({ name, plural }: Definition): Schema {
  const rels = ['self', 'parent', 'item', 'search', 'create-form', 'first', 'prev', 'next', 'last'];
  const count = { type: 'integer', minimum: 0 };
  const properties = {
    _links: withCuries(linkSet(rels)),
    _meta: representation({ page: count, max_results: count, total: count }, ['page', 'max_results', 'total']),
    _embedded: representation({ [name]: { type: 'array', items: schemaRef(itemName(name)) } }, [name]),
    _not_embedded: notEmbedded,
    _templates: templates,
  };
  const description = `A page of ${plural}; with \`Prefer: return=minimal\`, its links and forms only.`;
  return { description, ...representation(properties, ['_links']) };
}

/** The members that the service sets: clients may send them back as they read them. */
const sentBack = Object.fromEntries(
  [...metadataMembers, ...ignoredMembers].map((name) => [name, { description: 'Set by the service.' }]),
);

/** Returns the schema of a request body: of a new document, or of a patch, in which no member is required. */
function inputSchemaOf(definition: Definition, mode: 'create' | 'patch'): Schema {
  const fields = Object.entries(definition.fields);
  const inputFields = fields.map(([name, field]): [string, Schema] => [name, fieldSchema(field)]);
  const required = fields.filter(([, field]) => field.required && mode === 'create').map(([name]) => name);
  const members = Object.fromEntries([...inputFields, ...references(definition)]);
  return object({ ...members, ...sentBack }, { required, additionalProperties: false });
}

/** Returns all schemas of a service's description, by name. */
export const schemasOf = (described: DescribedService): Readonly<Record<string, Schema>> => {
  const { definition, limits } = described;
  return {
    [itemName(definition.name)]: itemSchema(described),
    [collectionName(definition)]: collectionSchema(definition),
    [`${collectionName(definition)}Created`]: representation(
      {
        _links: withCuries(linkSet(['self'])),
        _templates: templates,
        _status: writeStatus,
        _embedded: representation(
          { [definition.name]: { type: 'array', items: schemaRef(itemName(definition.name)) } },
          [definition.name],
        ),
      },
      ['_links', '_embedded', '_status'],
    ),
    [newName(definition)]: inputSchemaOf(definition, 'create'),
    [batchName(definition)]: {
      type: 'array',
      minItems: 1,
      maxItems: limits.batch,
      items: schemaRef(newName(definition)),
    },
    [`${newName(definition)}Or${batchName(definition)}`]: {
      oneOf: [schemaRef(newName(definition)), schemaRef(batchName(definition))],
    },
    [createdName(definition)]: {
      anyOf: [schemaRef(itemName(definition.name)), schemaRef(`${collectionName(definition)}Created`)],
    },
    [patchName(definition)]: inputSchemaOf(definition, 'patch'),
    ...Object.fromEntries(
      Object.values(definition.actions).map((action) => [actionInputName(action), inputSchema(action.input)]),
    ),
    ...viewSchemas(definition),
    ...commonSchemas,
  };
};
