import { setTimeout as delay } from 'node:timers/promises';
import { LRUCache } from 'lru-cache';
import { withJitter } from '../../kit/util/backoff.ts';
import {
  createCircuitBreaker,
  type CircuitBreaker,
  type CircuitState,
  type Outcome,
} from '../../kit/util/circuit-breaker.ts';
import { createConcurrencyLimit, type ConcurrencyLimit } from '../../kit/util/concurrency-limit.ts';
import type { GuardSettings } from './guard-settings.ts';
import { failure, type SubgraphResult } from '../execute/response/subgraph-result.ts';

/** A request to a service. */
export interface GuardedRequest {
  /** The URL of the service's endpoint: another one is another service. */
  readonly url: string;
  /** Whether it may be sent again. */
  readonly isRepeatable: boolean;
  /** Milliseconds for all attempts, with waiting. */
  readonly timeoutMs: number;
  /** Aborted when nobody waits for the result any more. */
  readonly signal?: AbortSignal | undefined;
  /** Sends the request once. Never rejects. */
  readonly attempt: (timeoutMs: number) => Promise<SubgraphResult>;
}

/** Decides when a request to a service is sent, and whether again. Never rejects. */
export type ServiceGuard = (request: GuardedRequest) => Promise<SubgraphResult>;

interface GuardedService {
  readonly breaker: CircuitBreaker;
  readonly limited: ConcurrencyLimit;
}

/** The guard of all services. */
export interface ServiceGuards {
  readonly guard: ServiceGuard;
  /** Returns the number of services whose circuit is in each state. */
  circuits(): Readonly<Record<CircuitState, number>>;
}

/** Services whose states are kept: those that were sent requests last. */
const maxServices = 1000;
const firstPauseMs = 250;
const retryPauseMs = 50;

/** Creates a guard. Each service has its own limits. */
export function createServiceGuard(settings: GuardSettings): ServiceGuards {
  const services = new LRUCache<string, GuardedService>({ max: maxServices });
  const serviceAt = (url: string): GuardedService => {
    const service = services.get(url) ?? createService(settings);
    services.set(url, service);
    return service;
  };
  const guard: ServiceGuard = async (request) => {
    const service = serviceAt(request.url);
    const deadline = performance.now() + request.timeoutMs;
    for (let retry = 0; ; retry++) {
      const result = await sendOnce(service, request, deadline);
      if (!request.isRepeatable || retry >= settings.retries || !mayHelp(result, service)) return result;
      await delay(withJitter(retryPauseMs), undefined, { ref: false });
      if (request.signal?.aborted || performance.now() >= deadline) return result;
    }
  };
  const circuits = () => {
    const counts = { closed: 0, open: 0, 'half-open': 0 };
    for (const { breaker } of services.values()) counts[breaker.state()]++;
    return counts;
  };
  return { guard, circuits };
}

const createService = ({
  maxConcurrent,
  maxWaiting,
  breakerFailures,
  breakerPauseMs,
}: GuardSettings): GuardedService => ({
  breaker: createCircuitBreaker({
    failures: breakerFailures,
    pause: { initialMs: Math.min(firstPauseMs, breakerPauseMs), maxMs: breakerPauseMs },
  }),
  limited: createConcurrencyLimit(maxConcurrent, maxWaiting),
});

/** Whether another attempt can have another result. */
const mayHelp = (result: SubgraphResult, { breaker }: GuardedService): boolean =>
  result.kind === 'failure' && result.cause === 'connection' && breaker.state() === 'closed';

async function sendOnce(
  { breaker, limited }: GuardedService,
  { attempt, signal }: GuardedRequest,
  deadline: number,
): Promise<SubgraphResult> {
  const sent = limited(async () => {
    const remainingMs = deadline - performance.now();
    if (remainingMs <= 0) return spared('too many requests to it wait');
    if (!breaker.admit()) return spared('it has failed, and is spared requests for a while');
    const result = await attempt(remainingMs);
    breaker.settle(outcomeOf(result, signal));
    return result;
  });
  return (await sent) ?? spared('too many requests to it wait');
}

const spared = (reason: string): SubgraphResult => failure('SERVICE_UNAVAILABLE', reason, 'spared');

function outcomeOf(result: SubgraphResult, signal: AbortSignal | undefined): Outcome {
  if (result.kind === 'response') return 'success';
  return result.cause === undefined || signal?.aborted ? 'unknown' : 'failure';
}
