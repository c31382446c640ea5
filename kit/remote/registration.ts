import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { HttpClient } from '../http/client.ts';
import type { Log } from '../util/log.ts';
import { lazy } from '../util/lazy.ts';
import { poll, type PollRun } from '../util/poll.ts';
import { parseLinks } from './hal-links.ts';
import { withoutGuests } from './root-preference.ts';

/** The content of a service's registration with the HAL gateway. */
export interface ServiceRegistration {
  readonly name: string;
  readonly baseUrl: string;
  /** Relation → link object, or an array of them. */
  readonly rels: Readonly<Record<string, unknown>>;
}

export interface RegistrationSettings {
  readonly gatewayUrl: string;
  /** Returns the current content; called for every renewal. */
  readonly registration: () => ServiceRegistration;
  /** Returns a service token for registrations, so that the name belongs to this service alone. */
  readonly token: () => Promise<string>;
  /** The lease in seconds; it is renewed after a third of it. */
  readonly ttlSeconds: number;
  /** Receives the `Date` of the gateway's root: the gateway verifies tokens by its own clock. */
  readonly learnTime?: (date: string | readonly string[] | undefined) => void;
  readonly client: HttpClient;
  readonly log: Log;
}

/** A registration with the HAL gateway that is renewed until it is closed. */
export interface RegistrationLease {
  /** Resolves when the gateway has accepted the registration for the first time. */
  registered(): Promise<void>;
  /** Stops renewing and withdraws the lease of this instance; other instances of the service keep theirs. Idempotent. */
  close(): Promise<void>;
}

const backoff = { initialMs: 250, maxMs: 2000 };
const withdrawTimeoutMs = 2000;

const acceptedShape = z.looseObject({
  _links: z.looseObject({ self: z.looseObject({ href: z.string() }) }),
});
type AcceptedRegistration = z.infer<typeof acceptedShape>;

/**
 * Keeps a service registered with the HAL gateway. It follows the `gateway_registrations` link of the gateway's root,
 * renews the registration after a third of the lease, and retries failed attempts with back-off. Each call is an
 * instance of the service, with a lease of its own.
 */
export function maintainRegistration({
  gatewayUrl,
  registration,
  token,
  learnTime,
  ttlSeconds,
  client,
  log,
}: RegistrationSettings): RegistrationLease {
  const instance = randomUUID();
  let current: AcceptedRegistration | undefined;
  let resolveRegistered = (): void => undefined;
  const registered = new Promise<void>((resolve) => (resolveRegistered = resolve));

  /** Registers once; returns the reason if it failed. */
  async function register(): Promise<string | undefined> {
    // Requests of services are not counted. The token is repeated below, since this one can be from a wrong clock.
    const headers = { accept: 'application/hal+json', ...withoutGuests, authorization: `Bearer ${await token()}` };
    const root = await client.request({ method: 'GET', url: gatewayUrl, headers });
    if (root.kind === 'unreachable') return root.reason;
    learnTime?.(root.headers['date']);
    const url = parseLinks(root.json(), gatewayUrl)?.get('gateway_registrations')?.[0]?.href;
    if (url === undefined) return 'its root has no `gateway_registrations` link';
    const body = JSON.stringify({ ...registration(), ttl: ttlSeconds, instance });
    const response = await client.request({
      method: 'POST',
      url,
      body,
      headers: { 'content-type': 'application/json', authorization: `Bearer ${await token()}` },
    });
    if (response.kind === 'unreachable') return response.reason;
    const parsed = response.status < 300 ? acceptedShape.safeParse(response.json()) : undefined;
    if (parsed?.success !== true) return `status ${response.status}: ${response.text.slice(0, 200)}`;
    current = parsed.data;
    return undefined;
  }

  async function task({ failures }: PollRun): Promise<boolean> {
    const reason = await register();
    if (reason === undefined && failures > 0) log.info(`registered with the HAL gateway at ${gatewayUrl}`);
    if (reason === undefined) resolveRegistered();
    else if (failures === 0) log.warn(`cannot register with the HAL gateway at ${gatewayUrl} (${reason}); retrying`);
    return reason === undefined;
  }

  const renewal = poll({ task, intervalMs: (ttlSeconds * 1000) / 3, backoff });

  async function withdraw(): Promise<void> {
    await renewal.close();
    if (current === undefined) return;
    const url = `${current._links.self.href}?instance=${instance}`;
    const headers = { 'if-match': '*', authorization: `Bearer ${await token()}` };
    await client.request({ method: 'DELETE', url, headers, timeoutMs: withdrawTimeoutMs });
  }

  return { registered: () => registered, close: lazy(withdraw) };
}
