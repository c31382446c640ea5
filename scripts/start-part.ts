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
    const { serviceSettings } = await import('../kit/service/settings.ts');
    const { startService } = await import('../kit/service/start.ts');
    return startService(part.definition, serviceSettings(process.env, part), { signal });
  };

const halGateway: Starter = async (signal) => {
  const { halGatewaySettings } = await import('../hal-gateway/settings.ts');
  const { startHalGateway } = await import('../hal-gateway/start.ts');
  return startHalGateway(halGatewaySettings(process.env), signal);
};

const gateway: Starter = async () => {
  const { gatewaySettings } = await import('../gateway/settings.ts');
  const { startGateway } = await import('../gateway/start.ts');
  return startGateway(gatewaySettings(process.env));
};

/** Each loads what its part needs: the query planner of the GraphQL gateway alone takes as much memory as a service. */
const starters: Readonly<Record<string, Starter>> = {
  ...Object.fromEntries(serviceWords.map((word) => [word, service(word)])),
  'hal-gateway': halGateway,
  gateway,
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
