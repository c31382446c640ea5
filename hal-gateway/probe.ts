import type { HttpClient } from '../kit/http/client.ts';
import type { Log } from '../kit/util/log.ts';
import { poll } from '../kit/util/poll.ts';
import type { Instance, Registration } from './registry/registration.ts';
import type { Registry } from './registry/registry.ts';

export interface ProbeSettings {
  readonly registry: Pick<Registry, 'all' | 'recordProbe'>;
  /** The client of the probes alone: it has their time limit and their limit of a response's size. */
  readonly client: HttpClient;
  readonly log: Log;
  /** Longest pause between two rounds of probes in milliseconds. */
  readonly intervalMs: number;
  /** Most probes at the same time. */
  readonly concurrency: number;
}

/** An instance to probe. */
type Probed = readonly [registration: Registration, instance: Instance];

/**
 * Probes the homes of services that registered without a lease. A service that misses several probes in a row leaves
 * the root until it responds again. A response with a status below 500 counts. A probe is one `GET` of the registered
 * base URL, without credentials: it follows no redirect, and what it reads is dropped.
 */
export function startProbing({ registry, client, log, intervalMs, concurrency }: ProbeSettings) {
  async function probe([registration, instance]: Probed): Promise<void> {
    const url = `${instance.content.baseUrl}/`;
    const result = await client.request({ method: 'GET', url, repeatable: false });
    registry.recordProbe(registration, instance, result.kind === 'response' && result.status < 500);
  }
  async function task(): Promise<boolean> {
    const waiting = registry
      .all()
      .flatMap((registration) =>
        registration.instances
          .filter(({ content }) => content.ttl === null)
          .map((instance): Probed => [registration, instance]),
      );
    const worker = async (): Promise<void> => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await probe(next);
    };
    await Promise.all(Array.from({ length: concurrency }, worker));
    return true;
  }
  return poll({
    task,
    intervalMs,
    immediate: false,
    onError: (error) => log.warn({ err: error }, 'probing the registered services failed; retrying'),
  });
}
