import { createHttpClient } from '../../kit/http/client.ts';
import { AsyncDisposableStack, closerOf, use } from '../../kit/util/disposable-stack.ts';
import { populate } from '../../scripts/populate.ts';
import { startDomainSystem, type DomainSystem } from '../../scripts/domain.ts';
import { freePortsFor } from '../../scripts/free-ports.ts';
import { freePorts } from '../../scripts/system.ts';
import { executeFirstQuery } from './first-query.ts';
import { generousTimeouts, longLeases, unthrottledSignIn } from './generous-timeouts.ts';
import { serviceParts } from './parts.ts';
import type { TestStore } from './stores.ts';

/** Returns settings that start each part on a free port that is known before it starts. */
export const chooseFreePorts = (): Promise<Readonly<Record<string, string>>> => freePortsFor(Object.keys(freePorts));

/** A system under test. */
export interface TestSystem extends DomainSystem {
  /** The environment that its parts were started from. */
  readonly env: Readonly<Record<string, string>>;
  /** The URL of the gateway's GraphQL endpoint. */
  readonly graphql: string;
  /** Returns the URL of the collection that the root links to with this rel. */
  href(rel: string): string;
}

export const rootPassword = 'password';

/** Populates an empty system with the demo data. */
export async function populateDemo(gatewayUrl: string): Promise<void> {
  const client = createHttpClient({ timeoutMs: 30_000 });
  await populate({ client, gatewayUrl, rootPassword, progress: () => undefined });
  await client.close();
}

/** Starts the whole system on a store, with these settings, and populates it with the demo data. */
export async function startTestSystem(
  openStore: () => Promise<TestStore>,
  settings: Readonly<Record<string, string>> = {},
): Promise<TestSystem> {
  const stack = new AsyncDisposableStack();
  const store = use(stack, await openStore());
  const env = {
    ...freePorts,
    ROOT_INTERVAL_MS: '200',
    GRAPHQL_ROOT_INTERVAL_MS: '200',
    ...generousTimeouts,
    ...unthrottledSignIn,
    ...longLeases,
    ...store.env,
    ...settings,
  };
  try {
    const system = use(stack, await startDomainSystem(env));
    await Promise.all([populateDemo(system.halGateway), executeFirstQuery(system)]);
    const hrefs: Record<string, string> = Object.fromEntries(
      Object.entries(serviceParts).map(
        ([
          word,
          {
            definition: { name, plural },
          },
        ]) => [name, `${system.services[word]?.url ?? ''}/${plural}`],
      ),
    );
    return {
      ...system,
      env: { ...env, HY_GATEWAY_URL: system.halGateway },
      graphql: `${system.gateway}/graphql`,
      href: (rel) => hrefs[rel] ?? '',
      close: closerOf(stack),
    };
  } catch (error) {
    await stack.disposeAsync();
    throw error;
  }
}
