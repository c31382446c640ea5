import {
  serviceAuthorizationHeader,
  forwardedForHeader,
  type ServiceIdentity,
} from '../../kit/access/service-identity.ts';
import type { HttpClient, HttpResponse } from '../../kit/http/client.ts';
import { parseJson } from '../../kit/util/parse-json.ts';
import { parseRetryAfter } from '../../kit/http/retry-after.ts';
import { precedingMutationsHeader } from '../../kit/graphql/idempotency-keys.ts';
import { mutationsIn } from '../execute/response/document-fields.ts';
import type { FetchRequest } from '../execute/program/run.ts';
import type { ClientRequest, GatewayRequestContext } from './request-context.ts';
import { createReadSharing } from './read-sharing.ts';
import type { ServiceGuard } from './service-guard.ts';
import { failure, type SubgraphResult } from '../execute/response/subgraph-result.ts';
import { parseResponse } from './subgraph-response.ts';

/** Where a service answers GraphQL requests. */
export interface Endpoint {
  /** Undefined while none is known. */
  readonly url?: string;
  /** Whether the service is a guest: it gets nothing that identifies the caller or this gateway. */
  readonly guest: boolean;
}

/** What a service client needs to send requests. */
export interface ServiceClientParts {
  readonly client: HttpClient;
  /** Returns the current endpoint of a service; undefined if the service is unknown. */
  readonly endpointOf: (name: string) => Endpoint | undefined;
  /** Receives a service that failed, and why. Resolves when the service has been discovered again. */
  readonly onFailure: (name: string, reason: string) => Promise<void>;
  readonly timeoutMs: number;
  readonly guard: ServiceGuard;
  /** The longest time that clients are told to wait because a service says so, in seconds. */
  readonly maxRetryAfterSeconds: number;
  /** Identifies the gateway to the services that it forwards requests to. */
  readonly identity: Pick<ServiceIdentity, 'token' | 'learnTime'>;
}

/** Sends requests to services. Never rejects; the reason of a failure is not for clients. */
export type SendToService = (request: FetchRequest, origin: ClientRequest) => Promise<SubgraphResult>;

/** A request to a service, and what it belongs to. */
export interface SentRequest extends ClientRequest {
  readonly request: FetchRequest;
}

/**
 * Creates the client of all services. It sends requests to their current URLs over pooled connections, equal reads that
 * are in flight once, and hands on how long a client has to wait for them.
 */
export function createServiceClient(parts: ServiceClientParts): SendToService {
  const share = createReadSharing();
  return async (request, origin) => {
    const result = await share(request, origin, () => sendWithRediscovery({ request, ...origin }, parts));
    if (result.retryAfter !== undefined)
      origin.context.setRetryAfter(Math.min(result.retryAfter, parts.maxRetryAfterSeconds));
    return result;
  };
}

/**
 * Sends a request and, if the service is unavailable, discovers it again. A query to a service that has moved is
 * repeated once at its new URL. A mutation is not repeated, since it may have been executed.
 */
async function sendWithRediscovery(sent: SentRequest, parts: ServiceClientParts): Promise<SubgraphResult> {
  const { service, kind } = sent.request;
  const endpoint = parts.endpointOf(service);
  const result = await send(sent, endpoint, parts);
  if (!isUnavailable(result) || abortSignal(sent)?.aborted) return result;
  await parts.onFailure(service, result.reason);
  const current = parts.endpointOf(service);
  const hasMoved = current?.url !== undefined && current.url !== endpoint?.url;
  return hasMoved && kind === 'query' ? send(sent, current, parts) : result;
}

/** Whether a request was sent in vain. */
const isUnavailable = (result: SubgraphResult): result is Extract<SubgraphResult, { readonly kind: 'failure' }> =>
  result.kind === 'failure' && result.code === 'SERVICE_UNAVAILABLE' && result.cause !== 'spared';

/** Returns the signal that ends a query when the client has disconnected. A mutation is not ended. */
const abortSignal = ({ request, context }: SentRequest): AbortSignal | undefined =>
  request.kind === 'query' ? context.signal : undefined;

