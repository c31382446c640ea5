import { isDeepStrictEqual } from 'node:util';
import type { RemoteLookup, RemoteMatches, RemoteSelection } from '../resource/remote-resources.ts';
import { fail, isKind, succeed, type Outcome, type Problem } from '../resource/problems.ts';
import { unavailable } from '../resource/common-problems.ts';
import type { HttpClient, HttpResponse, HttpResult } from '../http/client.ts';
import { sequenceType } from '../http/json-sequence.ts';
import { referenceName } from '../http/reference-name.ts';
import { parseRemotePage, toLocalProblem } from './remote-documents.ts';
import { parseRemoteSequence } from './remote-sequence.ts';
import type { LocatedRelation } from './service-links.ts';
import type { MeantServices } from './service-names.ts';

export interface RemoteClientSettings {
  readonly client: HttpClient;
  /** Returns the URL of a resource's collection, as last seen at the HAL gateway's root. */
  readonly hrefOf: (resource: string) => string | undefined;
  /** Returns a resource's collection and its service; reads the root again if the resource is unknown. */
  readonly locate: (resource: string) => Promise<LocatedRelation | undefined>;
  readonly meant: MeantServices;
}

/** A request to another service's collection, or below it. */
export interface RemoteCall {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** The path below the collection. */
  readonly path?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** Whether a `POST` is safe to retry. */
  readonly repeatable?: boolean;
  readonly timeoutMs?: number;
  /** Ends a read when it is aborted. */
  readonly signal?: AbortSignal | undefined;
}

export interface RemotePage extends RemoteMatches {
  readonly total: number;
}

/** Sends requests to other services' resources with one set of credentials. */
export interface ResourceClient {
  /** Sends a request below a resource's collection; an error response becomes a problem. */
  call(resource: string, call: RemoteCall): Promise<Outcome<HttpResponse>>;
  /** Reads one page of a collection; `embed` names the relations to embed. */
  page(
    resource: string,
    where: object,
    options: {
      readonly limit: number;
      readonly embed?: readonly string[];
      /** Whether the representations may be fragments of JSON. */
      readonly asText?: boolean;
      /** Further parameters of the query. */
      readonly query?: Readonly<Record<string, string>>;
      readonly signal?: AbortSignal | undefined;
    },
  ): Promise<Outcome<RemotePage>>;
}

/** Most documents on one page of another service (its `max_results`). */
export const maxRemoteDocuments = 3000;
/** Most keys in one request, so that its URL stays below the limits of servers. */
const maxKeysPerRequest = 150;

const fieldName = (field: string): string => (field.startsWith('_') ? field : referenceName(field));

/** Converts a selection to the property names that other services use in `where` and in bodies. */
export const selectionToWhere = ({ of = {}, where = {} }: RemoteSelection): Readonly<Record<string, unknown>> => ({
  ...Object.fromEntries(Object.entries(of).map(([relation, id]) => [referenceName(relation), id])),
  ...where,
});

/** Splits keys into batches for one request each. */
export function keyBatches(keys: readonly string[]): readonly (readonly string[])[] {
  const distinct = [...new Set(keys)];
  return Array.from({ length: Math.ceil(distinct.length / maxKeysPerRequest) }, (_, index) =>
    distinct.slice(index * maxKeysPerRequest, (index + 1) * maxKeysPerRequest),
  );
}

/** Converts a lookup to `where` filters, one for each batch of keys. */
export const lookupToWheres = ({ field, keys }: RemoteLookup): readonly object[] =>
  keyBatches(keys).map((batch) => ({ [fieldName(field)]: { $in: batch } }));

function toHttpRequest(collection: string, { path = '', query = {}, headers = {}, body, ...request }: RemoteCall) {
  const search = new URLSearchParams(query).toString();
  const url = `${collection}${path}${search === '' ? '' : `?${search}`}`;
  const headersWithAccept = { accept: 'application/hal+json', ...headers };
  if (body === undefined) return { ...request, url, headers: headersWithAccept };
  const content = { headers: { ...headersWithAccept, 'content-type': 'application/json' }, body: JSON.stringify(body) };
  return { ...request, url, ...content };
}

