import type { GraphQLDataSource, GraphQLDataSourceProcessOptions } from '@apollo/gateway';
import { z } from 'zod';
import type { RawError, WireErrorCode } from '../../kit/graphql/wire-errors.ts';
import {
  serviceAuthorizationHeader,
  forwardedForHeader,
  type ServiceIdentity,
} from '../../kit/access/service-identity.ts';
import type { HttpClient, HttpResponse } from '../../kit/http/client.ts';
import { precedingMutationsHeader } from '../../kit/graphql/idempotency-keys.ts';
import { failedFields, mutationsIn } from './document-fields.ts';
import type { GatewayRequestContext } from './request-context.ts';

/** What a data source needs to send requests to a service. */
export interface DataSourceParts {
  readonly client: HttpClient;
  /** Returns the current URL of a service's endpoint; undefined if it has none. */
  readonly urlOf: (name: string) => string | undefined;
  /** Receives a service that failed, and why. Resolves when the service has been discovered again. */
  readonly onFailure: (name: string, reason: string) => Promise<void>;
  readonly timeoutMs: number;
  /** Identifies the gateway to the services that it forwards requests to. */
  readonly identity: Pick<ServiceIdentity, 'token'>;
}

type ProcessOptions = GraphQLDataSourceProcessOptions<GatewayRequestContext>;
type SubgraphResponse = Awaited<ReturnType<GraphQLDataSource<GatewayRequestContext>['process']>>;

/** The GraphQL response of a service, or the reason why there is none. */
type SubgraphResult =
  | { readonly kind: 'response'; readonly response: SubgraphResponse }
  | { readonly kind: 'failure'; readonly code: WireErrorCode; readonly reason: string };

const graphqlError = z.object({
  message: z.string().default(''),
  path: z.array(z.union([z.string(), z.number()])).optional(),
  extensions: z.object({ code: z.unknown() }).optional(),
});
const graphqlResponse = z.object({
  data: z.record(z.string(), z.unknown()).nullish(),
  errors: z.array(graphqlError).optional(),
  /** Apollo's encoded trace of the fields' durations, which the gateway decodes and never passes on. */
  extensions: z.object({ ftv1: z.string() }).optional().catch(undefined),
});

/**
 * Creates the data source of one service. It sends requests to the service's current URL over pooled connections. It
 * never throws: a failure becomes an error of each requested field, whose message does not disclose any address.
 */
export function createDataSource(name: string, parts: DataSourceParts): GraphQLDataSource<GatewayRequestContext> {
  return {
    process: async (options) => {
      const result = await sendWithRediscovery(name, options, parts);
      if (result.kind === 'response') return result.response;
      const message = `The service "${name}" is unavailable.`;
      const errors = failedFields(options.request.query ?? '').map((path) => ({
        message,
        path,
        extensions: { code: result.code },
      }));
      return { data: null, errors };
    },
  };
}

/**
 * Sends a request and, if the service is unavailable, discovers it again. A query to a service that has moved is
 * repeated once at its new URL. A mutation is not repeated, since it may have been executed.
 */
async function sendWithRediscovery(
  name: string,
  options: ProcessOptions,
  parts: DataSourceParts,
): Promise<SubgraphResult> {
  const url = parts.urlOf(name);
  const result = await send({ name, url }, options, parts);
  if (result.kind === 'response' || result.code !== 'SERVICE_UNAVAILABLE') return result;
  await parts.onFailure(name, result.reason);
  const newUrl = parts.urlOf(name);
  const moved = newUrl !== undefined && newUrl !== url;
  return moved && isQuery(options) ? send({ name, url: newUrl }, options, parts) : result;
}

function isQuery({ request }: ProcessOptions): boolean {
  return !/^\s*(mutation|subscription)\b/.test(request.query ?? '');
}