async function send(
  sent: SentRequest,
  endpoint: Endpoint | undefined,
  parts: ServiceClientParts,
): Promise<SubgraphResult> {
  const { url, guest = true } = endpoint ?? {};
  if (url === undefined) return failure('SERVICE_UNAVAILABLE', 'no URL of its GraphQL endpoint is known');
  // The names of mutations are counted once, however often a request is sent.
  const headers = guest ? commonHeaders(sent.context) : await trustedHeaders(sent, parts.identity);
  return parts.guard({
    url,
    isRepeatable: sent.request.kind === 'query',
    timeoutMs: parts.timeoutMs,
    signal: abortSignal(sent),
    attempt: (timeoutMs) => attempt(sent, { url, guest, headers, timeoutMs }, parts),
  });
}

interface Attempt {
  readonly url: string;
  readonly guest: boolean;
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
}

async function attempt(
  sent: SentRequest,
  { url, guest, headers, timeoutMs }: Attempt,
  { client, identity }: ServiceClientParts,
): Promise<SubgraphResult> {
  const { request, context } = sent;
  const { body } = request;
  const result = await client.request({ method: 'POST', url, headers, body, timeoutMs, signal: abortSignal(sent) });
  if (result.kind === 'unreachable')
    return failure('SERVICE_UNAVAILABLE', result.reason, result.exceeded === undefined ? 'connection' : 'service');
  if (!guest) {
    identity.learnTime(request.service, result.headers['date']);
    keepChallenges(result, context);
  }
  const retryAfter = guest ? undefined : retryAfterOf(result);
  const parse = (response: HttpResponse) => parseResponse(response, request, guest);
  const copy = () => parse({ ...result, json: () => parseJson(result.text) });
  return { ...parse(result), copy, retryAfter };
}

/** Returns the seconds to wait of a response that has them for its status (RFC 9110 §15.6.4, RFC 6585 §4). */
export const retryAfterOf = ({ status, headers }: Pick<HttpResponse, 'status' | 'headers'>): number | undefined =>
  status === 429 || status === 503 ? parseRetryAfter(headers['retry-after']) : undefined;

/** Returns the headers of a request to a service. A guest gets none that identify the caller, the client or the gateway. */
export const headersOf = async (
  sent: SentRequest,
  { identity, guest }: Pick<ServiceClientParts, 'identity'> & Pick<Endpoint, 'guest'>,
): Promise<Record<string, string>> => (guest ? commonHeaders(sent.context) : trustedHeaders(sent, identity));

/** Returns the headers that only trusted services get. */
async function trustedHeaders(
  { request, context, trace }: SentRequest,
  identity: ServiceClientParts['identity'],
): Promise<Record<string, string>> {
  const headers = commonHeaders(context);
  const { authorization, address } = context;
  if (authorization !== undefined) headers['authorization'] = authorization;
  addIdempotency(headers, request, context);
  if (trace) headers[traceHeader] = 'ftv1';
  if (address === undefined) return headers;
  headers[serviceAuthorizationHeader] = await identity.token({ audience: request.service, purpose: 'forwarding' });
  headers[forwardedForHeader] = address;
  return headers;
}

/** The header by which Apollo's gateways ask for a trace. */
const traceHeader = 'apollo-federation-include-trace';

/** Keeps the challenges of a service, which the gateway repeats. */
export function keepChallenges(
  { status, headers }: Pick<HttpResponse, 'status' | 'headers'>,
  context: GatewayRequestContext,
): void {
  if (status !== 401) return;
  const challenges = [headers['www-authenticate'] ?? []].flat();
  if (challenges.length > 0) context.challenges = challenges;
}

/**
 * Forwards the `Idempotency-Key`, with the names of the mutations that were sent before: a service sees only its own
 * part of the client's request, and tells mutations of one name apart by their position in all of it.
 */
function addIdempotency(
  headers: Record<string, string>,
  { query }: FetchRequest,
  { idempotencyKey, sentMutations }: GatewayRequestContext,
): void {
  if (idempotencyKey === undefined) return;
  headers['idempotency-key'] = idempotencyKey;
  if (sentMutations.length > 0) headers[precedingMutationsHeader] = sentMutations.join(', ');
  sentMutations.push(...mutationsIn(query));
}

/** The headers of every request. */
const commonHeaders = ({ requestId }: GatewayRequestContext): Record<string, string> => ({
  'content-type': 'application/json',
  accept: 'application/graphql-response+json, application/json;q=0.9',
  'x-request-id': requestId,
});