/** The credentials that a client sends. */
export interface RequestCredentials {
  /** Returns the headers for requests to a service of this name. */
  readonly headersFor: (service: string) => Promise<Outcome<Readonly<Record<string, string>>>>;
  /**
   * Says that these are this service's own credentials, not a caller's, and receives their rejection (401) by a service.
   * If other credentials are valid after that, the request is repeated with them, once.
   */
  readonly onRejection?: (service: string, rejection: HttpResponse) => void;
}

/** Adds the name of the service that is unavailable, if that is the problem. */
const ofService = (problem: Problem, service: string | undefined): Problem =>
  service !== undefined && isKind(problem, unavailable) ? { ...problem, unavailableService: service } : problem;

const isRejection = (result: HttpResult): result is HttpResponse => result.kind === 'response' && result.status === 401;

/** The caller's credentials are not at fault. */
const foreignCredentials = (service: string): Problem =>
  ofService(
    unavailable(`${service} does not accept requests of this service; their clocks or their secrets may differ`),
    service,
  );

const isSequence = ({ headers }: HttpResponse): boolean =>
  String(headers['content-type']).split(';', 1)[0] === sequenceType;

/** Creates a client that sends these credentials with every request. */
export function createResourceClient(
  { client, locate, meant }: RemoteClientSettings,
  { headersFor, onRejection }: RequestCredentials,
): ResourceClient {
  const send = ({ href }: LocatedRelation, request: RemoteCall, headers: RemoteCall['headers']): Promise<HttpResult> =>
    client.request(toHttpRequest(href, { ...request, headers: { ...headers, ...request.headers } }));

  async function sendWithCredentials(at: LocatedRelation, request: RemoteCall): Promise<Outcome<HttpResult>> {
    const credentials = await headersFor(at.service);
    if (!credentials.ok) return credentials;
    const result = await send(at, request, credentials.value);
    if (onRejection === undefined || !isRejection(result)) return succeed(result);
    onRejection(at.service, result);
    const renewed = await headersFor(at.service);
    if (!renewed.ok || isDeepStrictEqual(renewed, credentials)) return fail(foreignCredentials(at.service));
    const repeated = await send(at, request, renewed.value);
    return isRejection(repeated) ? fail(foreignCredentials(at.service)) : succeed(repeated);
  }

  async function call(resource: string, request: RemoteCall): Promise<Outcome<HttpResponse>> {
    const collection = await locate(resource);
    if (collection === undefined)
      return fail(ofService(unavailable(`no registered service offers the ${resource} resource`), meant(resource)[0]));
    const sent = await sendWithCredentials(collection, request);
    if (!sent.ok) return sent;
    const result = sent.value;
    if (result.kind === 'response' && result.status < 400) return succeed(result);
    return fail(ofService(toLocalProblem(result, resource), collection.service));
  }

  return {
    call,
    page: async (resource, where, { limit, embed = [], asText = false, query: parameters, signal }) => {
      const embedQuery = embed.length === 0 ? {} : { embed: embed.join(',') };
      const query = { where: JSON.stringify(where), max_results: String(limit), ...embedQuery, ...parameters };
      const headers = asText ? { accept: `${sequenceType}, application/hal+json;q=0.9` } : {};
      const response = await call(resource, { method: 'GET', query, headers, signal });
      if (!response.ok) return response;
      const page = isSequence(response.value)
        ? parseRemoteSequence(response.value.text)
        : parseRemotePage(response.value.json(), resource);
      return page === undefined
        ? fail(unavailable(`the response of the ${resource} resource is not a HAL collection`))
        : succeed(page);
    },
  };
}
