import type { HttpClient } from '../kit/http/client.ts';
import type { Log } from '../kit/util/log.ts';
import { poll } from '../kit/util/poll.ts';
import { maxMissedProbes, type Registration } from './registration.ts';
import type { Registry } from './registry.ts';

export interface ProbeSettings {
  readonly registry: Registry;
  readonly client: HttpClient;
  readonly log: Log;
  /** Longest pause between two probes, in milliseconds. */
  readonly intervalMs: number;
}

/**
 * Probes the homes of services whose registration does not expire. One that fails to answer `mostMissed` times in a row
 * leaves the root until it answers again.
 */
export function startProbing({ registry, client, log, intervalMs }: ProbeSettings) {
  async function probe(registration: Registration): Promise<void> {
    const answer = await client.request({ method: 'GET', url: `${registration.baseUrl}/`, timeoutMs: 2000 });
    const answered = answer.kind === 'answer' && answer.status < 500;
    if (!answered && registration.missed === maxMissedProbes - 1)
      log.warn(`${registration.name} does not answer: it leaves the root`);
    if (answered && registration.missed >= maxMissedProbes) log.info(`${registration.name} answers again`);
    await registry.recordProbe(registration, answered);
  }
  async function task(): Promise<boolean> {
    const permanent = (await registry.all()).filter(({ expires }) => expires === null);
    await Promise.all(permanent.map(probe));
    return true;
  }
  return poll({
    task,
    intervalMs,
    immediate: false,
    onError: (error) => log.warn({ err: error }, 'the probe failed; retrying'),
  });
}
