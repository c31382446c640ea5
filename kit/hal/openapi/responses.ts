import { documentTypes } from '../media-types.ts';
import { schemaRef, type Schema } from './schema.ts';

/** A Response Object (OpenAPI 3.1 §4.8.17). */
interface Response {
  readonly description: string;
  readonly content?: Schema;
  readonly headers?: Schema;
}
/** Status → response, or a reference to one in `components`. */
type Responses = Readonly<Record<number, Response | Schema>>;

/** Creates the content of a HAL response: the same schema for each media type of documents. */
export const halContent = (schema: Schema): Schema =>
  Object.fromEntries(documentTypes.map((type) => [type, { schema }]));
export const jsonContent = (schema: Schema): Schema => ({ 'application/json': { schema } });
export const response = (description: string, content?: Schema, headers?: Schema): Response => ({
  description,
  ...(content === undefined ? {} : { content }),
  ...(headers === undefined ? {} : { headers }),
});

export const etagHeader = {
  ETag: { description: 'The entity tag of this representation.', schema: { type: 'string' } },
};
export const lastModifiedHeader = {
  'Last-Modified': { description: 'The time of the last change (RFC 9110 §8.8.2).', schema: { type: 'string' } },
};
export const totalCountHeader = {
  'X-Total-Count': {
    description: 'The number of documents on all pages.',
    schema: { type: 'integer', minimum: 0 },
  },
};
export const locationHeader = {
  Location: { description: 'The URL of the new document.', schema: { type: 'string', format: 'uri' } },
};

/** Status → description of its problem response. */
const problems: Readonly<Record<number, string>> = {
  400: 'The request is malformed; `detail` says why.',
  401: 'The credentials are missing or invalid.',
  403: 'The caller is not allowed to do this.',
  404: 'The resource does not exist, or the caller may not see it.',
  406: 'No available media type is allowed by Accept.',
  409: 'The request conflicts with a rule or with the state of another resource.',
  410: 'The changes after this position are not known any more.',
  412: 'A precondition failed: the resource changed since it was read.',
  413: 'The request body is too large.',
  414: 'The URL is too long.',
  415: 'The media type of the request body is not supported.',
  422: 'Some values are invalid; `_issues` says which.',
  428: 'If-Match is required.',
  429: 'Too many requests.',
  500: 'An unexpected error occurred.',
  503: 'The store or a required service is unavailable.',
};

/** The problem statuses of any request, of any write, and of a change to an existing document. */
export const readStatuses = [400, 401, 403, 406, 414, 429, 500, 503];
export const writeStatuses = [...readStatuses, 409, 413, 415, 422];
export const changeStatuses = [...writeStatuses, 404, 412, 428];

/** Creates references to the problem responses of these statuses. */
export const problemRefs = (statuses: readonly number[]): Responses =>
  Object.fromEntries(statuses.map((status) => [status, { $ref: `#/components/responses/${status}` }]));

/** The responses to a read with preconditions: the client's copy is current, or one of them fails (RFC 9110 §13). */
export const conditionalReadResponses = {
  304: response('The copy of the client is current.', undefined, etagHeader),
  ...problemRefs([412]),
};

/** Returns the problem responses for `components`, by status. */
export const problemResponses = (): Responses =>
  Object.fromEntries(
    Object.entries(problems).map(([status, description]) => [
      status,
      { description, content: { 'application/problem+json': { schema: schemaRef('Problem') } } },
    ]),
  );
