import { openTokenIssuer } from '../../../kit/access/token-issuer.ts';
import { product } from '../../../product/product.ts';
import type { Store } from '../../../kit/store/port.ts';
import type { StoreSettings } from '../../../kit/store/settings.ts';
import { documentsIn, openStage, openWithin } from '../bench-system.ts';
import { events, venues } from './documents.ts';
import { serveSide, type Started } from './process.ts';

/** The side that is measured: the whole system in one process, as `npm start` has it. */
process.env['LOG_LEVEL'] = 'error';

async function tokensFor(roles: readonly string[], accounts: Store): Promise<Started['authorization']> {
  const authority = await openTokenIssuer(accounts, { product, tokenSeconds: 86_400, rotationSeconds: 86_400 });
  const tokens = roles.map(async (role) => {
    const { accessToken } = await authority.issue({ signedIn: true, id: role, username: role, role }, undefined);
    return [role, `Bearer ${accessToken}`] as const;
  });
  return Object.fromEntries(await Promise.all(tokens));
}

async function start(store: StoreSettings): Promise<Started> {
  const stage = await openStage({ open: openWithin(store) }, async (stores) => {
    await (await documentsIn(stores, 'venues')).insert(venues);
    await (await documentsIn(stores, 'events')).insert(events);
  });
  const urls = Object.entries(stage.services).map(([word, { url }]) => [word, url]);
  return {
    urls: Object.fromEntries(urls) as Started['urls'],
    authorization: await tokensFor(['member', 'manager'], stage.stores.accounts),
    close: () => stage.close(),
  };
}

serveSide(start);
