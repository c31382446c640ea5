import type { HttpClient } from '../kit/http/client.ts';
import type { Log } from '../kit/util/log.ts';
import { poll } from '../kit/util/poll.ts';
import { maxMissedProbes, type Registration } from './registration.ts';
import type { Registry } from './registry.ts';

export interface ProbeSettings {
  readonly registry: Registry;
  readonly client: HttpClient;
  readonly log: Log;
  /** Longest pause between two probes in milliseconds. */
  readonly intervalMs: number;
}

/**
 * Probes the homes of services that registered without a lease. A service that misses `maxMissedProbes` probes in a row
 * leaves the root until it responds again. A response with a status below 500 counts.
 */
export function startProbing({ registry, client, log, intervalMs }: ProbeSettings) {
  async function probe(registration: Registration): Promise<void> {
    const result = await client.request({ method: 'GET', url: `${registration.baseUrl}/`, timeoutMs: 2000 });
    const responded = result.kind === 'response' && result.status < 500;
    if (!responded && registration.missed === maxMissedProbes - 1)
      log.warn(`${registration.name} missed ${maxMissedProbes} probes in a row: removed from the root`);
    if (responded && registration.missed >= maxMissedProbes)
      log.info(`${registration.name} responds again: back in the root`);
    await registry.recordProbe(registration, responded);
  }
  async function task(): Promise<boolean> {
    const withoutLease = (await registry.all()).filter(({ expires }) => expires === null);
    await Promise.all(withoutLease.map(probe));
    return true;
  }
  return poll({
    task,
    intervalMs,
    immediate: false,
    onError: (error) => log.warn({ err: error }, 'probing the registered services failed; retrying'),
  });
}
