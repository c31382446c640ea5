/** A JSON Schema (draft 2020-12), the schema language of OpenAPI 3.1. */
export type Schema = Readonly<Record<string, unknown>>;

/** Creates a reference to a schema in `components`. */
export const schemaRef = (name: string): Schema => ({ $ref: `#/components/schemas/${name}` });

/** Creates the schema of an object with these properties. */
export const object = (properties: Schema, options: Schema = {}): Schema => ({
  type: 'object',
  properties,
  ...options,
});
/** Creates the schema of a representation with these properties; later versions may add others. */
export const representation = (properties: Schema, required: readonly string[]): Schema =>
  object(properties, { required });

export const text = { type: 'string' };
export const moment = { type: 'string', format: 'date-time' };
export const uri = { type: 'string', format: 'uri' };
export const link = schemaRef('Link');
/** Creates the schema of `_links` with one link per relation; `self` is required. */
export const linkSet = (rels: readonly string[], options: Schema = {}): Schema =>
  object(Object.fromEntries(rels.map((rel) => [rel, link])), {
    required: ['self'],
    ...options,
  });
const curies = { curies: { type: 'array', items: link } };

/** Adds `curies` to the schema of `_links`. */
export function withCuries(links: Schema): Schema {
  return { ...links, properties: { ...(links['properties'] as Schema), ...curies } };
}

/** The member of every HAL document that responds to a successful POST, PUT or PATCH. */
export const writeStatus = { const: 'OK', description: 'Only in responses to writes.' };

export const notEmbedded = {
  type: 'object',
  description: 'Why a relation could not be embedded, by its path.',
  additionalProperties: text,
};
export const templates = { type: 'object', additionalProperties: schemaRef('Template') };
