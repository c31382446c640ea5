import { createsIn, references, type Action, type Definition } from '../../resource/definition.ts';
import type { Limits } from '../../resource/limits.ts';
import { isOrdered, propertiesOf } from '../../resource/properties.ts';
import { withArticle } from '../../util/article.ts';
import { documentTypes } from '../media-types.ts';
import { halName } from '../property-names.ts';
import { mostMaxResults } from '../query.ts';
import { projectable } from '../render.ts';
import {
  collectionName,
  inputSchema,
  itemName,
  newName,
  patchName,
  schemaRef,
  schemasOf,
  type Schema,
} from './schemas.ts';

/** The media type of the description (OpenAPI 3.1, as the OpenAPI Initiative registers it). */
export const openApiType = 'application/vnd.oai.openapi+json;version=3.1';

type Operation = Readonly<Record<string, unknown>>;
type PathItem = Readonly<Record<string, unknown>>;
interface Response {
  readonly description: string;
  readonly content?: Schema;
  readonly headers?: Schema;
}
type Responses = Readonly<Record<number, Response | Schema>>;

/** What is described: a resource as a service serves it. */
export interface Described {
  readonly definition: Definition;
  readonly limits: Limits;
  /** The service's own URL, without a slash at the end. */
  readonly base: string;
  /** Whether tokens are to be had here. */
  readonly givesTokens: boolean;
}

const hal = (schema: Schema): Schema => Object.fromEntries(documentTypes.map((type) => [type, { schema }]));
const json = (schema: Schema): Schema => ({ 'application/json': { schema } });
const answer = (description: string, content?: Schema, headers?: Schema): Response => ({
  description,
  ...(content === undefined ? {} : { content }),
  ...(headers === undefined ? {} : { headers }),
});
const etag = { ETag: { description: 'The entity tag of this representation.', schema: { type: 'string' } } };
const location = { Location: { description: 'Where the new one is.', schema: { type: 'string', format: 'uri' } } };

const problems: Readonly<Record<number, string>> = {
  400: 'The request cannot be read; the detail says why.',
  401: 'The credentials are missing, or not good.',
  403: 'The caller may not do this.',
  404: 'It is not there, or not to be seen.',
  406: 'None of the media types in Accept is to be had.',
  409: 'A rule of the domain is against it.',
  412: 'It was changed since it was read.',
  413: 'The body is too large.',
  414: 'The URL is too long.',
  415: 'The body is of a media type that is not taken.',
  422: 'The values are not what they must be; `_issues` says which.',
  428: 'If-Match is needed.',
  429: 'Too many requests.',
  500: 'Something unexpected went wrong.',
  503: 'A part that is needed is away.',
};
const always = [400, 401, 403, 406, 414, 429, 500, 503];
const written = [...always, 409, 413, 415, 422];
const changed = [...written, 404, 412, 428];

const refuses = (statuses: readonly number[]): Responses =>
  Object.fromEntries(statuses.map((status) => [status, { $ref: `#/components/responses/${status}` }]));

const named = (...names: readonly string[]) => names.map((name) => ({ $ref: `#/components/parameters/${name}` }));
const unchanged = { 304: answer('The client has it already.', undefined, etag) };
const reading = named('Projection', 'Embed', 'LinksOnly', 'Pretty', 'Prefer', 'IfNoneMatch');
const listing = [...named('Where', 'Sort', 'MaxResults', 'Page'), ...reading];

const capital = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);

function bodyOf(schema: Schema, types: readonly string[], required = true) {
  return { required, content: Object.fromEntries(types.map((type) => [type, { schema }])) };
}
const sendable = ['application/json', 'application/hal+json'];
const patchable = ['application/merge-patch+json', ...sendable];

/** A list of documents: the whole collection, or the documents that refer to one of another resource. */
interface List {
  /** What tells its operations from those of other lists. */
  readonly suffix: string;
  readonly takesNew: boolean;
  readonly parameters: readonly Schema[];
}

function listItem({ definition, limits }: Described, { suffix, takesNew, parameters }: List): PathItem {
  const { name, plural } = definition;
  const [one, many] = [capital(name), capital(plural)];
  const page = schemaRef(collectionName(definition));
  const fresh = schemaRef(newName(definition));
  const item = schemaRef(itemName(name));
  const get: Operation = {
    operationId: `list${many}${suffix}`,
    summary: `List ${plural}`,
    parameters: listing,
    responses: { 200: answer(`A page of ${plural}.`, hal(page), etag), ...unchanged, ...refuses(always) },
  };
  const post: Operation = {
    operationId: `create${one}${suffix}`,
    summary: `Create one ${name}, or many: all or none`,
    parameters: named('IdempotencyKey', 'Prefer', 'Embed', 'Projection'),
    requestBody: bodyOf(
      { oneOf: [fresh, { type: 'array', minItems: 1, maxItems: limits.batch, items: fresh }] },
      sendable,
    ),
    responses: {
      200: answer('It was there already.', hal(item)),
      201: answer('It is created.', hal({ anyOf: [item, schemaRef(`${collectionName(definition)}Created`)] }), {
        ...etag,
        ...location,
      }),
      ...refuses([...written, 404]),
    },
  };
  const remove: Operation = {
    operationId: `removeAll${many}${suffix}`,
    summary: `Remove all of these ${plural}`,
    parameters: named('Cascade'),
    responses: { 200: answer('They are removed.', hal(schemaRef('Deleted'))), ...refuses([...always, 404, 409]) },
  };
  return { ...(parameters.length > 0 ? { parameters } : {}), get, ...(takesNew ? { post } : {}), delete: remove };
}

