import { z } from 'zod';
import { createServiceIdentity } from '../../../kit/access/service-identity.ts';
import { serviceParts } from '../../support/parts.ts';
import { withDomain, type WithDomain } from '../../../scripts/domain.ts';
import { credentials } from '../../support/clients.ts';
import { runScript, type ScriptProcess } from '../../support/processes.ts';
import type { TestStore } from '../../support/stores.ts';
import { generousTimeouts, unthrottledSignIn } from '../../support/generous-timeouts.ts';
import { chooseFreePorts, populateDemo } from '../../support/system.ts';
import { parseJson } from './check-response.ts';
import { fuzzCallers, type FuzzCaller, type FuzzCredentials, type Header } from './headers.ts';
import { product } from '../../../product/product.ts';

/** The whole system in a separate process, so that its log can be read and it does not share a core with the test. */
export interface FuzzedSystem {
  readonly halGateway: string;
  readonly gateway: string;
  readonly services: WithDomain<string>;
  /** Returns the `Authorization` of a caller for requests to an origin. */
  authorization(caller: FuzzCaller, origin: string): Promise<string>;
  /** Returns what is logged about a request. */
  logOf(requestId: string): readonly string[];
  /** Returns logged errors and printed warnings. */
  loggedErrors(): readonly string[];
  /** Stops the system. Returns its exit code. */
  close(): Promise<number | null>;
}

/** Seconds for which an account is locked after too many wrong passwords. */
export const lockoutSeconds = 3;
const secret = 'a secret of the system under test';
const tokenResponse = z.looseObject({ access_token: z.string() });
const logLine = z.looseObject({ level: z.number() });
/** Level `error` of pino. */
const errorLevel = 50;

/** Returns the lines that have been written. The last one may still be incomplete. */
const linesOf = (script: ScriptProcess): readonly string[] => script.output().split('\n').slice(0, -1);

function isErrorOrWarning(line: string): boolean {
  if (!line.startsWith('{')) return /Warning|Error|^\s+at /.test(line);
  const parsed = logLine.safeParse(parseJson(line));
  return parsed.success && parsed.data.level >= errorLevel;
}

async function tokensFrom(services: FuzzedSystem['services']): Promise<FuzzedSystem['authorization']> {
  const accountCallers = fuzzCallers.filter((caller) => caller !== 'a service');
  const entries = accountCallers.map(async (caller): Promise<[string, string]> => {
    const response = await fetch(`${services.accounts}/token`, { method: 'POST', headers: credentials(caller) });
    return [caller, tokenResponse.parse(await response.json()).access_token];
  });
  const tokens = new Map(await Promise.all(entries));
  const service = createServiceIdentity('events-service', { secret, product });
  return async (caller, origin) => {
    const [word = ''] = Object.entries(services).find(([, url]) => url === origin) ?? [];
    const { name: audience } = serviceParts[word] ?? serviceParts.venues;
    return `Bearer ${tokens.get(caller) ?? (await service.token({ audience, purpose: 'internal' }))}`;
  };
}

/** Starts the system on a store, with the demo data. */
export async function startFuzzedSystem(store: TestStore): Promise<FuzzedSystem> {
  const ports = await chooseFreePorts();
  const at = (name: string): string => `http://localhost:${ports[name]}`;
  const script = runScript(['start.ts'], {
    ...{ MONGO_URL: '', LOG_LEVEL: 'debug', NODE_ENV: 'test', SERVICE_SECRET: secret },
    ...{ ...generousTimeouts, ...unthrottledSignIn, AUTH_TOKEN_SECONDS: '3600' },
    ...{ AUTH_ATTEMPTS_SECONDS: String(lockoutSeconds), AUTH_ATTEMPTS_PER_ACCOUNT: '100000' },
    ...ports,
    ...store.env,
  });
  await script.waitForOutput('is up');
  const [halGateway, accounts] = [at('PORT_HAL_GATEWAY'), at('PORT_ACCOUNTS')];
  const accountList = z.looseObject({ _meta: z.object({ total: z.number() }) });
  const existing = await fetch(`${accounts}/accounts`, { headers: credentials('root') });
  if (accountList.parse(await existing.json())._meta.total === 0) await populateDemo(halGateway);
  const parts = Object.entries(serviceParts);
  const services = withDomain(Object.fromEntries(parts.map(([word, part]) => [word, at(part.portVariable)])));
  return {
    halGateway,
    gateway: at('PORT_GATEWAY'),
    services,
    authorization: await tokensFrom(services),
    logOf: (requestId) => linesOf(script).filter((line) => line.includes(requestId)),
    loggedErrors: () => linesOf(script).filter(isErrorOrWarning),
    close: async () => {
      script.child.kill('SIGINT');
      return script.exited;
    },
  };
}

/** Returns the `Authorization` header for credentials, if any. */
export async function authorizationHeader(
  { credentials, origin }: { readonly credentials: FuzzCredentials; readonly origin: string },
  { authorization }: Pick<FuzzedSystem, 'authorization'>,
): Promise<readonly Header[]> {
  if (credentials === undefined) return [];
  return [
    ['authorization', 'value' in credentials ? credentials.value : await authorization(credentials.caller, origin)],
  ];
}
