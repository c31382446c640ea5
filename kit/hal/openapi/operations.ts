import type { Schema } from './schema.ts';

/** An Operation Object (OpenAPI 3.1 §4.8.10). */
export type Operation = Readonly<Record<string, unknown>>;
/** A Path Item Object (OpenAPI 3.1 §4.8.9). */
export type PathItem = Readonly<Record<string, unknown>>;
/** Path → its operations. */
export type Paths = Readonly<Record<string, PathItem>>;

/** Creates a Request Body Object with the same schema for each media type. */
export function requestBody(schema: Schema, types: readonly string[], required = true) {
  return { required, content: Object.fromEntries(types.map((type) => [type, { schema }])) };
}

/** The media types of request bodies: of `POST` and `PUT`, and of `PATCH` (RFC 7396). */
export const inputTypes = ['application/json', 'application/hal+json'];
export const patchTypes = ['application/merge-patch+json', ...inputTypes];
