import { openAccessControl, type AccessControl } from './access.ts';
import { resolveClientAddress, resolveClientOrigin } from '../access/client-address.ts';
import { serviceCaller, type Caller } from '../access/caller.ts';
import type { RemoteSettings } from '../remote/requests.ts';
import { createInternalApiClient, type InternalApiClient } from '../remote/internal-api.ts';
import { maintainRegistration } from '../remote/registration.ts';
import { createRemoteResources, type RemoteCallOptions } from '../remote/remote-resources.ts';
import { watchRoot } from '../remote/root-watcher.ts';
import { openGraphqlFace } from '../graphql/face.ts';
import { maxHeaderBytes } from '../hal/application.ts';
import type { OperationContext } from '../resource/definition/context.ts';
import type { Definition } from '../resource/definition/definition.ts';
import type { RemoteResources } from '../resource/remote-resources.ts';
import { fail, succeed, type Outcome } from '../resource/problems.ts';
import { tooManySignInAttempts, unauthenticated, unavailable } from '../resource/common-problems.ts';
import { openResource } from '../resource/resource.ts';
import { startMaintenance } from '../resource/maintenance.ts';
import type { ServiceContext } from '../resource/service-context.ts';
import { registeredLinks, serviceApp } from './app.ts';
import type { ServiceSettings } from './settings.ts';
import { openStore } from '../store/open.ts';
import type { Store } from '../store/port.ts';
import { createHttpClient } from '../http/client.ts';
import type { RequestHead, IsTrustedProxy } from '../http/forwarded.ts';
import { createRateLimit } from '../http/rate-limit.ts';
import { AsyncDisposableStack, closerOf, use } from '../util/disposable-stack.ts';
import { createLog, type Log } from '../util/log.ts';
import { notReady, startServer, type RunningServer } from '../http/server.ts';

/** A service that runs. */
export interface RunningService {
  readonly name: string;
  readonly url: string;
  readonly port: number;
  /** Resolves when the gateway knows the service. */
  registered(): Promise<void>;
  /** Looks at the gateway's root now: who is registered there is known to the service when this resolves. */
  refreshRoot(): Promise<void>;
  /** Withdraws from the gateway, finishes what is under way, closes the store. Closing twice is harmless. */
  close(): Promise<void>;
}

/** What a service stands on, when it is not to be made from the settings. */
export interface ServiceOverrides {
  readonly store?: Store;
}

/**
 * Puts a definition, a store and both faces on one port, and keeps the service registered with the HAL gateway.
 * Rejects with `PortInUse`, or with what keeps the store from opening; a gateway that is away only delays registration.
 */
export async function startService(
  definition: Definition,
  settings: ServiceSettings,
  foundations: ServiceOverrides = {},
): Promise<RunningService> {
  const log = createLog(settings.name);
  const listening = await startServer(notReady, { name: settings.name, port: settings.port, maxHeaderBytes });
  const stack = new AsyncDisposableStack();
  try {
    const parts = await openParts({ definition, settings, log, listening, foundations }, stack);
    listening.setHandler(parts.app);
    log.info(`${settings.name} is at ${parts.served.baseUrl}, its documents in ${parts.store}`);
    return {
      name: settings.name,
      url: parts.served.baseUrl,
      port: listening.port,
      registered: parts.registered,
      refreshRoot: parts.lookAround,
      close: closerOf(stack),
    };
  } catch (error) {
    await stack.disposeAsync();
    await listening.close();
    throw error;
  }
}

interface StartParts {
  readonly definition: Definition;
  readonly settings: ServiceSettings;
  readonly log: Log;
  readonly listening: RunningServer;
  readonly foundations: ServiceOverrides;
}

async function openParts(
  { definition, settings, log, listening, foundations }: StartParts,
  stack: AsyncDisposableStack,
) {
  const { name, gatewayUrl, leaseSeconds: ttlSeconds } = settings;
  const baseUrl = settings.baseUrl ?? `http://localhost:${listening.port}`;
  const store = use(stack, foundations.store ?? (await openStore(settings.store, log)));
  const client = use(stack, createHttpClient({ timeoutMs: settings.peerTimeoutMs }));
  const watcher = use(stack, watchRoot({ url: gatewayUrl, intervalMs: settings.rootIntervalMs, client, log }));
  const remote = { client, hrefOf: watcher.href, locate: watcher.locate };
  const access = await openAccessControl({ definition, store, remote }, settings);
  const inquirer = createInternalApiClient(remote, access.serviceIdentity.token);
  const contexts = contextsOf({ access, store, remote, inquirer, trust: settings.trust });
  const systemContext = contexts.of(serviceCaller(name), { authorization: undefined, requestId: undefined });
  const resource = await openResource(definition, store, { ...settings, systemContext });
  use(stack, startMaintenance(resource.maintenance, { intervalMs: settings.leaseMs, log }));
  const service: ServiceContext = { resource, name, baseUrl, log, authenticate: contexts.enter };
  const rateLimit = createRateLimit(settings.rate);
  const countedAddress = async (sent: RequestHead): Promise<string | undefined> => {
    const from = { serviceIdentity: access.serviceIdentity, trust: settings.trust };
    const { address, isForwarded } = await resolveClientOrigin(sent, from);
    return isForwarded ? undefined : address;
  };
  const graphql = use(stack, await openGraphqlFace({ ...settings, service, rateLimit, countedAddress }));
  use(stack, listening);
  const app = serviceApp(service, { access, graphql, store, settings, rateLimit });
  const registration = () => ({ name, baseUrl, rels: registeredLinks(service, { access, product: settings.product }) });
  const lease = use(stack, maintainRegistration({ gatewayUrl, registration, ttlSeconds, client, log }));
  return {
    app,
    served: service,
    store: store.description,
    registered: () => lease.registered(),
    lookAround: () => watcher.refresh(),
  };
}

/** What a request carries on to peers. */
type CallMetadata = Omit<RemoteCallOptions, 'internalApi'>;

interface ContextFactoryParts {
  readonly access: AccessControl;
  readonly store: Store;
  readonly remote: RemoteSettings;
  readonly inquirer: InternalApiClient;
  readonly trust: IsTrustedProxy;
}

/** Makes the contexts of operations: who asks, peers with their credentials, the service's own collections. */
function contextsOf({ access, store, remote, inquirer, trust }: ContextFactoryParts) {
  const of = (caller: Caller, carried: CallMetadata): OperationContext => {
    let peers: RemoteResources | undefined;
    return {
      caller,
      // Most requests ask no other service.
      get remote() {
        return (peers ??= createRemoteResources(remote, { ...carried, internalApi: inquirer.forCaller(caller) }));
      },
      collection: (name, indexes) => store.collection(name, indexes),
    };
  };
  const enter = async (sent: RequestHead): Promise<Outcome<OperationContext>> => {
    const { authorization } = sent.headers;
    const address = await resolveClientAddress(sent, { serviceIdentity: access.serviceIdentity, trust });
    const identity = await access.authenticator.authenticate([authorization ?? []].flat()[0], address);
    if (identity.kind === 'away') return fail(unavailable('the accounts, which say who you are, cannot be reached'));
    if (identity.kind === 'throttled') return fail(tooManySignInAttempts(identity.retryAfterSeconds));
    if (identity.kind === 'refused') return fail(unauthenticated(identity.fault));
    const requestId = [sent.headers['x-request-id'] ?? []].flat()[0];
    return succeed(of(identity.caller, { authorization: identity.forwardedAuthorization, requestId }));
  };
  return { of, enter };
}
