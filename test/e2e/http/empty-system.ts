import { createLifetimes } from '../../../kit/util/lifetimes.ts';
import { startSystem, type System } from '../../../scripts/system.ts';
import { testStores } from '../../support/stores.ts';
import { freePorts } from '../../support/system.ts';

/** Starts the whole system on an empty embedded store, with these settings. Closing it removes the store. */
export async function startEmptySystem(settings: Readonly<Record<string, string>> = {}): Promise<System> {
  const lifetimes = createLifetimes();
  try {
    const store = lifetimes.use(await testStores[0]!.open());
    const system = lifetimes.use(await startSystem({ ...freePorts, ...store.env, ...settings }));
    return { ...system, close: () => lifetimes.close() };
  } catch (error) {
    await lifetimes.close();
    throw error;
  }
}
