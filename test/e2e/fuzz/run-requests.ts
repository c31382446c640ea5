import { setTimeout as delay } from 'node:timers/promises';
import type { Reply, Sent } from './response.ts';
import type { FuzzClient } from './client.ts';
import { shown } from './check-response.ts';
import type { Known } from './observed-values.ts';
import type { FuzzedSystem } from './fuzzed-system.ts';

/** A request that has been sent, and what is wrong with what came of it. */
export interface Exchange {
  readonly sent: Sent;
  readonly reply: Reply;
  /** Undefined when nothing is wrong. */
  readonly fault: string | undefined;
  /** Seconds after which it is to be sent again, where the answer says that others have something under way. */
  readonly comeBackIn: number | undefined;
}

/** What a storm has come to. */
export interface Toll {
  /** Requests with what was wrong with their answers. */
  readonly faults: readonly string[];
  /** How often each status was answered. */
  readonly statuses: ReadonlyMap<number | string, number>;
}

/** What requests are sent with. */
export interface Gun {
  readonly system: Pick<FuzzedSystem, 'authorization'>;
  readonly client: FuzzClient;
  readonly known: Known;
}

/** Requests under way at once. */
const workers = 24;
/** Faults after which the rest of the storm would tell nothing new. */
const mostFaults = 40;

/** Times that a request is sent again when it is told to come back. */
const returns = 4;

/** Sends a request, again when it is told to: on a machine with much to do the storm waits for itself now and then. */
async function insist(send: () => Promise<Exchange>): Promise<Exchange> {
  for (let left = returns; ; left--) {
    const exchange = await send();
    if (left === 0 || exchange.comeBackIn === undefined) return exchange;
    await delay(exchange.comeBackIn * 1000);
  }
}

/** Sends every plan, many at once, and judges what comes back. */
export async function storm<Plan>(plans: Iterable<Plan>, send: (plan: Plan) => Promise<Exchange>): Promise<Toll> {
  const queue = plans[Symbol.iterator]();
  const faults: string[] = [];
  const statuses = new Map<number | string, number>();
  async function work(): Promise<void> {
    for (let next = queue.next(); next.done !== true && faults.length < mostFaults; next = queue.next()) {
      const plan = next.value;
      const { sent, reply, fault } = await insist(() => send(plan));
      const status = reply.kind === 'answered' ? reply.answer.status : 'none';
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      if (fault !== undefined) faults.push(`${fault}\n${shown(sent, reply)}`);
    }
  }
  await Promise.all(Array.from({ length: workers }, work));
  return { faults, statuses };
}

/** The statuses and how often each came, for people. */
export const counted = ({ statuses }: Toll): string =>
  [...statuses]
    .sort(([one], [other]) => (String(one) < String(other) ? -1 : 1))
    .map(([status, count]) => `${status}: ${count}`)
    .join(', ');
