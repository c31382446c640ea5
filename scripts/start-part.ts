import { gatewaySettings } from '../gateway/settings.ts';
import { startGateway } from '../gateway/start.ts';
import { halGatewaySettings } from '../hal-gateway/settings.ts';
import { startHalGateway } from '../hal-gateway/start.ts';
import { startService } from '../kit/service/start.ts';
import { serviceSettings } from '../kit/service/settings.ts';
import type { Closable } from '../kit/util/disposable-stack.ts';
import { serviceParts, serviceWords, type ServiceWord } from './parts.ts';

/** `npm run start:venues` and so on: starts one part, which discovers the others from `HY_GATEWAY_URL`. */
type Starter = () => Promise<Closable & { readonly url: string }>;

const service =
  (word: ServiceWord): Starter =>
  () =>
    startService(serviceParts[word].definition, serviceSettings(process.env, serviceParts[word]));

const starters: Readonly<Record<string, Starter>> = {
  'hal-gateway': () => startHalGateway(halGatewaySettings(process.env)),
  gateway: () => startGateway(gatewaySettings(process.env)),
  ...Object.fromEntries(serviceWords.map((word) => [word, service(word)])),
};

async function start(part: string): Promise<void> {
  const starter = starters[part];
  if (starter === undefined)
    throw new Error(`unknown part ${JSON.stringify(part)}; the parts are ${Object.keys(starters).join(', ')}`);
  const running = await starter();
  console.log(`${part} is at ${running.url}`);
  const stop = (): void => void Promise.resolve(running.close()).then(() => process.exit(0));
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
}

try {
  await start(process.argv[2] ?? '');
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
