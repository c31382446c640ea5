import type { ForwardedAuthorization } from '../access/authentication.ts';
import type { RemoteMatches, InternalApi, RemoteResources } from '../resource/remote-resources.ts';
import { fail, succeed, type Outcome } from '../resource/problems.ts';
import { unavailable } from '../resource/common-problems.ts';
import {
  createResourceClient,
  lookupToWheres,
  maxRemoteDocuments,
  selectionToWhere,
  type ResourceClient,
  type RemotePage,
  type RemoteClientSettings,
} from './requests.ts';
import { parseRemoteDocument } from './remote-documents.ts';

type Finders = Pick<RemoteResources, 'find' | 'findByKeys'>;
type Writers = Pick<RemoteResources, 'create' | 'remove' | 'removeReferrers'>;

/** Milliseconds for another service to delete a list, with its dependents. */
const cascadeTimeoutMs = 60_000;

/** The caller's credentials and the request that calls to other services are made for. */
export interface RemoteCallOptions {
  readonly authorization: () => Promise<ForwardedAuthorization>;
  /** The id of the request that causes the calls, for the logs; sent as `X-Request-Id`. */
  readonly requestId: string | undefined;
  readonly internalApi: InternalApi;
  /** Ends the reads of related documents when it is aborted. Writes, and what they read first, are not ended. */
  readonly signal?: AbortSignal | undefined;
}

/** Creates the client for other services' resources with one caller's credentials; created for each request. */
export function createRemoteResources(
  settings: RemoteClientSettings,
  { authorization, requestId, internalApi, signal }: RemoteCallOptions,
): RemoteResources {
  const client = createResourceClient(settings, {
    headersFor: async () => {
      const forwarded = await authorization();
      if (forwarded.kind === 'unavailable')
        return fail(unavailable('the accounts service, which issues tokens for other services, cannot be reached'));
      return succeed({
        ...(forwarded.authorization === undefined ? {} : { authorization: forwarded.authorization }),
        ...(requestId === undefined ? {} : { 'x-request-id': requestId }),
      });
    },
  });
  return { href: settings.hrefOf, ...internalApi, ...finders(client, signal), ...writers(client) };
}

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

function finders({ page }: ResourceClient, signal: AbortSignal | undefined): Finders {
  return {
    findByKeys: async (resource, lookup) => {
      const options = {
        limit: maxRemoteDocuments,
        signal,
        ...(lookup.embed === undefined ? {} : { embed: lookup.embed }),
      };
      const pages = await Promise.all(lookupToWheres(lookup).map((where) => page(resource, where, options)));
      const failed = pages.find((each) => !each.ok);
      return failed?.ok === false ? failed : mergePages(pages.flatMap((each) => (each.ok ? [each.value] : [])));
    },
    find: async (resource, selection) => {
      const matches = await page(resource, selectionToWhere(selection), { limit: maxRemoteDocuments });
      return matches.ok ? succeed(matches.value.documents) : matches;
    },
  };
}

function writers({ call }: ResourceClient): Writers {
  return {
    create: async (resource, selection) => {
      const [[relation, id] = []] = Object.entries(selection.of ?? {});
      const path = relation === undefined || id === undefined ? '' : `/${relation}/${encodeURIComponent(id)}`;
      const response = await call(resource, {
        method: 'POST',
        path,
        body: selectionToWhere(selection),
        repeatable: true,
      });
      if (!response.ok) return response;
      const document = parseRemoteDocument(response.value.json());
      if (document === undefined)
        return fail(unavailable(`the response with the new ${resource} is not a HAL document`));
      return succeed({ created: response.value.status === 201, document });
    },
    remove: async (resource, { _id, _etag }) => {
      const path = `/${encodeURIComponent(_id)}`;
      const response = await call(resource, { method: 'DELETE', path, headers: { 'if-match': `"${_etag}"` } });
      return response.ok || response.problem.kind.status === 404 ? succeed(undefined) : response;
    },
    removeReferrers: async (resource, { relation, id }) => {
      const path = `/${relation}/${encodeURIComponent(id)}`;
      const query = { cascade: 'true' };
      const response = await call(resource, { method: 'DELETE', path, query, timeoutMs: cascadeTimeoutMs });
      return response.ok ? succeed(undefined) : response;
    },
  };
}
