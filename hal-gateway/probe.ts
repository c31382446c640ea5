import type { Client } from '../kit/http/client.ts';
import type { Log } from '../kit/util/log.ts';
import { mostMissed } from './registration.ts';
import type { Registry } from './registry.ts';

export interface ProbeSettings {
  readonly registry: Registry;
  readonly client: Client;
  readonly log: Log;
  readonly intervalMs: number;
}

/** Looks at the homes of services that do not renew: one that does not answer leaves the root, until it answers again. */
export function startProbe({ registry, client, log, intervalMs }: ProbeSettings) {
  let timer: NodeJS.Timeout | undefined;
  let closed = false;

  async function probeAll(): Promise<void> {
    const others = (await registry.all()).filter(({ expires }) => expires === null);
    await Promise.all(
      others.map(async (registration) => {
        const answer = await client.request({ method: 'GET', url: `${registration.baseUrl}/`, timeoutMs: 2000 });
        const answered = answer.kind === 'answer' && answer.status < 500;
        if (!answered && registration.missed === mostMissed - 1)
          log.warn(`${registration.name} does not answer: it leaves the root`);
        if (answered && registration.missed >= mostMissed) log.info(`${registration.name} answers again`);
        await registry.probed(registration, answered);
      }),
    );
  }

  function schedule(): void {
    if (closed) return;
    timer = setTimeout(
      () =>
        void probeAll()
          .catch((error: unknown) => log.warn({ err: error }, 'the probe failed'))
          .finally(schedule),
      intervalMs,
    );
    timer.unref();
  }
  schedule();
  return {
    close: () => {
      closed = true;
      clearTimeout(timer);
    },
  };
}
