import { setTimeout as delay } from 'node:timers/promises';
import type { Reply, Sent } from './answer.ts';
import { shown, wrongWith, type Judged } from './judge.ts';

/** What is sent, by whom and how is decided elsewhere: a request that has been sent, with all that it is judged by. */
export interface Exchange {
  readonly sent: Sent;
  readonly reply: Reply;
  readonly judged: Judged;
}

/** What a storm has come to. */
export interface Toll {
  /** Requests with what was wrong with their answers. */
  readonly faults: readonly string[];
  /** How often each status was answered. */
  readonly statuses: ReadonlyMap<number | string, number>;
}

/** Requests under way at once. */
const workers = 24;
/** Faults after which the rest of the storm would tell nothing new. */
const mostFaults = 40;

/** Times that a request is sent again when it is told to come back. */
const returns = 4;

/** Whether others have something under way, and how many seconds to wait for them, as the answer says. */
function comeBackIn({ reply }: Exchange): number | undefined {
  if (reply.kind !== 'answered' || reply.answer.status !== 503 || !reply.answer.text.includes('try again'))
    return undefined;
  const seconds = Number(reply.answer.headers['retry-after']);
  return seconds > 0 ? seconds : undefined;
}

/** Sends a request, again when it is told to: on a machine with much to do the storm waits for itself now and then. */
async function insist(send: () => Promise<Exchange>): Promise<Exchange> {
  for (let left = returns; ; left--) {
    const exchange = await send();
    const seconds = comeBackIn(exchange);
    if (left === 0 || seconds === undefined) return exchange;
    await delay(seconds * 1000);
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
      const { sent, reply, judged } = await insist(() => send(plan));
      const status = reply.kind === 'answered' ? reply.answer.status : 'none';
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      const fault = wrongWith(reply, judged);
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
