import { backoffMs, withJitter, type Backoff } from './backoff.ts';

export interface CircuitBreakerSettings {
  /** The consecutive failures after which the circuit opens. */
  readonly failures: number;
  /** How long it stays open: longer after each probe that fails, by a random part of the pause. */
  readonly pause: Backoff;
  /** Returns the milliseconds of a monotonic clock. */
  readonly now?: () => number;
}

/** The outcome of an admitted request: `unknown` if it says nothing about the other side, as when the caller gave up. */
export type Outcome = 'success' | 'failure' | 'unknown';

export type CircuitState = 'closed' | 'open' | 'half-open';

/**
 * Spares a service that fails, and its callers, requests that would fail: after some consecutive failures none is
 * admitted for a while (open), then one at a time (half-open), until one succeeds (closed).
 */
export interface CircuitBreaker {
  /** Whether a request may be sent. Each admitted request has to be settled. */
  admit(): boolean;
  settle(outcome: Outcome): void;
  state(): CircuitState;
}

/** Creates a circuit breaker, which is closed. */
export function createCircuitBreaker({
  failures: limit,
  pause,
  now = () => performance.now(),
}: CircuitBreakerSettings): CircuitBreaker {
  let failures = 0;
  let openUntil = 0;
  let isProbing = false;
  const isClosed = (): boolean => failures < limit;
  const open = (): void => {
    openUntil = now() + withJitter(backoffMs(pause, failures - limit + 1));
  };
  return {
    admit: () => {
      if (isClosed()) return true;
      if (isProbing || now() < openUntil) return false;
      isProbing = true;
      return true;
    },
    settle: (outcome) => {
      isProbing = false;
      if (outcome === 'success') failures = 0;
      else if (outcome === 'failure') {
        // Requests that were sent before the circuit opened do not prolong it.
        if (isClosed() || now() >= openUntil) failures++;
        if (!isClosed() && now() >= openUntil) open();
      }
    },
    state: () => (isClosed() ? 'closed' : isProbing || now() >= openUntil ? 'half-open' : 'open'),
  };
}
