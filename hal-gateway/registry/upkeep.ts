import { withoutExpired } from './changes.ts';
import { maxMissedProbes, type Instance, type Registration } from './registration.ts';
import type { RegistryParts } from './parts.ts';

/** Removes what has expired, and the names that are to be retired. */
export async function removeExpired({ table, retired, durations, log }: RegistryParts): Promise<void> {
  for (const registration of table.all()) {
    const next = withoutExpired(registration, durations);
    if (next === registration) continue;
    if (next !== undefined) await table.put(next);
    else {
      if (registration.retiresAt !== undefined) await retired.add(registration.name);
      await table.remove(registration);
      if (registration.retiresAt !== undefined) log.info(`the name ${registration.name} is retired`);
    }
  }
}

/**
 * Creates the function that records whether the home of an instance without a lease responded. After `maxMissedProbes`
 * in a row it leaves the root, and after a while it is given up.
 */
export function createProbeRecorder({ table, saveSoon, durations, log }: RegistryParts) {
  return ({ _id, name }: Registration, probed: Instance, responded: boolean): void => {
    const current = table.byId(_id);
    const instance = current?.instances.find(({ id, content }) => id === probed.id && content === probed.content);
    if (current === undefined || instance === undefined) return;
    const missed = responded ? 0 : Math.min(instance.missed + 1, maxMissedProbes);
    if (missed === instance.missed) return;
    const isAway = missed === maxMissedProbes;
    if (isAway) log.warn(`${name} missed ${maxMissedProbes} probes in a row: removed from the root`);
    if (instance.missed === maxMissedProbes) log.info(`${name} responds again: back in the root`);
    const next = { ...instance, missed, deadline: isAway ? performance.now() + durations.giveUpMs : undefined };
    table.renew({ ...current, instances: current.instances.map((each) => (each === instance ? next : each)) });
    saveSoon(_id);
  };
}
