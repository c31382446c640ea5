import { openAccess, type Access } from './access.ts';
import { addressOf, originOfClient } from '../access/client-address.ts';
import { serviceCaller, type Caller } from '../access/caller.ts';
import type { PeersSettings } from '../remote/requests.ts';
import { createInquirer, type Inquirer } from '../remote/internal-api.ts';
import { keepRegistered } from '../remote/registration.ts';
import { createPeers, type PeersOf } from '../remote/remote-resources.ts';
import { watchRoot } from '../remote/root-watcher.ts';
import { openGraphqlFace } from '../graphql/face.ts';
import { maxHeaderBytes } from '../hal/application.ts';
import type { Context } from '../resource/definition/context.ts';
import type { Definition } from '../resource/definition/definition.ts';
import type { Peers } from '../resource/remote-resources.ts';
import { fail, succeed, type Outcome } from '../resource/problems.ts';
import { tooMany, unauthenticated, unavailable } from '../resource/common-problems.ts';
import { openResource } from '../resource/resource.ts';
import { keepSwept } from '../resource/maintenance.ts';
import type { Served } from '../resource/service-context.ts';
import { relsOf, serviceApp } from './app.ts';
import type { ServiceSettings } from './settings.ts';
import { openStore } from '../store/open.ts';
import type { Store } from '../store/port.ts';
import { createClient } from '../http/client.ts';
import type { Sent, Trust } from '../http/forwarded.ts';
import { createRateLimit } from '../http/rate-limit.ts';
import { AsyncDisposableStack, closerOf, use } from '../util/disposable-stack.ts';
import { createLog, type Log } from '../util/log.ts';
import { notYet, serve, type Listening } from '../http/server.ts';

/** A service that runs. */
export interface RunningService {
  readonly name: string;
  readonly url: string;
  readonly port: number;
  /** Resolves when the gateway knows the service. */
  registered(): Promise<void>;
  /** Looks at the gateway's root now: who is registered there is known to the service when this resolves. */
  lookAround(): Promise<void>;
  /** Withdraws from the gateway, finishes what is under way, closes the store. Closing twice is harmless. */
  close(): Promise<void>;
}

/** What a service stands on, when it is not to be made from the settings. */
export interface Foundations {
  readonly store?: Store;
}

/**
 * Puts a definition, a store and both faces on one port, and keeps the service registered with the HAL gateway.
 * Rejects with `PortInUse`, or with what keeps the store from opening; a gateway that is away only delays registration.
 */
export async function startService(
  definition: Definition,
  settings: ServiceSettings,
  foundations: Foundations = {},
): Promise<RunningService> {
  const log = createLog(settings.name);
  const listening = await serve(notYet, { name: settings.name, port: settings.port, maxHeaderBytes });
  const stack = new AsyncDisposableStack();
  try {
    const parts = await openParts({ definition, settings, log, listening, foundations }, stack);
    listening.handOver(parts.app);
    log.info(`${settings.name} is at ${parts.served.base}, its documents in ${parts.store}`);
    return {
      name: settings.name,
      url: parts.served.base,
      port: listening.port,
      registered: parts.registered,
      lookAround: parts.lookAround,
      close: closerOf(stack),
    };
  } catch (error) {
    await stack.disposeAsync();
    await listening.close();
    throw error;
  }
}

interface Plan {
  readonly definition: Definition;
  readonly settings: ServiceSettings;
  readonly log: Log;
  readonly listening: Listening;
  readonly foundations: Foundations;
}

async function openParts({ definition, settings, log, listening, foundations }: Plan, stack: AsyncDisposableStack) {
  const { name, gatewayUrl, leaseSeconds: ttlSeconds } = settings;
  const base = settings.baseUrl ?? `http://localhost:${listening.port}`;
  const store = use(stack, foundations.store ?? (await openStore(settings.store, log)));
  const client = use(stack, createClient({ timeoutMs: settings.peerTimeoutMs }));
  const watcher = use(stack, watchRoot({ url: gatewayUrl, intervalMs: settings.rootIntervalMs, client, log }));
  const remote = { client, hrefOf: watcher.href, locate: watcher.locate };
  const access = await openAccess({ definition, store, remote }, settings);
  const inquirer = createInquirer(remote, access.services.token);
  const contexts = contextsOf({ access, store, remote, inquirer, trust: settings.trust });
  const system = contexts.of(serviceCaller(name), { authorization: undefined, requestId: undefined });
  const resource = await openResource(definition, store, { ...settings, system });
  use(stack, keepSwept(resource.upkeep, { intervalMs: settings.intentionMs, log }));
  const served: Served = { resource, name, base, log, enter: contexts.enter };
  const rateLimit = createRateLimit(settings.rate);
  const countedAddress = async (sent: Sent): Promise<string | undefined> => {
    const from = { services: access.services, trust: settings.trust };
    const { address, isHandedOn } = await originOfClient(sent, from);
    return isHandedOn ? undefined : address;
  };
  const graphql = use(stack, await openGraphqlFace({ ...settings, served, rateLimit, countedAddress }));
  use(stack, listening);
  const app = serviceApp(served, { access, graphql, store, settings, rateLimit });
  const registration = () => ({ name, baseUrl: base, rels: relsOf(served, { access, product: settings.product }) });
  const lease = use(stack, keepRegistered({ gatewayUrl, registration, ttlSeconds, client, log }));
  return {
    app,
    served,
    store: store.description,
    registered: () => lease.registered(),
    lookAround: () => watcher.refresh(),
  };
}

/** What a request carries on to peers. */
type Carried = Omit<PeersOf, 'inquiries'>;

interface Entrance {
  readonly access: Access;
  readonly store: Store;
  readonly remote: PeersSettings;
  readonly inquirer: Inquirer;
  readonly trust: Trust;
}

/** Makes the contexts of operations: who asks, peers with their credentials, the service's own collections. */
function contextsOf({ access, store, remote, inquirer, trust }: Entrance) {
  const of = (caller: Caller, carried: Carried): Context => {
    let peers: Peers | undefined;
    return {
      caller,
      // Most requests ask no other service.
      get peers() {
        return (peers ??= createPeers(remote, { ...carried, inquiries: inquirer.on(caller) }));
      },
      collection: (name, indexes) => store.collection(name, indexes),
    };
  };
  const enter = async (sent: Sent): Promise<Outcome<Context>> => {
    const { authorization } = sent.headers;
    const address = await addressOf(sent, { services: access.services, trust });
    const identity = await access.identifier.identify([authorization ?? []].flat()[0], address);
    if (identity.kind === 'away') return fail(unavailable('the accounts, which say who you are, cannot be reached'));
    if (identity.kind === 'throttled') return fail(tooMany(identity.retryAfterSeconds));
    if (identity.kind === 'refused') return fail(unauthenticated(identity.fault));
    const requestId = [sent.headers['x-request-id'] ?? []].flat()[0];
    return succeed(of(identity.caller, { authorization: identity.onward, requestId }));
  };
  return { of, enter };
}
