import type { Found, Inquiries, Peers } from '../resource/remote-resources.ts';
import { fail, succeed, type Outcome } from '../resource/problems.ts';
import { unavailable } from '../resource/common-problems.ts';
import {
  createCaller,
  filtersOf,
  mostDocuments,
  whereOf,
  type Caller,
  type Page,
  type PeersSettings,
} from './requests.ts';
import { foreignDocument } from './remote-documents.ts';

type Finders = Pick<Peers, 'find' | 'findAmong'>;
type Writers = Pick<Peers, 'create' | 'remove' | 'removeReferring'>;

/** Milliseconds that a peer has to remove a list, with all that hangs on it. */
const listRemovalMs = 60_000;

/** Whose requests they are: the credentials to send, and the service's own questions on the caller's behalf. */
export interface PeersOf {
  readonly authorization: string | undefined;
  /** The id of the request in whose course they are sent, for the logs. */
  readonly requestId: string | undefined;
  readonly inquiries: Inquiries;
}

/** Other services' resources as the bearer of these credentials may see them; made for one request. */
export function createPeers(settings: PeersSettings, { authorization, requestId, inquiries }: PeersOf): Peers {
  const caller = createCaller(settings, {
    ...(authorization === undefined ? {} : { authorization }),
    ...(requestId === undefined ? {} : { 'x-request-id': requestId }),
  });
  return { href: settings.hrefOf, ...inquiries, ...finders(caller), ...writers(caller) };
}

function together(pages: readonly Page[]): Outcome<Found> {
  const documents = pages.flatMap((page) => page.documents);
  const total = pages.reduce((sum, page) => sum + page.total, 0);
  if (total > documents.length)
    return fail(unavailable(`there are ${total}, and ${mostDocuments} are embedded at most: follow the links`));
  return succeed({
    documents,
    notEmbedded: Object.assign({}, ...pages.map((page) => page.notEmbedded)) as Found['notEmbedded'],
  });
}

function finders({ page }: Caller): Finders {
  return {
    findAmong: async (resource, among) => {
      const options = { limit: mostDocuments, ...(among.embed === undefined ? {} : { embed: among.embed }) };
      const pages = await Promise.all(filtersOf(among).map((where) => page(resource, where, options)));
      const failed = pages.find((each) => !each.ok);
      return failed?.ok === false ? failed : together(pages.flatMap((each) => (each.ok ? [each.value] : [])));
    },
    find: async (resource, selection) => {
      const found = await page(resource, whereOf(selection), { limit: mostDocuments });
      return found.ok ? succeed(found.value.documents) : found;
    },
  };
}

function writers({ call }: Caller): Writers {
  return {
    create: async (resource, selection) => {
      const [[relation, id] = []] = Object.entries(selection.of ?? {});
      const path = relation === undefined || id === undefined ? '' : `/${relation}/${encodeURIComponent(id)}`;
      const answer = await call(resource, { method: 'POST', path, body: whereOf(selection), repeatable: true });
      if (!answer.ok) return answer;
      const document = foreignDocument(answer.value.json());
      if (document === undefined) return fail(unavailable(`the new ${resource} cannot be read`));
      return succeed({ created: answer.value.status === 201, document });
    },
    remove: async (resource, { _id, _etag }) => {
      const path = `/${encodeURIComponent(_id)}`;
      const answer = await call(resource, { method: 'DELETE', path, headers: { 'if-match': `"${_etag}"` } });
      return answer.ok || answer.problem.kind.status === 404 ? succeed(undefined) : answer;
    },
    removeReferring: async (resource, { relation, id }) => {
      const path = `/${relation}/${encodeURIComponent(id)}`;
      const timeoutMs = listRemovalMs;
      const answer = await call(resource, { method: 'DELETE', path, query: { cascade: 'true' }, timeoutMs });
      return answer.ok ? succeed(undefined) : answer;
    },
  };
}
