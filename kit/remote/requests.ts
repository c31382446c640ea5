import type { RemoteLookup, RemoteMatches, RemoteSelection } from '../resource/remote-resources.ts';
import { fail, succeed, type Outcome } from '../resource/problems.ts';
import { unavailable } from '../resource/common-problems.ts';
import type { HttpClient, HttpResponse } from '../http/client.ts';
import { referenceName } from '../http/reference-name.ts';
import { parseRemotePage, toLocalProblem } from './remote-documents.ts';

export interface RemoteSettings {
  readonly client: HttpClient;
  /** Where the collection of a resource is: the href of its rel at the gateway's root. */
  readonly hrefOf: (resource: string) => string | undefined;
  /** The same, after a look at the root where it is not known. */
  readonly locate: (resource: string) => Promise<string | undefined>;
}

/** One request to a peer's collection, or below it. */
export interface RemoteCall {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** Whether doing it twice is as good as once, though the method does not say so. */
  readonly repeatable?: boolean;
  readonly timeoutMs?: number;
}

export interface RemotePage extends RemoteMatches {
  readonly total: number;
}

/** Requests to peers with one caller's credentials. */
export interface RemoteCaller {
  call(resource: string, call: RemoteCall): Promise<Outcome<HttpResponse>>;
  page(
    resource: string,
    where: object,
    options: { readonly limit: number; readonly embed?: readonly string[] },
  ): Promise<Outcome<RemotePage>>;
}

/** Most documents that a peer answers on one page. */
export const maxRemoteDocuments = 3000;
/** Most keys of one request, so that its URL stays below what servers take. */
const keysPerRequest = 150;

const fieldName = (field: string): string => (field.startsWith('_') ? field : referenceName(field));

/** A selection in the words of a peer's `where` and bodies. */
export const selectionToWhere = ({ of = {}, where = {} }: RemoteSelection): Readonly<Record<string, unknown>> => ({
  ...Object.fromEntries(Object.entries(of).map(([relation, id]) => [referenceName(relation), id])),
  ...where,
});

/** The same in as many filters as its keys need. */
export function lookupToWheres({ field, keys }: RemoteLookup): readonly object[] {
  const distinct = [...new Set(keys)];
  return Array.from({ length: Math.ceil(distinct.length / keysPerRequest) }, (_, index) => ({
    [fieldName(field)]: { $in: distinct.slice(index * keysPerRequest, (index + 1) * keysPerRequest) },
  }));
}

function requestOf(collection: string, { path = '', query = {}, headers = {}, body, ...request }: RemoteCall) {
  const search = new URLSearchParams(query).toString();
  const url = `${collection}${path}${search === '' ? '' : `?${search}`}`;
  const accept = { accept: 'application/hal+json', ...headers };
  if (body === undefined) return { ...request, url, headers: accept };
  const content = { headers: { ...accept, 'content-type': 'application/json' }, body: JSON.stringify(body) };
  return { ...request, url, ...content };
}

/** `own` are the headers of every request. */
export function createRemoteCaller(
  { client, locate }: RemoteSettings,
  own: Readonly<Record<string, string>>,
): RemoteCaller {
  async function call(resource: string, request: RemoteCall): Promise<Outcome<HttpResponse>> {
    const collection = await locate(resource);
    if (collection === undefined) return fail(unavailable(`no service offers the ${resource} resource now`));
    const headers = { ...own, ...request.headers };
    const answer = await client.request(requestOf(collection, { ...request, headers }));
    return answer.kind === 'answer' && answer.status < 400 ? succeed(answer) : fail(toLocalProblem(answer, resource));
  }

  return {
    call,
    page: async (resource, where, { limit, embed = [] }) => {
      const embedded = embed.length === 0 ? {} : { embed: embed.join(',') };
      const query = { where: JSON.stringify(where), max_results: String(limit), ...embedded };
      const answer = await call(resource, { method: 'GET', query });
      if (!answer.ok) return answer;
      const page = parseRemotePage(answer.value.json(), resource);
      return page === undefined
        ? fail(unavailable(`the list of the ${resource} resource cannot be read`))
        : succeed(page);
    },
  };
}
