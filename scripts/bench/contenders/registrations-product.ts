import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { StoreSettings } from '../../../kit/store/settings.ts';
import type * as BenchSystemModule from '../bench-system.ts';
import { memberCount, newMembers } from '../registrations/members.ts';
import { runContender, type RunningContender } from './process.ts';

/** The whole system in one process, with members in its store: that of the checkout in the working directory. */
process.env['LOG_LEVEL'] = 'error';

/** Loads the compiled module of a checkout, which may be older than this file. */
const loadBenchSystem = async (): Promise<typeof BenchSystemModule> =>
  (await import(pathToFileURL(path.resolve('dist/scripts/bench/bench-system.js')).href)) as typeof BenchSystemModule;

async function start(store: StoreSettings): Promise<RunningContender> {
  const { startBenchSystem, openDocuments, openAuthorizations, openNestedStore } = await loadBenchSystem();
  const members = await newMembers(memberCount);
  const system = await startBenchSystem({ open: openNestedStore(store) }, async (stores) => {
    await (await openDocuments(stores, 'accounts')).insert(members);
  });
  const authorizationOf = await openAuthorizations(system.stores.accounts);
  const authorize = ({ _id, username }: (typeof members)[number]): Promise<string> =>
    authorizationOf({ signedIn: true, id: _id, username: String(username), role: 'member' });
  return {
    urls: Object.fromEntries(Object.entries(system.services).map(([word, { url }]) => [word, url])),
    authorization: {},
    issueAuthorizations: (count) => Promise.all(members.slice(0, count).map(authorize)),
    close: () => system.close(),
  };
}

runContender(start);
