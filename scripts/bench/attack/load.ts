import { setTimeout as delay } from 'node:timers/promises';
import type { BenchRequest } from './attacks.ts';

/** The responses to one client. */
export interface Responses {
  /** Milliseconds until each response. */
  readonly latencies: number[];
  /** Status → number of responses; 0 stands for a request without a response. */
  readonly statuses: Map<number, number>;
}

/** Milliseconds after which a client gives up. */
const timeoutMs = 30_000;

/** Sends requests until the end, `perSecond` of them, whether or not responses arrive (an open model). */
export async function sendRequests(
  request: (number: number) => BenchRequest,
  { perSecond, seconds, address }: { readonly perSecond: number; readonly seconds: number; readonly address: string },
): Promise<Responses> {
  const responses: Responses = { latencies: [], statuses: new Map() };
  const send = async (number: number): Promise<void> => {
    const { url, headers = {}, ...rest } = request(number);
    const startedAt = performance.now();
    const status = await fetch(url, {
      ...rest,
      headers: { ...headers, 'x-forwarded-for': address },
      signal: AbortSignal.timeout(timeoutMs),
    }).then(
      async (response) => (await response.text(), response.status),
      () => 0,
    );
    responses.latencies.push(performance.now() - startedAt);
    responses.statuses.set(status, (responses.statuses.get(status) ?? 0) + 1);
  };
  const pending: Promise<void>[] = [];
  for (let number = 0; number < perSecond * seconds; number++) {
    pending.push(send(number));
    await delay(1000 / perSecond);
  }
  await Promise.all(pending);
  return responses;
}

/** Returns the latency that a share of the requests does not exceed. */
export function percentile({ latencies }: Responses, share: number): number {
  const sorted = latencies.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}

/** Formats statuses: `200 × 40, 429 × 7`. */
export const describeStatuses = ({ statuses }: Responses): string =>
  [...statuses]
    .toSorted(([a], [b]) => a - b)
    .map(([status, count]) => `${status} × ${count}`)
    .join(', ');