const formItem = (operationId: string, parameters: readonly Schema[]): PathItem => ({
  ...(parameters.length > 0 ? { parameters } : {}),
  get: {
    operationId,
    summary: 'The form, as HAL-FORMS',
    responses: { 200: answer('The form.', hal(schemaRef('Form')), etag), ...unchanged, ...refuses([...always, 404]) },
  },
});

const inPath = (name: string, description: string): Schema => ({
  name,
  in: 'path',
  required: true,
  description,
  schema: { type: 'string' },
});

function documentItem({ definition }: Described): PathItem {
  const { name } = definition;
  const [one, schema] = [capital(name), schemaRef(itemName(name))];
  const shown = answer(`The ${name}.`, hal(schema), etag);
  const change = (operationId: string, summary: string, body: Schema): Operation => ({
    operationId,
    summary,
    parameters: named('IfMatch', 'IfNoneMatch', 'Prefer', 'Embed', 'Projection'),
    requestBody: body,
    responses: { 200: shown, 204: answer('It is changed.', undefined, etag), ...refuses(changed) },
  });
  return {
    parameters: [inPath('id', `The \`_id\` of the ${name}.`)],
    get: {
      operationId: `read${one}`,
      summary: `Read one ${name}`,
      parameters: reading,
      responses: { 200: shown, ...unchanged, ...refuses([...always, 404]) },
    },
    put: change(
      `replace${one}`,
      `Change ${withArticle(name)} as a whole`,
      bodyOf(schemaRef(newName(definition)), sendable),
    ),
    patch: change(
      `change${one}`,
      `Change ${withArticle(name)} in part (RFC 7396)`,
      bodyOf(schemaRef(patchName(definition)), patchable),
    ),
    delete: {
      operationId: `remove${one}`,
      summary: `Remove ${withArticle(name)}`,
      parameters: named('IfMatch', 'IfNoneMatch', 'Cascade'),
      responses: {
        200: answer('It is removed.', hal(schemaRef('Deleted'))),
        ...refuses([...always, 404, 409, 412, 428]),
      },
    },
  };
}

function actionOperation({ mutation, title, description, input, method }: Action): Operation {
  return {
    operationId: mutation,
    summary: title,
    description,
    requestBody: bodyOf(inputSchema(input), sendable, false),
    responses: {
      200: answer('It is so.', hal(schemaRef('Acted'))),
      ...(method === 'PUT' ? { 201: answer('It is so now, and was not before.', hal(schemaRef('Acted'))) } : {}),
      ...refuses([...written, 404]),
    },
  };
}

function actionItems(definition: Definition, item: string): Readonly<Record<string, PathItem>> {
  const items: Record<string, PathItem> = {};
  for (const action of Object.values(definition.actions)) {
    const path = `${item}/${action.path}`;
    const parameters = [inPath('id', `The \`_id\` of the ${definition.name}.`)];
    items[path] = { parameters, ...items[path], [action.method.toLowerCase()]: actionOperation(action) };
  }
  return items;
}

const tokenItems = {
  '/token': {
    post: {
      operationId: 'getToken',
      summary: 'Get a Bearer token for a username and a password, or renew one',
      security: [{ basic: [] }, { bearer: [] }, {}],
      requestBody: bodyOf(
        {
          type: 'object',
          properties: { username: { type: 'string' }, password: { type: 'string' } },
          required: ['username', 'password'],
          additionalProperties: false,
        },
        sendable,
        false,
      ),
      responses: { 200: answer('A token.', hal(schemaRef('Token'))), ...refuses([...always, 413, 415]) },
    },
  },
  '/jwks': {
    get: {
      operationId: 'readKeys',
      summary: 'The keys that tokens are checked with (RFC 7517)',
      security: [],
      responses: {
        200: answer('The keys.', { 'application/jwk-set+json': { schema: { type: 'object' } } }, etag),
        ...unchanged,
        ...refuses(always),
      },
    },
  },
};

function generalItems({ givesTokens }: Described): Readonly<Record<string, PathItem>> {
  const open = { security: [{}, { basic: [] }, { bearer: [] }] };
  return {
    '/': {
      get: {
        operationId: 'home',
        summary: 'Where everything begins',
        ...open,
        responses: { 200: answer('The home.', hal(schemaRef('Home')), etag), ...unchanged, ...refuses(always) },
      },
    },
    '/health': {
      get: {
        operationId: 'health',
        summary: 'Whether the service can do its work',
        ...open,
        responses: {
          200: answer('It can.', json({ type: 'object' })),
          ...refuses(always.filter((status) => status !== 503)),
          503: answer('It cannot.', json({ type: 'object' })),
        },
      },
    },
    ...(givesTokens ? tokenItems : {}),
  };
}

