import type { Caller } from '../access/caller.ts';
import type { ForwardedAuthorization } from '../access/authentication.ts';
import type { RemoteDocument, RemoteMatches, RemoteResources } from '../resource/remote-resources.ts';
import { fail, succeed, type Outcome } from '../resource/problems.ts';
import { unavailable } from '../resource/common-problems.ts';
import {
  createResourceClient,
  keyBatches,
  lookupToWheres,
  maxRemoteDocuments,
  selectionToWhere,
  type ResourceClient,
  type RemotePage,
  type RemoteClientSettings,
} from './requests.ts';
import { describeCaller, type OnBehalf } from './caller-shape.ts';
import type { InternalApiClient } from './internal-api.ts';
import { parseRemoteViews } from './remote-documents.ts';

type Finders = Pick<RemoteResources, 'find' | 'findAll' | 'findByKeys' | 'findViews'>;
type Writers = Pick<RemoteResources, 'create' | 'removeReferrers'>;

/** The caller's credentials and the request that calls to other services are made for. */
export interface RemoteCallOptions {
  readonly authorization: () => Promise<ForwardedAuthorization>;
  /** The id of the request that causes the calls, for the logs; sent as `X-Request-Id`. */
  readonly requestId: string | undefined;
  readonly caller: Caller;
  readonly internalApi: InternalApiClient;
  /** Ends the reads of related documents when it is aborted. Writes, and what they read first, are not ended. */
  readonly signal?: AbortSignal | undefined;
}

/** Creates the client for other services' resources with one caller's credentials; created for each request. */
export function createRemoteResources(
  settings: RemoteClientSettings,
  { authorization, requestId, caller, internalApi, signal }: RemoteCallOptions,
): RemoteResources {
  const client = createResourceClient(settings, {
    headersFor: async () => {
      const forwarded = await authorization();
      if (forwarded.kind === 'unavailable') return fail(noTokens());
      return succeed({
        ...(forwarded.authorization === undefined ? {} : { authorization: forwarded.authorization }),
        ...(requestId === undefined ? {} : { 'x-request-id': requestId }),
      });
    },
  });
  return {
    href: settings.hrefOf,
    ...internalApi.forCaller(caller),
    ...finders(client, signal),
    ...writers({ authorization, requestId, caller, internalApi }),
    remove: async (resource, { _id, _etag }) => {
      const path = `/${encodeURIComponent(_id)}`;
      const response = await client.call(resource, { method: 'DELETE', path, headers: { 'if-match': `"${_etag}"` } });
      return response.ok || response.problem.kind.status === 404 ? succeed(undefined) : response;
    },
  };
}

const noTokens = () => unavailable('the accounts service, which issues tokens for other services, cannot be reached');

/** Merges the pages of one lookup. A total beyond the documents is an error: a part would look complete. */
function mergePages(pages: readonly RemotePage[]): Outcome<RemoteMatches> {
  const documents = pages.flatMap((page) => page.documents);
  const total = pages.reduce((sum, page) => sum + page.total, 0);
  if (total > documents.length)
    return fail(
      unavailable(
        `there are ${total} documents, but at most ${maxRemoteDocuments} can be embedded; follow the links instead`,
      ),
    );
  return succeed({
    documents,
    notEmbedded: Object.assign({}, ...pages.map((page) => page.notEmbedded)) as RemoteMatches['notEmbedded'],
  });
}

function finders({ call, page }: ResourceClient, signal: AbortSignal | undefined): Finders {
  return {
    findByKeys: async (resource, lookup) => {
      const options = {
        limit: maxRemoteDocuments,
        signal,
        asText: lookup.asText ?? false,
        ...(lookup.embed === undefined ? {} : { embed: lookup.embed }),
      };
      const pages = await Promise.all(lookupToWheres(lookup).map((where) => page(resource, where, options)));
      const failed = pages.find((each) => !each.ok);
      return failed?.ok === false ? failed : mergePages(pages.flatMap((each) => (each.ok ? [each.value] : [])));
    },
    findAll: async (resource, { where, fields }) => {
      const documents: RemoteDocument[] = [];
      for (let number = 1; ; number++) {
        const query = { page: String(number), sort: '_id', projection: fields.join(',') };
        const found = await page(resource, where, { limit: maxRemoteDocuments, query, signal });
        if (!found.ok) return found;
        documents.push(...found.value.documents);
        if (found.value.documents.length < maxRemoteDocuments) return succeed(documents);
      }
    },
    findViews: async (resource, { view, of, ids }) => {
      const responses = await Promise.all(
        keyBatches(ids).map((batch) =>
          call(resource, { method: 'GET', path: `/${view}`, query: { of: batch.join(',') }, signal }),
        ),
      );
      const failed = responses.find((each) => !each.ok);
      if (failed?.ok === false) return failed;
      const parsed = responses.map((each) => each.ok && parseRemoteViews(each.value.json(), { view, of }));
      return parsed.includes(undefined)
        ? fail(unavailable(`the response of the ${resource} resource is not a list of ${view}`))
        : succeed(new Map(parsed.flatMap((each) => each || [])));
    },
    find: async (resource, selection) => {
      const matches = await page(resource, selectionToWhere(selection), { limit: maxRemoteDocuments });
      return matches.ok ? succeed(matches.value.documents) : matches;
    },
  };
}

/** Writes that this service asks for in its own name, on behalf of the caller. */
function writers({ authorization, requestId, caller, internalApi }: RemoteCallOptions): Writers {
  async function onBehalf<T>(write: (behalf: OnBehalf) => Promise<Outcome<T>>): Promise<Outcome<T>> {
    const forwarded = await authorization();
    if (forwarded.kind === 'unavailable') return fail(noTokens());
    return write({ requestId, caller: describeCaller(caller), authorization: forwarded.authorization });
  }
  return {
    create: (resource, { of, where }) => onBehalf((behalf) => internalApi.create(resource, { of, where, ...behalf })),
    removeReferrers: (resource, { relation, ids }) =>
      onBehalf((behalf) => internalApi.removeReferrers(resource, { relation, ids, ...behalf })),
  };
}
