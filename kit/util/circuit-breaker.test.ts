import { beforeEach, describe, expect, it } from '@jest/globals';
import { createCircuitBreaker, type CircuitBreaker, type Outcome } from './circuit-breaker.ts';

describe('a circuit breaker', () => {
  let now = 0;
  let breaker: CircuitBreaker;
  beforeEach(() => {
    now = 1000;
    breaker = createCircuitBreaker({ failures: 3, pause: { initialMs: 100, maxMs: 400 }, now: () => now });
  });

  function send(...outcomes: readonly Outcome[]): void {
    for (const outcome of outcomes) {
      expect(breaker.admit()).toBe(true);
      breaker.settle(outcome);
    }
  }

  it('is closed until a number of consecutive requests have failed', () => {
    send('failure', 'failure', 'success', 'failure', 'unknown', 'failure');
    expect(breaker.state()).toBe('closed');
    send('failure');
    expect([breaker.state(), breaker.admit()]).toEqual(['open', false]);
  });

  it('admits one request at a time after a pause, and closes when it succeeds', () => {
    send('failure', 'failure', 'failure');
    now += 49;
    expect(breaker.admit()).toBe(false);
    now += 51;
    expect([breaker.state(), breaker.admit(), breaker.admit()]).toEqual(['half-open', true, false]);
    breaker.settle('success');
    expect([breaker.state(), breaker.admit(), breaker.admit()]).toEqual(['closed', true, true]);
  });

  it('waits longer after each probe that fails, up to a limit', () => {
    send('failure', 'failure', 'failure');
    const pauses = [100, 200, 400, 400].map((pause) => {
      const shortest = pause / 2 - 1;
      now += shortest;
      expect(breaker.admit()).toBe(false);
      now += pause - shortest;
      send('failure');
      return breaker.state();
    });
    expect(pauses).toEqual(['open', 'open', 'open', 'open']);
  });

  it('admits another probe when one ended without an outcome', () => {
    send('failure', 'failure', 'failure');
    now += 100;
    send('unknown');
    expect([breaker.state(), breaker.admit()]).toEqual(['half-open', true]);
  });

  it('is not kept open by failures of requests from before', () => {
    for (let request = 0; request < 10; request++) expect(breaker.admit()).toBe(true);
    for (let request = 0; request < 10; request++) breaker.settle('failure');
    now += 100;
    expect(breaker.admit()).toBe(true);
  });
});