async function send(
  { name, url }: { readonly name: string; readonly url: string | undefined },
  { request, context }: ProcessOptions,
  { client, timeoutMs, identity }: DataSourceParts,
): Promise<SubgraphResult> {
  if (url === undefined) return failure('SERVICE_UNAVAILABLE', 'no URL of its GraphQL endpoint is known');
  const { query, variables, operationName } = request;
  const idempotency = idempotencyHeaders(request, context);
  const token = await identity.token({ audience: name, purpose: 'forwarding' });
  const result = await client.request({
    method: 'POST',
    url,
    headers: { ...headersFor(context, token), ...idempotency, ...traceHeader(request) },
    body: JSON.stringify({ query, variables, operationName }),
    timeoutMs,
  });
  return result.kind === 'unreachable' ? failure('SERVICE_UNAVAILABLE', result.reason) : parseResponse(result, context);
}

const traceHeaderName = 'apollo-federation-include-trace';

/** Forwards the header by which the gateway requests a trace, for usage reporting. */
function traceHeader({ http }: ProcessOptions['request']): Record<string, string> {
  const value = http?.headers.get(traceHeaderName);
  return typeof value === 'string' ? { [traceHeaderName]: value } : {};
}

/**
 * Forwards the `Idempotency-Key`, with the names of the mutations that were sent before: a service sees only its own
 * part of the client's request, and tells mutations of one name apart by their position in all of it.
 */
function idempotencyHeaders(
  { query }: ProcessOptions['request'],
  context: ProcessOptions['context'],
): Record<string, string> {
  const { idempotencyKey, sentMutations = [] } = context as Partial<GatewayRequestContext>;
  if (idempotencyKey === undefined) return {};
  const preceding = sentMutations.join(', ');
  sentMutations.push(...mutationsIn(query ?? ''));
  return {
    'idempotency-key': idempotencyKey,
    ...(preceding !== '' && { [precedingMutationsHeader]: preceding }),
  };
}

function headersFor(context: ProcessOptions['context'], token: string): Record<string, string> {
  const { requestId, authorization, address } = context as Partial<GatewayRequestContext>;
  return {
    'content-type': 'application/json',
    accept: 'application/graphql-response+json, application/json;q=0.9',
    ...(typeof requestId === 'string' && { 'x-request-id': requestId }),
    ...(typeof authorization === 'string' && { authorization }),
    ...(typeof address === 'string' && { [serviceAuthorizationHeader]: token, [forwardedForHeader]: address }),
  };
}

/** Parses a GraphQL response, whatever its status. Any other response is a failure with the code of its status. */
function parseResponse(response: HttpResponse, context: ProcessOptions['context']): SubgraphResult {
  const challenges = [response.headers['www-authenticate'] ?? []].flat();
  if (response.status === 401 && challenges.length > 0) context['challenges'] = challenges;
  const parsed = graphqlResponse.safeParse(response.json());
  const { data, errors, extensions } = parsed.data ?? {};
  if (errors?.some(isInvalidDocument))
    return failure('SERVICE_UNAVAILABLE', `it rejects the document that the gateway sent: ${errors[0]?.message}`);
  if (data !== undefined || errors !== undefined) {
    const rest = { ...(errors && { errors: errors.map(publicError) }), ...(extensions && { extensions }) };
    return { kind: 'response', response: { data: data ?? null, ...rest } };
  }
  return failure(
    codesByStatus[response.status] ?? 'SERVICE_UNAVAILABLE',
    `it responds with ${response.status} and without a GraphQL response`,
  );
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

/** Keeps only the code of the extensions: others can disclose internals or set the HTTP status. */
function publicError({ message, path, extensions }: z.infer<typeof graphqlError>): {
  message: string;
  extensions: { code?: unknown };
} {
  return { message, ...(path && { path }), extensions: { ...(extensions && { code: extensions.code }) } };
}

function failure(code: WireErrorCode, reason: string): SubgraphResult {
  return { kind: 'failure', code, reason };
}
