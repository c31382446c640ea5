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

/** The content of a response in HAL: the same schema for each media type of documents. */
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
export const locationHeader = {
  Location: { description: 'Where the new one is.', schema: { type: 'string', format: 'uri' } },
};

/** Status → description of the problem that has it. */
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

/** Statuses of the problems that any request, any write, and a write of an existing document can meet. */
export const readStatuses = [400, 401, 403, 406, 414, 429, 500, 503];
export const writeStatuses = [...readStatuses, 409, 413, 415, 422];
export const changeStatuses = [...writeStatuses, 404, 412, 428];

/** References to the responses of these problems. */
export const refusals = (statuses: readonly number[]): Responses =>
  Object.fromEntries(statuses.map((status) => [status, { $ref: `#/components/responses/${status}` }]));

/** A client's copy is current (RFC 9110 §15.4.5). */
export const notModified = { 304: response('The client has it already.', undefined, etagHeader) };

/** The response of each problem's status, for `components`. */
export const problemResponses = (): Responses =>
  Object.fromEntries(
    Object.entries(problems).map(([status, description]) => [
      status,
      { description, content: { 'application/problem+json': { schema: schemaRef('Problem') } } },
    ]),
  );
