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

interface Sending extends ServiceClientParts, ClientRequest {
  readonly request: FetchRequest;
}

/**
 * Creates the client of all services. It sends requests to their current URLs over pooled connections, equal reads that
 * are in flight once, and hands on how long a client has to wait for them.
 */
export function createServiceClient(parts: ServiceClientParts): SendToService {
  const share = createReadSharing();
  return async (request, origin) => {
    const result = await share(request, origin, () => sendWithRediscovery({ ...parts, ...origin, request }));
    if (result.retryAfter !== undefined)
      origin.context.setRetryAfter(Math.min(result.retryAfter, parts.maxRetryAfterSeconds));
    return result;
  };
}

/**
 * Sends a request and, if the service is unavailable, discovers it again. A query to a service that has moved is
 * repeated once at its new URL. A mutation is not repeated, since it may have been executed.
 */
async function sendWithRediscovery(sending: Sending): Promise<SubgraphResult> {
  const { service, kind } = sending.request;
  const endpoint = sending.endpointOf(service);
  const result = await send(sending, endpoint);
  if (!isUnavailable(result) || abortSignal(sending)?.aborted) return result;
  await sending.onFailure(service, result.reason);
  const current = sending.endpointOf(service);
  const hasMoved = current?.url !== undefined && current.url !== endpoint?.url;
  return hasMoved && kind === 'query' ? send(sending, current) : result;
}

/** Whether a request was sent in vain. */
const isUnavailable = (result: SubgraphResult): result is Extract<SubgraphResult, { readonly kind: 'failure' }> =>
  result.kind === 'failure' && result.code === 'SERVICE_UNAVAILABLE' && result.cause !== 'spared';

/** Returns the signal that ends a query when the client has disconnected. A mutation is not ended. */
const abortSignal = ({ request, context }: Sending): AbortSignal | undefined =>
  request.kind === 'query' ? context.signal : undefined;

async function send(sending: Sending, endpoint: Endpoint | undefined): Promise<SubgraphResult> {
  const { url, guest = true } = endpoint ?? {};
  if (url === undefined) return failure('SERVICE_UNAVAILABLE', 'no URL of its GraphQL endpoint is known');
  // The names of mutations are counted once, however often a request is sent.
  const headers = await headersOf(sending, guest);
  return sending.guard({
    url,
    isRepeatable: sending.request.kind === 'query',
    timeoutMs: sending.timeoutMs,
    signal: abortSignal(sending),
    attempt: (timeoutMs) => attempt(sending, { url, guest, headers, timeoutMs }),
  });
}

interface Attempt {
  readonly url: string;
  readonly guest: boolean;
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
}

async function attempt(sending: Sending, { url, guest, headers, timeoutMs }: Attempt): Promise<SubgraphResult> {
  const { request, context, client, identity } = sending;
  const { service, body } = request;
  const result = await client.request({
    method: 'POST',
    url,
    headers,
    body,
    timeoutMs,
    signal: abortSignal(sending),
  });
  if (result.kind === 'unreachable')
    return failure('SERVICE_UNAVAILABLE', result.reason, result.exceeded === undefined ? 'connection' : 'service');
  if (!guest) {
    identity.learnTime(service, result.headers['date']);
    keepChallenges(result, context);
  }
  const retryAfter = guest ? undefined : retryAfterOf(result);
  const parse = (response: HttpResponse) => parseResponse(response, { ...request, guest });
  const copy = () => parse({ ...result, json: () => parseJson(result.text) });
  return { ...parse(result), copy, ...(retryAfter !== undefined && { retryAfter }) };
}

/** Returns the seconds to wait of a response that has them for its status (RFC 9110 §15.6.4, RFC 6585 §4). */
export const retryAfterOf = ({ status, headers }: Pick<HttpResponse, 'status' | 'headers'>): number | undefined =>
  status === 429 || status === 503 ? parseRetryAfter(headers['retry-after']) : undefined;

/** What the headers of a request to a service depend on. */
export type SentRequest = Pick<Sending, 'request' | 'context' | 'identity' | 'trace'>;

/** Returns the headers of a request to a service. A guest gets none that identify the caller, the client or the gateway. */
export const headersOf = async (sent: SentRequest, guest: boolean): Promise<Record<string, string>> => ({
  ...commonHeaders(sent.context),
  ...(guest ? {} : await trustedHeaders(sent)),
});

/** Returns the headers that only trusted services get. */
async function trustedHeaders({ request, context, identity, trace }: SentRequest): Promise<Record<string, string>> {
  const idempotency = idempotencyHeaders(request, context);
  const token = await identity.token({ audience: request.service, purpose: 'forwarding' });
  return { ...headersFor(context, token), ...idempotency, ...(trace && { [traceHeader]: 'ftv1' }) };
}

/** The header by which Apollo's gateways ask for a trace. */
const traceHeader = 'apollo-federation-include-trace';

/** Keeps the challenges of a service, which the gateway repeats. */
export function keepChallenges(
  { status, headers }: Pick<HttpResponse, 'status' | 'headers'>,
  context: GatewayRequestContext,
): void {
  const challenges = [headers['www-authenticate'] ?? []].flat();
  if (status === 401 && challenges.length > 0) context.challenges = challenges;
}

/**
 * Forwards the `Idempotency-Key`, with the names of the mutations that were sent before: a service sees only its own
 * part of the client's request, and tells mutations of one name apart by their position in all of it.
 */
function idempotencyHeaders(
  { query }: FetchRequest,
  { idempotencyKey, sentMutations }: GatewayRequestContext,
): Record<string, string> {
  if (idempotencyKey === undefined) return {};
  const preceding = sentMutations.join(', ');
  sentMutations.push(...mutationsIn(query));
  return {
    'idempotency-key': idempotencyKey,
    ...(preceding !== '' && { [precedingMutationsHeader]: preceding }),
  };
}

/** The headers of every request. */
const commonHeaders = ({ requestId }: GatewayRequestContext): Record<string, string> => ({
  'content-type': 'application/json',
  accept: 'application/graphql-response+json, application/json;q=0.9',
  'x-request-id': requestId,
});

/** The headers that identify the caller, the client and the gateway. */
const headersFor = ({ authorization, address }: GatewayRequestContext, token: string): Record<string, string> => ({
  ...(authorization !== undefined && { authorization }),
  ...(address !== undefined && { [serviceAuthorizationHeader]: token, [forwardedForHeader]: address }),
});
