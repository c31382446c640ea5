import { setTimeout as delay } from 'node:timers/promises';
import { forEachConcurrently } from '../../support/for-each-concurrently.ts';
import type { FuzzResult, FuzzRequest } from './response.ts';
import type { FuzzClient } from './client.ts';
import { formatExchange } from './check-response.ts';
import type { ObservedDocuments } from './observed-values.ts';
import type { FuzzedSystem } from './fuzzed-system.ts';

/** A request that was sent, with its result and the fault in it. */
export interface FuzzExchange {
  readonly request: FuzzRequest;
  readonly result: FuzzResult;
  /** Undefined if the result is as expected. */
  readonly fault: string | undefined;
  /** Seconds after which to send the request again, if the response asks for it. */
  readonly retryAfterSeconds: number | undefined;
}

/** Report of a run. */
export interface FuzzReport {
  /** Faults with their requests and responses, and with what the system logged about them. */
  readonly faults: readonly string[];
  /** Status → number of responses. */
  readonly statuses: ReadonlyMap<number | string, number>;
}

/** Context in which requests are sent. */
export interface FuzzContext {
  readonly system: Pick<FuzzedSystem, 'authorization'>;
  readonly client: FuzzClient;
  readonly observed: ObservedDocuments;
}

/** Maximum number of parallel requests. */
const maxParallelRequests = 24;
/** Faults after which a run stops. */
const maxFaults = 40;

/** Retries of a request whose response asks to try again. */
const maxRetries = 4;

/** Sends a request and retries it when asked to, since parallel requests of a run conflict on a busy machine. */
async function sendWithRetries(send: () => Promise<FuzzExchange>): Promise<FuzzExchange> {
  for (let retries = maxRetries; ; retries--) {
    const exchange = await send();
    if (retries === 0 || exchange.retryAfterSeconds === undefined) return exchange;
    await delay(exchange.retryAfterSeconds * 1000);
  }
}

/** Sends all planned requests in parallel, and collects the faults and statuses. */
export async function runRequests<Plan>(
  plans: Iterable<Plan>,
  { send, logOf }: { readonly send: (plan: Plan) => Promise<FuzzExchange> } & Pick<FuzzedSystem, 'logOf'>,
): Promise<FuzzReport> {
  const faults: (() => string)[] = [];
  const statuses = new Map<number | string, number>();
  await forEachConcurrently(
    plans,
    { limit: maxParallelRequests, isDone: () => faults.length >= maxFaults },
    async (plan) => {
      const { request, result, fault } = await sendWithRetries(() => send(plan));
      const status = result.kind === 'response' ? result.response.status : 'no response';
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      if (fault === undefined) return;
      const { 'x-request-id': requestId } = result.kind === 'response' ? result.response.headers : {};
      const logged = () => (requestId === undefined ? [] : logOf(requestId));
      faults.push(() => [fault, formatExchange(request, result), ...logged()].join('\n'));
    },
  );
  return { faults: faults.map((report) => report()), statuses };
}

/** Formats the number of responses with each status. */
export const formatStatusCounts = ({ statuses }: FuzzReport): string =>
  [...statuses]
    .sort(([first], [second]) => (String(first) < String(second) ? -1 : 1))
    .map(([status, count]) => `${status}: ${count}`)
    .join(', ');
