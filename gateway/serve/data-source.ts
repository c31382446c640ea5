import type { GraphQLDataSource, GraphQLDataSourceProcessOptions } from '@apollo/gateway';
import {
  serviceAuthorizationHeader,
  forwardedForHeader,
  type ServiceIdentity,
} from '../../kit/access/service-identity.ts';
import type { HttpClient, HttpResponse } from '../../kit/http/client.ts';
import { precedingMutationsHeader } from '../../kit/graphql/idempotency-keys.ts';
import { failedFields, mutationsIn } from './document-fields.ts';
import type { GatewayRequestContext } from './request-context.ts';
import { failure, parseResponse, unavailableError, type SubgraphResult } from './subgraph-response.ts';

/** Where a service answers GraphQL requests. */
export interface Endpoint {
  /** Undefined while none is known. */
  readonly url?: string;
  /** Whether the service is a guest: it gets nothing that identifies the caller or this gateway. */
  readonly guest: boolean;
}

/** What a data source needs to send requests to a service. */
export interface DataSourceParts {
  readonly client: HttpClient;
  /** Returns the current endpoint of a service; undefined if the service is unknown. */
  readonly endpointOf: (name: string) => Endpoint | undefined;
  /** Receives a service that failed, and why. Resolves when the service has been discovered again. */
  readonly onFailure: (name: string, reason: string) => Promise<void>;
  readonly timeoutMs: number;
  /** Identifies the gateway to the services that it forwards requests to. */
  readonly identity: Pick<ServiceIdentity, 'token' | 'learnTime'>;
}

type ProcessOptions = GraphQLDataSourceProcessOptions<GatewayRequestContext>;

/**
 * Creates the data source of one service. It sends requests to the service's current URL over pooled connections. It
 * never throws: a failure becomes an error of each requested field, whose message does not disclose any address.
 */
export function createDataSource(name: string, parts: DataSourceParts): GraphQLDataSource<GatewayRequestContext> {
  return {
    process: async (options) => {
      const result = await sendWithRediscovery(name, options, parts);
      if (result.kind === 'response') return result.response;
      const paths = failedFields(options.request.query ?? '');
      return { data: null, errors: paths.map((path) => unavailableError(name, path, result.code)) };
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
  const endpoint = parts.endpointOf(name);
  const result = await send({ name, ...endpoint }, options, parts);
  if (result.kind === 'response' || result.code !== 'SERVICE_UNAVAILABLE' || abortSignal(options)?.aborted)
    return result;
  await parts.onFailure(name, result.reason);
  const current = parts.endpointOf(name);
  const hasMoved = current?.url !== undefined && current.url !== endpoint?.url;
  return hasMoved && isQuery(options) ? send({ name, ...current }, options, parts) : result;
}

/** Returns the signal that ends a query when the client has disconnected. A mutation is not ended. */
function abortSignal(options: ProcessOptions): AbortSignal | undefined {
  const { signal } = options.context as Partial<GatewayRequestContext>;
  return isQuery(options) ? signal : undefined;
}

function isQuery({ request }: ProcessOptions): boolean {
  return !/^\s*(mutation|subscription)\b/.test(request.query ?? '');
}

/** The service that a request is sent to. An unknown one is sent nothing. */
interface Target extends Partial<Endpoint> {
  readonly name: string;
}

async function send(
  { name, url, guest = true }: Target,
  options: ProcessOptions,
  { client, timeoutMs, identity }: DataSourceParts,
): Promise<SubgraphResult> {
  if (url === undefined) return failure('SERVICE_UNAVAILABLE', 'no URL of its GraphQL endpoint is known');
  if (!('incomingRequestContext' in options)) return failure('SERVICE_UNAVAILABLE', 'it is no operation of a client');
  const { request, context, incomingRequestContext } = options;
  const { query = '', variables = {}, operationName } = request;
  const trusted = guest ? {} : await trustedHeaders(name, { request, context, identity });
  const result = await client.request({
    method: 'POST',
    url,
    headers: { ...commonHeaders(context), ...trusted },
    body: JSON.stringify({ query, variables, operationName }),
    timeoutMs,
    signal: abortSignal(options),
  });
  if (result.kind === 'unreachable') return failure('SERVICE_UNAVAILABLE', result.reason);
  if (!guest) {
    identity.learnTime(name, result.headers['date']);
    keepChallenges(result, context);
  }
  return parseResponse(result, { service: name, query, variables, schema: incomingRequestContext.schema, guest });
}

/** Returns the headers that only trusted services get. */
async function trustedHeaders(
  audience: string,
  { request, context, identity }: Pick<ProcessOptions, 'request' | 'context'> & Pick<DataSourceParts, 'identity'>,
): Promise<Record<string, string>> {
  const idempotency = idempotencyHeaders(request, context);
  const token = await identity.token({ audience, purpose: 'forwarding' });
  return { ...headersFor(context, token), ...idempotency, ...traceHeader(request) };
}

/** Keeps the challenges of a service, which the gateway repeats. */
function keepChallenges({ status, headers }: HttpResponse, context: ProcessOptions['context']): void {
  const challenges = [headers['www-authenticate'] ?? []].flat();
  if (status === 401 && challenges.length > 0) context['challenges'] = challenges;
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

/** The headers of every request. */
function commonHeaders(context: ProcessOptions['context']): Record<string, string> {
  const { requestId } = context as Partial<GatewayRequestContext>;
  return {
    'content-type': 'application/json',
    accept: 'application/graphql-response+json, application/json;q=0.9',
    ...(typeof requestId === 'string' && { 'x-request-id': requestId }),
  };
}

/** The headers that identify the caller, the client and the gateway. */
function headersFor(context: ProcessOptions['context'], token: string): Record<string, string> {
  const { authorization, address } = context as Partial<GatewayRequestContext>;
  return {
    ...(typeof authorization === 'string' && { authorization }),
    ...(typeof address === 'string' && { [serviceAuthorizationHeader]: token, [forwardedForHeader]: address }),
  };
}
