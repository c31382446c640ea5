import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { freePortsFor } from '../../free-ports.ts';
import { member, type Targets } from './attacks.ts';

const parts = ['hal-gateway', 'venues', 'registrations', 'events', 'accounts', 'gateway'] as const;

const spawnScript = (script: string, args: readonly string[], env = process.env): ChildProcess =>
  spawn(process.execPath, ['--import', 'tsx', script, ...args], { env, stdio: ['ignore', 'ignore', 'inherit'] });

/** Waits until a request succeeds. */
async function waitFor(url: string, accepts: (body: unknown) => boolean): Promise<unknown> {
  for (let attempt = 0; attempt < 300; attempt++) {
    const body: unknown = await fetch(url, { headers: member }).then(
      (response) => (response.ok ? response.json() : undefined),
      () => undefined,
    );
    if (body !== undefined && accepts(body)) return body;
    await delay(200);
  }
  throw new Error(`${url} did not become ready within a minute`);
}

const healthShape = z.object({ status: z.literal('ok') });
const venuesShape = z.object({ _embedded: z.object({ venue: z.array(z.object({ _id: z.string() })).min(1) }) });

/** A system whose parts are processes of their own. */
export interface SeparateSystem {
  readonly targets: Targets;
  close(): Promise<void>;
}

/**
 * Starts every part as a process, with the embedded store in a temporary directory. Clients are told apart by
 * `X-Forwarded-For`, limits apply as to remote ones, and guests are in the graph.
 */
export async function startSeparateSystem(populate: (gatewayUrl: string) => Promise<void>): Promise<SeparateSystem> {
  const directory = await mkdtemp(path.join(tmpdir(), 'event-buddy-attack-'));
  const ports = await freePortsFor([...parts, 'guests']);
  const urlOf = (part: keyof typeof ports): string => `http://localhost:${ports[part]}`;
  const env = {
    ...process.env,
    DATA_DIR: directory,
    HY_GATEWAY_URL: urlOf('hal-gateway'),
    TRUSTED_PROXIES: 'loopback',
    RATE_LIMIT_LOOPBACK: 'true',
    GRAPHQL_GUESTS: 'true',
    LOG_LEVEL: 'error',
  };
  const processes = [
    ...parts.map((part) => spawnScript('scripts/start-part.ts', [part], { ...env, HY_API_PORT: ports[part] })),
    spawnScript('scripts/bench/attack/hostile-guests.ts', [ports.guests]),
  ];
  const close = async (): Promise<void> => {
    await Promise.all(
      processes.map((child) => {
        const closed = new Promise<unknown>((resolve) => child.once('exit', resolve));
        child.kill('SIGKILL');
        return child.exitCode === null ? closed : Promise.resolve();
      }),
    );
    await rm(directory, { recursive: true, force: true });
  };
  try {
    await waitFor(`${urlOf('gateway')}/health`, (body) => healthShape.safeParse(body).success);
    await populate(urlOf('hal-gateway'));
    const venues = venuesShape.parse(
      await waitFor(`${urlOf('venues')}/venues`, (body) => venuesShape.safeParse(body).success),
    );
    const targets = {
      gateway: urlOf('gateway'),
      events: urlOf('events'),
      accounts: urlOf('accounts'),
      halGateway: urlOf('hal-gateway'),
      guests: urlOf('guests'),
      venueEvents: `${urlOf('events')}/events/venue/${venues._embedded.venue[0]?._id ?? ''}`,
    };
    return { targets, close };
  } catch (error) {
    await close();
    throw error;
  }
}
