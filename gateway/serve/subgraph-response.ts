import { z } from 'zod';
import type { RawError, WireErrorCode } from '../../kit/graphql/wire-errors.ts';
import type { HttpResponse } from '../../kit/http/client.ts';
import { unavailable } from '../execute/faults.ts';
import type { FetchRequest } from '../execute/program/run.ts';
import { failure, type SubgraphResult } from '../execute/response/subgraph-result.ts';
import type { FieldPath } from '../execute/response/document-fields.ts';
import { isObject } from '../../kit/util/is-object.ts';

/** The request that a response belongs to. */
export type AnsweredRequest = Pick<FetchRequest, 'service' | 'query' | 'entityTypes' | 'shape'>;

/** The maximum number of errors of one response that are passed on, and the maximum length of their messages. */
const maxErrors = 1000;
const maxMessageLength = 1000;

const graphqlError = z.object({
  message: z.string().default(''),
  path: z.array(z.union([z.string(), z.number()])).optional(),
  extensions: z
    .object({ code: z.unknown(), service: z.unknown().optional(), retryAfter: z.unknown().optional() })
    .optional()
    .catch(undefined),
});
const graphqlResponse = z.object({
  data: z.record(z.string(), z.unknown()).nullish(),
  errors: z.array(graphqlError).optional(),
  /** Apollo's encoded trace of the fields' durations, which the gateway decodes and never passes on. */
  extensions: z.object({ ftv1: z.string() }).optional().catch(undefined),
});

/**
 * Parses a GraphQL response, whatever its status. Any other response is a failure with the code of its status. Values
 * that have not the shape that was requested are null, with an error for each of them.
 *
 * @param guest whether the service is a guest, which chooses no codes and messages of errors
 */
export function parseResponse(response: HttpResponse, request: AnsweredRequest, guest: boolean): SubgraphResult {
  const { data, errors = [], extensions } = parseMembers(response.json());
  if (errors.some(isInvalidDocument))
    return failure('SERVICE_UNAVAILABLE', `it rejects the document that the gateway sent: ${errors[0]?.message}`);
  if (data === undefined || data === null)
    return errors.length > 0
      ? { kind: 'response', response: { data: null, errors: publicErrors(errors, request, guest) } }
      : noGraphqlResponse(response, guest);
  const { entityTypes, shape } = request;
  const [entities, requested] = [data['_entities'], entityTypes.length];
  if (requested > 0 && !(Array.isArray(entities) && entities.length === requested))
    return failure('SERVICE_UNAVAILABLE', `its response has not one entity for each of the ${requested} requested`);
  const shaped = shape(data, { entityTypes, hasErrors: errors.length > 0 });
  const { misshapen } = shaped;
  if (errors.length === 0 && misshapen.length === 0 && extensions === undefined)
    return { kind: 'response', response: { data: shaped.data } };
  const all = [
    ...publicErrors(errors, request, guest),
    ...misshapen.map((path) => ({ ...unavailable(request.service), path })),
  ];
  const rest = { ...(all.length > 0 && { errors: all }), ...(extensions && !guest && { extensions }) };
  return { kind: 'response', response: { data: shaped.data, ...rest } };
}

/** Most responses have data, and nothing else. */
function parseMembers(received: unknown): z.infer<typeof graphqlResponse> {
  const { data, errors, extensions } = isObject(received) ? received : {};
  if (errors === undefined && extensions === undefined && isObject(data)) return { data };
  return graphqlResponse.safeParse(received).data ?? {};
}

function noGraphqlResponse({ status }: HttpResponse, guest: boolean): SubgraphResult {
  const code = guest ? undefined : codesByStatus[status];
  const reason = `it responds with ${status} and without a GraphQL response`;
  if (code !== undefined) return failure(code, reason);
  // A proxy answers for a service that is away (RFC 9110, sections 15.6.3 to 15.6.5).
  return failure('SERVICE_UNAVAILABLE', reason, [502, 503, 504].includes(status) ? 'connection' : 'service');
}

const codesByStatus: Readonly<Record<number, WireErrorCode>> = {
  401: 'UNAUTHENTICATED',
  403: 'FORBIDDEN',
  429: 'TOO_MANY_REQUESTS',
};

/** Whether a service rejects the document. The gateway generated it, so the service's schema must have changed. */
function isInvalidDocument({ extensions }: RawError): boolean {
  const code = extensions?.['code'];
  return code === 'GRAPHQL_VALIDATION_FAILED' || code === 'GRAPHQL_PARSE_FAILED';
}

type ServiceError = z.infer<typeof graphqlError>;

/** Returns the errors that clients may see. Those of a guest all become the same one, at their paths. */
function publicErrors(errors: readonly ServiceError[], { service, query }: AnsweredRequest, guest: boolean) {
  const first = errors.slice(0, maxErrors);
  if (!guest) return first.map(publicError);
  const names = new Set(query.match(/\w+/g));
  const isRequested = (path: FieldPath) => path.every((key) => typeof key === 'number' || names.has(key));
  return first.map(({ path }) => ({ ...unavailable(service), ...(path && isRequested(path) && { path }) }));
}

/**
 * Keeps only the code of the extensions, the name of another service that is unavailable, and when the caller is to come
 * again: others can disclose internals or set the HTTP status.
 */
function publicError({ message, path, extensions: { code, service, retryAfter } = { code: undefined } }: ServiceError) {
  return {
    message: message.slice(0, maxMessageLength),
    ...(path && { path }),
    extensions: { code, service, retryAfter },
  };
}
