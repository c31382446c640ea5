import type { Store } from '../../../kit/store/port.ts';
import type { StoreSettings } from '../../../kit/store/settings.ts';
import { openAuthorizations, openDocuments, startBenchSystem, openNestedStore } from '../bench-system.ts';
import { events, venues } from './documents.ts';
import { runContender, type RunningContender } from './process.ts';

/** The contender that is measured: the whole system in one process, as `npm start` runs it. */
process.env['LOG_LEVEL'] = 'error';

async function tokensFor(roles: readonly string[], accounts: Store): Promise<RunningContender['authorization']> {
  const authorizationOf = await openAuthorizations(accounts);
  const tokens = roles.map(
    async (role) => [role, await authorizationOf({ signedIn: true, id: role, username: role, role })] as const,
  );
  return Object.fromEntries(await Promise.all(tokens));
}

async function start(store: StoreSettings): Promise<RunningContender> {
  const system = await startBenchSystem({ open: openNestedStore(store) }, async (stores) => {
    await (await openDocuments(stores, 'venues')).insert(venues);
    await (await openDocuments(stores, 'events')).insert(events);
  });
  const urls = Object.entries(system.services).map(([word, { url }]) => [word, url]);
  return {
    urls: Object.fromEntries(urls) as RunningContender['urls'],
    authorization: await tokensFor(['member', 'manager'], system.stores.accounts),
    close: () => system.close(),
  };
}

runContender(start);