function listItems(described: Described): Readonly<Record<string, PathItem>> {
  const { definition } = described;
  const collection = `/${definition.plural}`;
  const below = references(definition).flatMap(([name, { target }]): [string, PathItem][] => {
    const path = `${collection}/${name}/{parent}`;
    const parameters = [inPath('parent', `The \`_id\` of the ${target}.`)];
    const [suffix, takesNew] = [`Of${capital(name)}`, createsIn(definition, [name])];
    const list: [string, PathItem] = [path, listItem(described, { suffix, takesNew, parameters })];
    const form = formItem(`create${capital(definition.name)}${suffix}Form`, parameters);
    return takesNew ? [list, [`${path}/create-form`, form]] : [list];
  });
  const takesNew = createsIn(definition, []);
  const whole = listItem(described, { suffix: '', takesNew, parameters: [] });
  const form = formItem(`create${capital(definition.name)}Form`, []);
  return {
    [collection]: whole,
    ...(takesNew ? { [`${collection}/create-form`]: form } : {}),
    ...Object.fromEntries(below),
  };
}

function query(name: string, description: string, schema: Schema): Schema {
  return { name, in: 'query', description, schema };
}
function header(name: string, description: string, required = false): Schema {
  return { name, in: 'header', required, description, schema: { type: 'string' } };
}

function parametersOf({ definition, limits }: Described): Readonly<Record<string, Schema>> {
  const sortable = propertiesOf(definition).filter(isOrdered).map(halName).join(', ');
  const names = propertiesOf(definition).map(halName).join(', ');
  const relations = Object.keys(definition.relations).join(', ');
  const count = { type: 'integer', minimum: 1 };
  return {
    Where: query(
      'where',
      `A filter, as JSON, over ${names}, with $eq $ne $gt $gte $lt $lte $in $nin $and $or $regex; at most ${limits.filter.nodes} parts.`,
      { type: 'string', examples: ['{"_created":{"$gt":"2027-01-01T00:00:00Z"}}'] },
    ),
    Sort: query('sort', `Names with commas between them, with - before those that go down: ${sortable}.`, {
      type: 'string',
    }),
    MaxResults: query('max_results', `Documents on a page; more than ${mostMaxResults} is as much as that.`, count),
    Page: query('page', 'The number of the page, from 1; one beyond the end is empty.', count),
    Projection: query('projection', `Members that are wanted: ${projectable(definition).join(', ')}.`, {
      type: 'string',
    }),
    Embed: query(
      'embed',
      `Relations to embed${relations === '' ? '' : `: ${relations}`}; those of theirs after a dot. At most ${limits.embeds}, ${limits.embedDepth} deep.`,
      { type: 'array', items: { type: 'string' } },
    ),
    LinksOnly: query('links_only', 'Nothing but the links.', { type: 'string' }),
    Pretty: query('pretty', 'With line breaks and indents.', { type: 'string' }),
    Cascade: query('cascade', 'What hangs on it goes as well.', { type: 'string', enum: ['true', 'false'] }),
    Prefer: header('Prefer', '`return=minimal`, `return=representation`, `transclude="rel"` (RFC 7240).'),
    IfMatch: header('If-Match', 'The entity tag of what was read (RFC 9110 §13.1.1).', true),
    IfNoneMatch: header('If-None-Match', 'The entity tags of what the client has, or * (RFC 9110 §13.1.2).'),
    IdempotencyKey: header('Idempotency-Key', 'The same key with the same body is done once, for a day.'),
  };
}

/** The HAL face of a service in OpenAPI 3.1. Derived from its definition; what services ask of each other is left out. */
export function openApiOf(described: Described): Readonly<Record<string, unknown>> {
  const { definition, base } = described;
  const item = `/${definition.plural}/{id}`;
  const problem = { 'application/problem+json': { schema: schemaRef('Problem') } };
  const editForm = formItem(`edit${capital(definition.name)}Form`, [
    inPath('id', `The \`_id\` of the ${definition.name}.`),
  ]);
  return {
    openapi: '3.1.1',
    info: {
      title: `Event Buddy: ${definition.plural}`,
      version: '1.0.0',
      description: `${definition.summary} Begin at ${base}/ and follow links; this describes what is to be found there.`,
    },
    servers: [{ url: base }],
    security: [{ basic: [] }, { bearer: [] }],
    paths: {
      ...generalItems(described),
      ...listItems(described),
      [item]: documentItem(described),
      [`${item}/edit-form`]: editForm,
      ...actionItems(definition, item),
    },
    components: {
      securitySchemes: {
        basic: { type: 'http', scheme: 'basic' },
        bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
      },
      parameters: parametersOf(described),
      responses: Object.fromEntries(
        Object.entries(problems).map(([status, description]) => [status, { description, content: problem }]),
      ),
      schemas: schemasOf(definition),
    },
  };
}
