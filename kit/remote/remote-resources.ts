import type { RemoteMatches, InternalApi, RemoteResources } from '../resource/remote-resources.ts';
import { fail, succeed, type Outcome } from '../resource/problems.ts';
import { unavailable } from '../resource/common-problems.ts';
import {
  createRemoteCaller,
  lookupToWheres,
  maxRemoteDocuments,
  selectionToWhere,
  type RemoteCaller,
  type RemotePage,
  type RemoteSettings,
} from './requests.ts';
import { parseRemoteDocument } from './remote-documents.ts';

type Finders = Pick<RemoteResources, 'find' | 'findByKeys'>;
type Writers = Pick<RemoteResources, 'create' | 'remove' | 'removeReferrers'>;

/** Milliseconds that a peer has to remove a list, with all that hangs on it. */
const listRemovalMs = 60_000;

/** Whose requests they are: the credentials to send, and the service's own questions on the caller's behalf. */
export interface RemoteCallOptions {
  readonly authorization: string | undefined;
  /** The id of the request in whose course they are sent, for the logs. */
  readonly requestId: string | undefined;
  readonly internalApi: InternalApi;
}

/** Other services' resources as the bearer of these credentials may see them; made for one request. */
export function createRemoteResources(
  settings: RemoteSettings,
  { authorization, requestId, internalApi }: RemoteCallOptions,
): RemoteResources {
  const caller = createRemoteCaller(settings, {
    ...(authorization === undefined ? {} : { authorization }),
    ...(requestId === undefined ? {} : { 'x-request-id': requestId }),
  });
  return { href: settings.hrefOf, ...internalApi, ...finders(caller), ...writers(caller) };
}

function together(pages: readonly RemotePage[]): Outcome<RemoteMatches> {
  const documents = pages.flatMap((page) => page.documents);
  const total = pages.reduce((sum, page) => sum + page.total, 0);
  if (total > documents.length)
    return fail(unavailable(`there are ${total}, and ${maxRemoteDocuments} are embedded at most: follow the links`));
  return succeed({
    documents,
    notEmbedded: Object.assign({}, ...pages.map((page) => page.notEmbedded)) as RemoteMatches['notEmbedded'],
  });
}

function finders({ page }: RemoteCaller): Finders {
  return {
    findByKeys: async (resource, among) => {
      const options = { limit: maxRemoteDocuments, ...(among.embed === undefined ? {} : { embed: among.embed }) };
      const pages = await Promise.all(lookupToWheres(among).map((where) => page(resource, where, options)));
      const failed = pages.find((each) => !each.ok);
      return failed?.ok === false ? failed : together(pages.flatMap((each) => (each.ok ? [each.value] : [])));
    },
    find: async (resource, selection) => {
      const found = await page(resource, selectionToWhere(selection), { limit: maxRemoteDocuments });
      return found.ok ? succeed(found.value.documents) : found;
    },
  };
}

function writers({ call }: RemoteCaller): Writers {
  return {
    create: async (resource, selection) => {
      const [[relation, id] = []] = Object.entries(selection.of ?? {});
      const path = relation === undefined || id === undefined ? '' : `/${relation}/${encodeURIComponent(id)}`;
      const answer = await call(resource, {
        method: 'POST',
        path,
        body: selectionToWhere(selection),
        repeatable: true,
      });
      if (!answer.ok) return answer;
      const document = parseRemoteDocument(answer.value.json());
      if (document === undefined) return fail(unavailable(`the new ${resource} cannot be read`));
      return succeed({ created: answer.value.status === 201, document });
    },
    remove: async (resource, { _id, _etag }) => {
      const path = `/${encodeURIComponent(_id)}`;
      const answer = await call(resource, { method: 'DELETE', path, headers: { 'if-match': `"${_etag}"` } });
      return answer.ok || answer.problem.kind.status === 404 ? succeed(undefined) : answer;
    },
    removeReferrers: async (resource, { relation, id }) => {
      const path = `/${relation}/${encodeURIComponent(id)}`;
      const timeoutMs = listRemovalMs;
      const answer = await call(resource, { method: 'DELETE', path, query: { cascade: 'true' }, timeoutMs });
      return answer.ok ? succeed(undefined) : answer;
    },
  };
}
