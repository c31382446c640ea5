import { startGateway } from '../gateway/start.ts';
import { gatewaySettings } from '../gateway/settings.ts';
import { halGatewaySettings } from '../hal-gateway/settings.ts';
import { startHalGateway } from '../hal-gateway/start.ts';
import { startService, type ServiceOverrides, type RunningService } from '../kit/service/start.ts';
import { serviceSettings } from '../kit/service/settings.ts';
import { abortable } from '../kit/util/abortable.ts';
import { AsyncDisposableStack, closerOf, use } from '../kit/util/disposable-stack.ts';
import { readSettings, type Environment } from '../kit/util/settings/setting.ts';
import { systemTable } from './configuration/table.ts';
import { serviceParts, serviceWords, type ServiceWord } from './parts.ts';

/** The whole system, running in this process. */
export interface System {
  readonly halGateway: string;
  readonly gateway: string;
  readonly services: Readonly<Record<ServiceWord, RunningService>>;
  /**
   * Begins to stop all parts at the same time: requests in flight still find every part that they need. Resolves when
   * the requests of open connections are finished. Idempotent.
   */
  drain(): Promise<void>;
  /** Finishes requests in flight and closes all parts. Idempotent. */
  close(): Promise<void>;
}

/** Dependencies of the services that replace those created from the environment. */
export type SystemOverrides = Partial<Readonly<Record<ServiceWord, ServiceOverrides>>>;

/** Settings that start every part on a free port. */
export const freePorts = {
  PORT_HAL_GATEWAY: '0',
  PORT_VENUES: '0',
  PORT_REGISTRATIONS: '0',
  PORT_EVENTS: '0',
  PORT_ACCOUNTS: '0',
  PORT_GATEWAY: '0',
};

/** Variables for one part: in one process they would apply to all parts. */
const singlePartVariables = ['HY_API_PORT', 'HY_BASE_URL', 'HY_NAME_ON_GATEWAY', 'HY_GATEWAY_URL', 'SERVICE_NAMES'];

const shared = (env: Environment): Environment =>
  Object.fromEntries(Object.entries(env).filter(([name]) => !singlePartVariables.includes(name)));

/** Waits until all promises are settled, then rejects if one did: no part is still starting when the others close. */
async function allAfterSettled<T>(starting: readonly Promise<T>[]): Promise<readonly T[]> {
  await Promise.allSettled(starting);
  return Promise.all(starting);
}

/** Reads the settings of all parts. @throws InvalidSettingError that names the invalid variables of all parts. */
function settingsOf(environment: Environment) {
  const env = shared(environment);
  readSettings(systemTable, env);
  return {
    halGateway: halGatewaySettings(env),
    service: (word: ServiceWord) => serviceSettings(env, serviceParts[word]),
    gateway: gatewaySettings(env),
  };
}

/**
 * Starts every part on its own port. Resolves when the services are registered and have discovered each other, and the
 * graph is composed of all of them. If a part cannot start, closes the others and rejects.
 *
 * @param signal Ends the start when it is aborted.
 * @throws InvalidSettingError before any part starts, if a variable is invalid; the reason of the signal
 */
export async function startSystem(
  environment: Environment,
  overrides: SystemOverrides = {},
  signal?: AbortSignal,
): Promise<System> {
  const settings = settingsOf(environment);
  const stack = new AsyncDisposableStack();
  try {
    const halGateway = use(stack, await startHalGateway(settings.halGateway, signal));
    const gatewayUrl = halGateway.url;
    const services = await allAfterSettled(
      serviceWords.map(async (word) => {
        const { definition } = serviceParts[word];
        const configured = { ...settings.service(word), gatewayUrl };
        return use(stack, await startService(definition, configured, { ...overrides[word], signal }));
      }),
    );
    await abortable(Promise.all(services.map((service) => service.registered())), signal);
    await Promise.all(services.map((service) => service.refreshRoot()));
    const gateway = use(stack, await startGateway({ ...settings.gateway, gatewayUrl }));
    await gateway.ready(
      services.map(({ name }) => name),
      signal,
    );
    const servicesByWord = Object.fromEntries(
      serviceWords.map((word, index) => [word, services[index]]),
    ) as System['services'];
    const parts = [gateway, ...services, halGateway];
    return {
      halGateway: halGateway.url,
      gateway: gateway.url,
      services: servicesByWord,
      drain: async () => void (await Promise.all(parts.map((part) => part.drain()))),
      close: closerOf(stack),
    };
  } catch (error) {
    await stack.disposeAsync();
    throw error;
  }
}
