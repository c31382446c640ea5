import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { createServiceGuard, type GuardedRequest } from './service-guard.ts';
import { failure, type SubgraphResult } from '../execute/response/subgraph-result.ts';

const response: SubgraphResult = { kind: 'response', response: { data: {} } };
const refused = failure('SERVICE_UNAVAILABLE', 'ECONNREFUSED', 'connection');
const slow = failure('SERVICE_UNAVAILABLE', 'no response within 10 ms', 'service');
const garbage = failure('SERVICE_UNAVAILABLE', 'it rejects the document');
const spared = expect.objectContaining({ kind: 'failure', code: 'SERVICE_UNAVAILABLE', cause: 'spared' });

const guardsOf = (settings: Partial<Parameters<typeof createServiceGuard>[0]> = {}) =>
  createServiceGuard({
    maxConcurrent: 10,
    maxWaiting: 10,
    retries: 1,
    breakerFailures: 3,
    breakerPauseMs: 50,
    ...settings,
  });
const guardOf = (settings?: Parameters<typeof guardsOf>[0]) => guardsOf(settings).guard;

/** A service that answers with these results in their order, and with the last one from then on. */
function serviceWith(...results: readonly SubgraphResult[]) {
  let attempts = 0;
  const request = (overrides: Partial<GuardedRequest> = {}): GuardedRequest => ({
    url: 'http://service/graphql',
    isRepeatable: true,
    timeoutMs: 60_000,
    attempt: () => Promise.resolve(results[Math.min(attempts++, results.length - 1)]!),
    ...overrides,
  });
  return { request, attempts: () => attempts };
}

describe('the guard of services', () => {
  let clock: jest.SpiedFunction<typeof performance.now>;
  beforeEach(() => void (clock = jest.spyOn(performance, 'now')));
  afterEach(() => clock.mockRestore());

  it('repeats a query whose connection failed, as often as set', async () => {
    for (const retries of [0, 1, 2]) {
      const service = serviceWith(refused, refused, response);
      expect(await guardOf({ retries })(service.request())).toEqual(retries === 2 ? response : refused);
      expect(service.attempts()).toBe(retries + 1);
    }
  });

  it.each<[string, SubgraphResult, Partial<GuardedRequest>]>([
    ['a mutation', refused, { isRepeatable: false }],
    ['what has taken too long', slow, {}],
    ['what another attempt cannot change', garbage, {}],
    ['a request that nobody waits for', refused, { signal: AbortSignal.abort() }],
    ['anything when the time is up', refused, { timeoutMs: 0.001 }],
  ])('does not repeat %s', async (_title, result, overrides) => {
    const service = serviceWith(result, response);
    expect(await guardOf()(service.request(overrides))).not.toEqual(response);
    expect(service.attempts()).toBeLessThan(2);
  });

  it('counts the services by the state of their circuits', async () => {
    clock.mockReturnValue(0);
    const { guard, circuits } = guardsOf({ retries: 0 });
    expect(circuits()).toEqual({ closed: 0, open: 0, 'half-open': 0 });
    await guard(serviceWith(response).request());
    const failing = serviceWith(slow);
    for (let count = 0; count < 3; count++) await guard(failing.request({ url: 'http://other/graphql' }));
    expect(circuits()).toEqual({ closed: 1, open: 1, 'half-open': 0 });
  });

  it('spares a service that fails again and again, until one request succeeds', async () => {
    clock.mockReturnValue(0);
    const guard = guardOf({ retries: 0 });
    const service = serviceWith(refused, slow, refused, response);
    for (let request = 0; request < 3; request++) expect(await guard(service.request())).not.toEqual(response);
    expect(await guard(service.request())).toEqual(spared);
    expect(service.attempts()).toBe(3);
    expect(await guard(service.request({ url: 'http://other/graphql' }))).toEqual(response);
    clock.mockReturnValue(60);
    expect(await guard(service.request())).toEqual(response);
  });

  it('blames no service for clients that have disconnected', async () => {
    const guard = guardOf({ retries: 0 });
    const service = serviceWith(refused, refused, refused, response);
    const signal = AbortSignal.abort();
    for (let request = 0; request < 3; request++) await guard(service.request({ signal }));
    expect(await guard(service.request())).toEqual(response);
  });

  it('sends a bounded number of requests at the same time, and lets a bounded number wait', async () => {
    const guard = guardOf({ maxConcurrent: 2, maxWaiting: 1 });
    let [running, most] = [0, 0];
    const attempt = async (): Promise<SubgraphResult> => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setImmediate(resolve));
      running--;
      return response;
    };
    const service = serviceWith(response);
    const results = await Promise.all(Array.from({ length: 5 }, () => guard(service.request({ attempt }))));
    expect(results).toEqual([response, response, response, spared, spared]);
    expect(most).toBe(2);
  });

  it('counts the wait for a place as time of the request', async () => {
    const guard = guardOf({ maxConcurrent: 1 });
    const attempt = async (): Promise<SubgraphResult> => {
      await new Promise((resolve) => setTimeout(resolve, 30));
      return response;
    };
    const service = serviceWith(response);
    const first = guard(service.request({ attempt }));
    expect(await guard(service.request({ timeoutMs: 10 }))).toEqual(spared);
    expect([await first, service.attempts()]).toEqual([response, 0]);
  });
});
