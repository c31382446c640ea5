import type { Schema } from './schema.ts';

/** An Operation Object (OpenAPI 3.1 §4.8.10). */
export type Operation = Readonly<Record<string, unknown>>;
/** A Path Item Object (OpenAPI 3.1 §4.8.9). */
export type PathItem = Readonly<Record<string, unknown>>;
/** Path → what can be requested there. */
export type Paths = Readonly<Record<string, PathItem>>;

/** A Request Body Object: the same schema for each of these media types. */
export function requestBody(schema: Schema, types: readonly string[], required = true) {
  return { required, content: Object.fromEntries(types.map((type) => [type, { schema }])) };
}

/** Media types of the bodies of `POST` and `PUT`, and of `PATCH` (RFC 7396). */
export const inputTypes = ['application/json', 'application/hal+json'];
export const patchTypes = ['application/merge-patch+json', ...inputTypes];
