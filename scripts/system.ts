import { gatewaySettings, type GatewaySettings } from '../gateway/settings.ts';
import { halGatewaySettings } from '../hal-gateway/settings.ts';
import { startHalGateway } from '../hal-gateway/start.ts';
import { startService, type ServiceOverrides, type RunningService } from '../kit/service/start.ts';
import { serviceSettings } from '../kit/service/settings.ts';
import { abortable } from '../kit/util/abortable.ts';
import { AsyncDisposableStack, closerOf, use } from '../kit/util/disposable-stack.ts';
import { readSettings, type Environment } from '../kit/util/settings/setting.ts';
import { systemTable } from './configuration/table.ts';
import { loadServiceParts, serviceWords, type ServicePart, type ServiceParts } from './parts.ts';
import { portVariableOf } from './parts/resource-folders.ts';

/** The whole system, running in this process. */
export interface System {
  readonly halGateway: string;
  readonly gateway: string;
  /** The resource services by their short names, in the order of their default ports. */
  readonly services: Readonly<Record<string, RunningService>>;
  /**
   * Begins to stop all parts at the same time: requests in flight still find every part that they need. Resolves when
   * the requests of open connections are finished. Idempotent.
   */
  drain(): Promise<void>;
  /** Finishes requests in flight and closes all parts. Idempotent. */
  close(): Promise<void>;
}

/** Dependencies of the services that replace those created from the environment. */
export type SystemOverrides = Readonly<Record<string, ServiceOverrides>>;

/** Settings that start every part on a free port. */
export const freePorts: Readonly<Record<string, string>> = Object.fromEntries(
  ['hal-gateway', ...serviceWords, 'gateway'].map((part) => [portVariableOf(part), '0']),
);

/** Variables for one part: in one process they would apply to all parts. */
const singlePartVariables = ['HY_API_PORT', 'HY_BASE_URL', 'HY_NAME_ON_GATEWAY', 'HY_GATEWAY_URL', 'SERVICE_NAMES'];

const shared = (env: Environment): Environment =>
  Object.fromEntries(Object.entries(env).filter(([name]) => !singlePartVariables.includes(name)));

/** Waits until all promises are settled, then rejects if one did: no part is still starting when the others close. */
async function allAfterSettled<T>(starting: readonly Promise<T>[]): Promise<readonly T[]> {
  await Promise.allSettled(starting);
  return Promise.all(starting);
}

/** Adds the endpoint of this system's GraphQL gateway, if its port is known before it starts. */
const withGraphqlUrl = <Settings extends { readonly graphqlUrl: string | undefined }>(
  settings: Settings,
  { port }: Pick<GatewaySettings, 'port'>,
): Settings => ({
  ...settings,
  graphqlUrl: settings.graphqlUrl ?? (port === 0 ? undefined : `http://localhost:${port}/graphql`),
});

/** Reads the settings of all parts. @throws InvalidSettingError that names the invalid variables of all parts. */
function settingsOf(environment: Environment, parts: ServiceParts) {
  const env = shared(environment);
  readSettings(systemTable(parts), env);
  const gateway = gatewaySettings(env);
  return {
    halGateway: withGraphqlUrl(halGatewaySettings(env), gateway),
    service: (part: ServicePart) => withGraphqlUrl(serviceSettings(env, part), gateway),
    gateway,
  };
}

/**
 * Starts every part on its own port. Resolves when the services are registered and have discovered each other, and the
 * graph is composed of all of them. If a part cannot start, closes the others and rejects.
 *
 * @param signal Ends the start when it is aborted.
 * @throws PartError or InvalidSettingError before any part starts, if a folder or a variable is invalid; the reason of
 *   the signal
 */
export async function startSystem(
  environment: Environment,
  overrides: SystemOverrides = {},
  signal?: AbortSignal,
): Promise<System> {
  const parts = await loadServiceParts();
  const settings = settingsOf(environment, parts);
  const stack = new AsyncDisposableStack();
  try {
    const halGateway = use(stack, await startHalGateway(settings.halGateway, signal));
    const gatewayUrl = halGateway.url;
    const started = await allAfterSettled(
      Object.entries(parts).map(async ([word, part]) => {
        const configured = { ...settings.service(part), gatewayUrl };
        const service = await startService(part.definition, configured, { ...overrides[word], signal });
        return [word, use(stack, service)] as const;
      }),
    );
    const services = started.map(([, service]) => service);
    await abortable(Promise.all(services.map((service) => service.registered())), signal);
    await Promise.all(services.map((service) => service.refreshRoot()));
    // Loading its planner takes longer than starting all services, which answer before.
    const { startGateway } = await import('../gateway/start.ts');
    const gateway = use(stack, await startGateway({ ...settings.gateway, gatewayUrl }));
    await gateway.ready(
      services.map(({ name }) => name),
      signal,
    );
    const running = [gateway, ...services, halGateway];
    return {
      halGateway: halGateway.url,
      gateway: gateway.url,
      services: Object.fromEntries(started),
      drain: async () => void (await Promise.all(running.map((part) => part.drain()))),
      close: closerOf(stack),
    };
  } catch (error) {
    await stack.disposeAsync();
    throw error;
  }
}
