import DataLoader from 'dataloader';
import type { ForeignDocument, Peers } from '../resource/peers.ts';
import { fail, succeed, unavailable, type Outcome } from '../resource/problems.ts';
import { createCaller, filtersOf, mostDocuments, whereOf, type Caller, type PeersSettings } from './calls.ts';
import { foreignDocument } from './foreign.ts';

type Finders = Pick<Peers, 'get' | 'find' | 'count' | 'findAmong' | 'countAmong'>;
type Writers = Pick<Peers, 'create' | 'remove' | 'removeReferring'>;

/** Other services' resources as the bearer of these credentials may see them; made for one request. */
export function createPeers(settings: PeersSettings, authorization: string | undefined): Peers {
  const caller = createCaller(settings, authorization);
  return { href: settings.hrefOf, ...finders(caller), ...writers(caller) };
}

function finders({ page }: Caller): Finders {
  const findAmong: Finders['findAmong'] = async (resource, among) => {
    const options = { limit: mostDocuments, ...(among.embed === undefined ? {} : { embed: among.embed }) };
    const pages = await Promise.all(filtersOf(among).map((where) => page(resource, where, options)));
    const failed = pages.find((each) => !each.ok);
    return failed?.ok === false ? failed : succeed(pages.flatMap((each) => (each.ok ? each.value.documents : [])));
  };
  return {
    get: remembering(findAmong),
    findAmong,
    countAmong: async (resource, among) => {
      const counted = await Promise.all(filtersOf(among).map((where) => page(resource, where, { limit: 1 })));
      const failed = counted.find((each) => !each.ok);
      return failed?.ok === false
        ? failed
        : succeed(counted.reduce((sum, each) => sum + (each.ok ? each.value.total : 0), 0));
    },
    find: async (resource, selection) => {
      const found = await page(resource, whereOf(selection), { limit: mostDocuments });
      return found.ok ? succeed(found.value.documents) : found;
    },
    count: async (resource, selection) => {
      const found = await page(resource, whereOf(selection), { limit: 1 });
      return found.ok ? succeed(found.value.total) : found;
    },
  };
}

function remembering(findAmong: Finders['findAmong']): Finders['get'] {
  type Found = Outcome<ForeignDocument | undefined>;
  const loaders = new Map<string, DataLoader<string, Found>>();
  const load = async (resource: string, ids: readonly string[]): Promise<Found[]> => {
    const found = await findAmong(resource, { field: '_id', keys: ids });
    if (!found.ok) return ids.map(() => found);
    const documents = new Map(found.value.map((document) => [document._id, document]));
    return ids.map((id) => succeed(documents.get(id)));
  };
  return (resource, id) => {
    const loader = loaders.get(resource) ?? new DataLoader<string, Found>((ids) => load(resource, ids));
    loaders.set(resource, loader);
    return loader.load(id);
  };
}

function writers({ call }: Caller): Writers {
  return {
    create: async (resource, selection) => {
      const [[relation, id] = []] = Object.entries(selection.of ?? {});
      const path = relation === undefined || id === undefined ? '' : `/${relation}/${encodeURIComponent(id)}`;
      const answer = await call(resource, { method: 'POST', path, body: whereOf(selection) });
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
      const answer = await call(resource, { method: 'DELETE', path, query: { cascade: 'true' } });
      return answer.ok ? succeed(undefined) : answer;
    },
  };
}
