import { startGateway } from '../gateway/start.ts';
import { gatewaySettings } from '../gateway/settings.ts';
import { halGatewaySettings } from '../hal-gateway/settings.ts';
import { startHalGateway } from '../hal-gateway/start.ts';
import { startService, type ServiceOverrides, type RunningService } from '../kit/service/start.ts';
import { serviceSettings } from '../kit/service/settings.ts';
import { AsyncDisposableStack, closerOf, use } from '../kit/util/disposable-stack.ts';
import { readSettings, type Environment } from '../kit/util/settings/setting.ts';
import { systemTable } from './configuration/table.ts';
import { serviceParts, serviceWords, type ServiceWord } from './parts.ts';

/** The whole system, running in this process. */
export interface System {
  readonly halGateway: string;
  readonly gateway: string;
  readonly services: Readonly<Record<ServiceWord, RunningService>>;
  close(): Promise<void>;
}

/** What services stand on, where it is not to be made from the environment. */
export type SystemFoundations = Partial<Readonly<Record<ServiceWord, ServiceOverrides>>>;

/** Variables that speak of one part alone: in one process they would mean all of them. */
const ofOnePart = ['HY_API_PORT', 'HY_BASE_URL', 'HY_NAME_ON_GATEWAY', 'HY_GATEWAY_URL'];

const shared = (env: Environment): Environment =>
  Object.fromEntries(Object.entries(env).filter(([name]) => !ofOnePart.includes(name)));

async function allUnlessOneFails<T>(starting: readonly Promise<T>[]): Promise<readonly T[]> {
  await Promise.allSettled(starting);
  return Promise.all(starting);
}

/** Configures every part before any starts. @throws InvalidSettingError that names the invalid variables of all parts. */
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
 * Starts every part, each on its own port, and resolves when the services are registered and know each other,
 * and the graph is composed of them all. Rejects, with everything closed again, when a part cannot start;
 * with `InvalidSettingError`, before any part starts, when a variable is invalid.
 */
export async function startSystem(environment: Environment, foundations: SystemFoundations = {}): Promise<System> {
  const settings = settingsOf(environment);
  const stack = new AsyncDisposableStack();
  try {
    const halGateway = use(stack, await startHalGateway(settings.halGateway));
    const gatewayUrl = halGateway.url;
    const services = await allUnlessOneFails(
      serviceWords.map(async (word) => {
        const { definition } = serviceParts[word];
        const configured = { ...settings.service(word), gatewayUrl };
        return use(stack, await startService(definition, configured, foundations[word]));
      }),
    );
    await Promise.all(services.map((service) => service.registered()));
    await Promise.all(services.map((service) => service.refreshRoot()));
    const gateway = use(stack, await startGateway({ ...settings.gateway, gatewayUrl }));
    await gateway.ready(services.map(({ name }) => name));
    const byWord = Object.fromEntries(serviceWords.map((word, index) => [word, services[index]])) as System['services'];
    return { halGateway: halGateway.url, gateway: gateway.url, services: byWord, close: closerOf(stack) };
  } catch (error) {
    await stack.disposeAsync();
    throw error;
  }
}
