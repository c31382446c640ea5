/** A JSON Schema (draft 2020-12), as OpenAPI 3.1 has them. */
export type Schema = Readonly<Record<string, unknown>>;

export const schemaRef = (name: string): Schema => ({ $ref: `#/components/schemas/${name}` });

/** An object with these properties. */
export const object = (properties: Schema, more: Schema = {}): Schema => ({ type: 'object', properties, ...more });
/** An object with these properties and no others. */
export const closed = (properties: Schema, required: readonly string[]): Schema =>
  object(properties, { required, additionalProperties: false });

export const text = { type: 'string' };
export const moment = { type: 'string', format: 'date-time' };
export const uri = { type: 'string', format: 'uri' };
export const link = schemaRef('Link');
/** The `_links` of a representation, by relation. */
export const linkSet = (rels: readonly string[], more: Schema = {}): Schema =>
  object(Object.fromEntries(rels.map((rel) => [rel, link])), {
    required: ['self'],
    additionalProperties: false,
    ...more,
  });
const curies = { curies: { type: 'array', items: link } };

/** Adds CURIEs to a set of links. */
export function withCuries(links: Schema): Schema {
  return { ...links, properties: { ...(links['properties'] as Schema), ...curies } };
}

export const notEmbedded = {
  type: 'object',
  description: 'Why something could not be embedded, by the path of its relation.',
  additionalProperties: text,
};
export const templates = { type: 'object', additionalProperties: schemaRef('Template') };
