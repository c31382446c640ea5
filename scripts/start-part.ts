import { gatewaySettings } from '../gateway/settings.ts';
import { startGateway } from '../gateway/start.ts';
import { halGatewaySettings } from '../hal-gateway/settings.ts';
import { startHalGateway } from '../hal-gateway/start.ts';
import { startService } from '../kit/service/start.ts';
import { serviceSettings } from '../kit/service/settings.ts';
import { createLog } from '../kit/util/log.ts';
import { loadServicePart, serviceWords } from './parts.ts';
import { runUntilStopped } from './run-until-stopped.ts';

/** `npm run start:part -- venues`, `npm run start:venues` and so on: starts one part, which discovers the others from `HY_GATEWAY_URL`. */
interface Part {
  readonly url: string;
  drain(): Promise<void>;
  close(): Promise<void>;
}
type Starter = (signal: AbortSignal) => Promise<Part>;

const service =
  (word: string): Starter =>
  async (signal) => {
    const part = await loadServicePart(word);
    return startService(part.definition, serviceSettings(process.env, part), { signal });
  };

const starters: Readonly<Record<string, Starter>> = {
  ...Object.fromEntries(serviceWords.map((word) => [word, service(word)])),
  'hal-gateway': (signal) => startHalGateway(halGatewaySettings(process.env), signal),
  gateway: () => startGateway(gatewaySettings(process.env)),
};

async function start(part: string, signal: AbortSignal): Promise<Part> {
  const starter = starters[part];
  if (starter === undefined)
    throw new Error(`unknown part ${JSON.stringify(part)}; the parts are ${Object.keys(starters).join(', ')}`);
  const running = await starter(signal);
  console.log(`${part} is at ${running.url}`);
  return running;
}

const [, , part = ''] = process.argv;
await runUntilStopped({
  name: part,
  start: (signal) => start(part, signal),
  log: (line) => createLog(part).info(line),
});
