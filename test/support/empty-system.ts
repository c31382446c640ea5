import { AsyncDisposableStack, closerOf, use } from '../../kit/util/disposable-stack.ts';
import { startDomainSystem, type DomainSystem } from '../../scripts/domain.ts';
import { freePorts, type SystemOverrides } from '../../scripts/system.ts';
import { executeFirstQuery } from './first-query.ts';
import { generousTimeouts, longLeases } from './generous-timeouts.ts';
import { embeddedStore } from './stores.ts';

/** Starts the whole system on an empty embedded store, with these settings. Closing it removes the store. */
export async function startEmptySystem(
  settings: Readonly<Record<string, string>> = {},
  overrides: SystemOverrides = {},
): Promise<DomainSystem> {
  const stack = new AsyncDisposableStack();
  const close = closerOf(stack);
  try {
    const store = use(stack, await embeddedStore.open());
    const system = use(
      stack,
      await startDomainSystem(
        { ...freePorts, ...generousTimeouts, ...longLeases, ...store.env, ...settings },
        overrides,
      ),
    );
    await executeFirstQuery(system);
    return { ...system, close };
  } catch (error) {
    await close();
    throw error;
  }
}
