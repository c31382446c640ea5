import path from 'node:path';
import type { Document } from '../../../kit/resource/definition/documents.ts';
import { indexesOf } from '../../../kit/resource/indexes.ts';
import { storeSettings } from '../../../kit/service/settings/store.ts';
import { openStore } from '../../../kit/store/open.ts';
import type { StoreSettings } from '../../../kit/store/settings.ts';
import { createLog } from '../../../kit/util/log.ts';
import { freePortsFor } from '../../free-ports.ts';
import { loadServicePart, serviceWords } from '../../parts.ts';
import { openAuthorizations } from '../bench-system.ts';
import { nodeOptions } from '../node-options.ts';
import { newMembers } from '../registrations/members.ts';
import { isReady, rootIsComplete } from '../start/answers.ts';
import { runCommand, type RunningCommand } from '../start/process-tree.ts';

/** The HAL gateway and the services, each a process of its own, as they are deployed. */
export interface Services {
  /** Name of a service → its origin. */
  readonly urls: Readonly<Record<string, string>>;
  /** The `Authorization` headers of members, one for each. */
  readonly authorizations: readonly string[];
  /** Returns the most memory that each part has used at once, in megabytes. */
  peakMegabytes(): Readonly<Record<string, number>>;
  close(): Promise<void>;
}

const halGateway = 'hal-gateway';

/** Returns the settings with which parts use a store. */
const environmentOf = (store: StoreSettings): Readonly<Record<string, string>> =>
  store.kind === 'mongo'
    ? { MONGO_URL: store.url, HY_MONGO_DBNAME: store.database }
    : { DATA_DIR: store.directory ?? '' };

/** Stores members, and issues their tokens. */
async function createMembers(env: Readonly<Record<string, string>>, count: number): Promise<readonly string[]> {
  const log = createLog('stampede');
  const part = await loadServicePart('accounts');
  const accounts = await openStore(storeSettings(env, part), log);
  try {
    const members = await newMembers(count);
    const { plural } = part.definition;
    await (await accounts.collection<Document>(plural, indexesOf(part.definition))).insert(members);
    const authorizationOf = await openAuthorizations(accounts);
    return await Promise.all(
      members.map(({ _id, username }) =>
        authorizationOf({ signedIn: true, id: _id, username: String(username), role: 'member' }),
      ),
    );
  } finally {
    await accounts.close();
  }
}

/** Starts all parts but the GraphQL gateway, compiled, with so many members in the store of the accounts. */
export async function startServices(store: StoreSettings, members: number): Promise<Services> {
  const env = { ...environmentOf(store), LOG_LEVEL: 'error', AUTH_TOKEN_SECONDS: '86400' };
  const authorizations = await createMembers(env, members);
  const parts = [halGateway, ...serviceWords];
  const ports = await freePortsFor(parts);
  const urls = Object.fromEntries(parts.map((part) => [part, `http://localhost:${ports[part] ?? ''}`]));
  const script = path.resolve(import.meta.dirname, '../../start-part.js');
  const running = parts.map((part): [string, RunningCommand] => [
    part,
    runCommand([process.execPath, ...nodeOptions, script, part], {
      ...env,
      HY_API_PORT: ports[part] ?? '',
      HY_GATEWAY_URL: urls[halGateway] ?? '',
    }),
  ]);
  await Promise.all(Object.values(urls).map(isReady));
  await rootIsComplete(urls[halGateway] ?? '');
  return {
    urls,
    authorizations,
    peakMegabytes: () => Object.fromEntries(running.map(([part, { peakMb }]) => [part, Math.round(peakMb())])),
    close: async () => void (await Promise.all(running.map(([, { stop }]) => stop()))),
  };
}
