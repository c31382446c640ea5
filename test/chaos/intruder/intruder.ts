import { setTimeout as delay } from 'node:timers/promises';
import { startHostileServer } from '../../support/hostile-server.ts';
import { secrets } from '../credentials.ts';
import type { Cluster } from '../cluster.ts';
import type { Random } from '../random.ts';
import { attacks, queryGuests } from './attacks.ts';
import { guestSchemas } from './guests.ts';
import { findRootChanges, findSchemaChanges, readRootLinks, readSchemaTypes, type SchemaTypes } from './inspection.ts';

/** A hostile server that attacks the system, and what it must not achieve. */
export interface Intruder {
  /** Attacks several times, chosen at random. Returns the violations. */
  attack(random: Random): Promise<readonly string[]>;
  /** The number of requests that the hostile server was sent. */
  readonly requestCount: number;
  /** Trusts another process of a service: the root may lead to it. */
  trust(url: string): void;
  /** Checks the whole of the root and of the graph, when all parts are healthy. Returns the violations of the run. */
  finish(): Promise<readonly string[]>;
}

/** Milliseconds between two looks at the root and the graph. */
const inspectionMs = 2000;
/** The number of attacks in one fault. */
const attackCount = 6;
/** How long guests have to be found by the gateways, in milliseconds. */
const discoveryMs = 2000;
/** How long to wait at the end for the graph without guests, in milliseconds. */
const maxCompositionMs = 180_000;

/** Answers as the home, the schema and the graph of a guest, whose name ends in that of its schema. */
function answer(path: string): string {
  const [, name = '', resource = ''] = path.split('/');
  if (resource === 'sdl') return guestSchemas[name.slice(name.lastIndexOf('-') + 1)] ?? '';
  if (resource === 'graphql') return JSON.stringify({ data: { weather: 'fine', venues: [], _entities: [] } });
  const links = { 'eb:graphql': { href: `/${name}/graphql` }, 'eb:sdl': { href: `/${name}/sdl` } };
  return JSON.stringify({ _links: links, _embedded: {}, keys: [] });
}

/** The graph and the relations before any attack. */
interface Original {
  readonly schema: SchemaTypes;
  readonly rels: readonly string[];
}

async function readOriginal({ halGateway, gateway }: Cluster): Promise<Original> {
  const [schema, links] = [await readSchemaTypes(gateway), await readRootLinks(halGateway)];
  if (schema === undefined || links === undefined) throw new Error('cannot read the root and the graph');
  return { schema, rels: Object.keys(links).filter((rel) => rel !== 'service' && rel !== 'self' && rel !== 'curies') };
}

/** Starts the hostile server, and inspects the root and the graph from now on. The system must be healthy. */
export async function startIntruder(cluster: Cluster): Promise<Intruder & { close(): Promise<void> }> {
  const { halGateway, gateway, parts } = cluster;
  const server = await startHostileServer(answer);
  const trusted = new Set(parts.map(({ url }) => url));
  const original = await readOriginal(cluster);
  const violations = new Set<string>();
  let number = 0;

  const isTrusted = (href: string): boolean => trusted.has(new URL(href, halGateway).origin);
  async function inspect(isComplete: boolean): Promise<readonly string[]> {
    const [links, now] = await Promise.all([readRootLinks(halGateway), readSchemaTypes(gateway)]);
    if (isComplete && (links === undefined || now === undefined)) return ['the root or the graph does not answer'];
    return [
      ...(links === undefined ? [] : findRootChanges(links, { rels: original.rels, isTrusted })),
      ...(now === undefined ? [] : findSchemaChanges({ before: original.schema, now }, isComplete)),
    ];
  }

  const stop = new AbortController();
  const inspecting = (async () => {
    while (!stop.signal.aborted) {
      for (const change of await inspect(false)) violations.add(`during an attack: ${change}`);
      await delay(inspectionMs, undefined, { signal: stop.signal }).catch(() => undefined);
    }
  })();

  return {
    get requestCount() {
      return server.requests.length;
    },
    trust: (url) => void trusted.add(url),
    attack: async (random) => {
      const found: (string | undefined)[] = [];
      for (let index = 0; index < attackCount; index++) {
        const target = { cluster, hostile: server.url, random, guestName: `guest${number++}` };
        found.push(await random.pick(attacks)?.(target));
      }
      await delay(discoveryMs);
      await queryGuests(cluster);
      return found.flatMap((violation) => violation ?? []);
    },
    finish: async () => {
      stop.abort();
      await inspecting;
      const giveUpAt = performance.now() + maxCompositionMs;
      let changes = await inspect(true);
      while (changes.length > 0 && performance.now() < giveUpAt) {
        await delay(500);
        changes = await inspect(true);
      }
      const leaks = server
        .leaks(secrets)
        .map(({ method, url, headers }) => `${method} ${url} ${JSON.stringify(headers)}`);
      return [
        ...violations,
        ...changes.map((change) => `after all attacks: ${change}`),
        ...leaks.map((leak) => `a guest was sent credentials: ${leak}`),
      ];
    },
    close: async () => {
      stop.abort();
      await server.close();
    },
  };
}
