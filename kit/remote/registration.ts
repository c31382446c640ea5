import { z } from 'zod';
import type { HttpClient } from '../http/client.ts';
import type { Log } from '../util/log.ts';
import { poll, type PollRun } from '../util/poll.ts';
import { parseLinks } from './hal-links.ts';

/** What a service tells the HAL gateway. */
export interface ServiceRegistration {
  readonly name: string;
  readonly baseUrl: string;
  /** Relation → link, or links. */
  readonly rels: Readonly<Record<string, unknown>>;
}

export interface RegistrationSettings {
  readonly gatewayUrl: string;
  readonly registration: () => ServiceRegistration;
  /** Seconds after which the gateway forgets a registration that is not renewed; it is renewed after a third. */
  readonly ttlSeconds: number;
  readonly client: HttpClient;
  readonly log: Log;
}

/** A registration with the HAL gateway that is kept up. */
export interface RegistrationLease {
  /** Resolves when the gateway has accepted it once. */
  registered(): Promise<void>;
  /** Withdraws the registration, if it is still this one. Closing twice is harmless. */
  close(): Promise<void>;
}

const backoff = { initialMs: 250, maxMs: 2000 };
const withdrawMs = 2000;

const accepted = z.looseObject({
  _etag: z.string(),
  _links: z.looseObject({ self: z.looseObject({ href: z.string() }) }),
});
type Accepted = z.infer<typeof accepted>;

/** Registers, follows links to do so, and tries until it is done. */
export function maintainRegistration({
  gatewayUrl,
  registration,
  ttlSeconds,
  client,
  log,
}: RegistrationSettings): RegistrationLease {
  let current: Accepted | undefined;
  let closing: Promise<void> | undefined;
  let done = (): void => undefined;
  const first = new Promise<void>((resolve) => (done = resolve));

  async function register(): Promise<string | undefined> {
    const root = await client.request({ method: 'GET', url: gatewayUrl, headers: { accept: 'application/hal+json' } });
    if (root.kind === 'away') return root.reason;
    const url = parseLinks(root.json(), gatewayUrl)?.get('gateway_registrations')?.[0]?.href;
    if (url === undefined) return 'its root has no link gateway_registrations';
    const body = JSON.stringify({ ...registration(), ttl: ttlSeconds });
    const answer = await client.request({ method: 'POST', url, body, headers: { 'content-type': 'application/json' } });
    if (answer.kind === 'away') return answer.reason;
    const parsed = answer.status < 300 ? accepted.safeParse(answer.json()) : undefined;
    if (parsed?.success !== true) return `status ${answer.status}: ${answer.text.slice(0, 200)}`;
    current = parsed.data;
    return undefined;
  }

  async function task({ failures }: PollRun): Promise<boolean> {
    const reason = await register();
    if (reason === undefined && failures > 0) log.info(`registered with the gateway ${gatewayUrl}`);
    if (reason === undefined) done();
    else if (failures === 0) log.warn(`cannot register with the gateway ${gatewayUrl} (${reason}); retrying`);
    return reason === undefined;
  }

  const renewal = poll({ task, intervalMs: (ttlSeconds * 1000) / 3, backoff });

  async function withdraw(): Promise<void> {
    await renewal.close();
    if (current === undefined) return;
    const headers = { 'if-match': `"${current._etag}"` };
    await client.request({ method: 'DELETE', url: current._links.self.href, headers, timeoutMs: withdrawMs });
  }

  return { registered: () => first, close: () => (closing ??= withdraw()) };
}
