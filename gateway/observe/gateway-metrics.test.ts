import { describe, expect, it } from '@jest/globals';
import { product } from '../../product/product.ts';
import { createGatewayMetrics, openMetrics } from './gateway-metrics.ts';
import type { ObservedRequest } from './request-observation.ts';

const request = (name: string | undefined, changed: Partial<ObservedRequest> = {}): ObservedRequest => ({
  operation: { type: 'query', name, hash: 'abc' },
  status: 200,
  codes: [],
  durationMs: 30,
  ownMs: 10,
  planningMs: undefined,
  subgraphRequests: 1,
  ...changed,
});

describe('the metrics of the gateway', () => {
  const start = (maxNames = 2) =>
    createGatewayMetrics({
      product,
      maxNames,
      openSubscriptions: () => 3,
      states: () => ({ serving: 4, rejected: 0 }),
      circuits: () => ({ closed: 3, open: 1 }),
    });
  /** Returns the lines of a metric without its prefix. */
  const read = async (metrics: ReturnType<typeof start>, name: string): Promise<readonly string[]> => {
    const prefix = `event_buddy_graphql_${name}`;
    const lines = (await metrics.read())
      .split('\n')
      .filter((line) => line.startsWith(prefix) && !line.includes('_bucket'));
    return lines.map((line) => line.slice('event_buddy_graphql_'.length));
  };

  it('count requests by type, operation and status, with their durations', async () => {
    const metrics = start();
    metrics.countRequest(request('Events'));
    metrics.countRequest(request('Events', { status: 401, codes: ['UNAUTHENTICATED'], ownMs: undefined }));
    metrics.countRequest(request(undefined));
    metrics.countRequest(request(undefined, { operation: undefined, status: 429, subgraphRequests: 0 }));
    expect(await read(metrics, 'requests_total')).toEqual([
      'requests_total{type="query",operation="Events",status="200"} 1',
      'requests_total{type="query",operation="Events",status="401"} 1',
      'requests_total{type="query",operation="anonymous",status="200"} 1',
      'requests_total{type="unknown",operation="anonymous",status="429"} 1',
    ]);
    expect(await read(metrics, 'request_duration_seconds')).toContain('request_duration_seconds_count{type="query"} 3');
    expect(await read(metrics, 'request_own_duration_seconds')).toEqual(
      expect.arrayContaining([
        'request_own_duration_seconds_sum{type="query"} 0.02',
        'request_own_duration_seconds_count{type="query"} 2',
      ]),
    );
  });

  it('tell apart so many names of operations, and only of those that services have answered', async () => {
    const metrics = start();
    const names = ['Random', 'A', 'B', 'C', 'x'.repeat(101)];
    metrics.countRequest(request('Random', { subgraphRequests: 0 }));
    metrics.countRequest(request('Random', { codes: ['UNAUTHENTICATED'] }));
    for (const name of names.slice(1)) metrics.countRequest(request(name));
    expect(await read(metrics, 'requests_total')).toEqual([
      'requests_total{type="query",operation="other",status="200"} 4',
      'requests_total{type="query",operation="A",status="200"} 1',
      'requests_total{type="query",operation="B",status="200"} 1',
    ]);
  });

  it('count requests to services by outcome, and tell apart so many services', async () => {
    const metrics = start();
    const names = ['venues', 'venues', 'events', 'guest-1', 'guest-2'];
    for (const service of names) metrics.countSubgraphRequest({ service, outcome: 'ok', seconds: 0.5 });
    metrics.countSubgraphRequest({ service: 'venues', outcome: 'SERVICE_UNAVAILABLE', seconds: 1 });
    expect(await read(metrics, 'subgraph_requests_total')).toEqual([
      'subgraph_requests_total{service="venues",outcome="ok"} 2',
      'subgraph_requests_total{service="events",outcome="ok"} 1',
      'subgraph_requests_total{service="other",outcome="ok"} 2',
      'subgraph_requests_total{service="venues",outcome="SERVICE_UNAVAILABLE"} 1',
    ]);
    expect(await read(metrics, 'subgraph_request_duration_seconds')).toContain(
      'subgraph_request_duration_seconds_sum{service="venues"} 2',
    );
  });

  it('count plans, by whether they were kept', async () => {
    const metrics = start();
    metrics.countRequest(request('A', { planningMs: 40 }));
    for (let times = 0; times < 2; times++) metrics.countRequest(request('A'));
    metrics.countRequest(request('A', { subgraphRequests: 0 }));
    expect(await read(metrics, 'planning')).toEqual([
      'planning_total{cache="miss"} 1',
      'planning_total{cache="hit"} 2',
      'planning_duration_seconds_sum 0.04',
      'planning_duration_seconds_count 1',
    ]);
  });

  it('count compositions and codes of errors, and the states of services', async () => {
    const metrics = start();
    metrics.countComposition({ of: 'services', composed: true, seconds: 1 });
    metrics.countComposition({ of: 'guests', composed: false, seconds: 1 });
    metrics.countRequest(request('A', { codes: ['FORBIDDEN', 'invented'] }));
    expect(await read(metrics, 'compositions_total')).toEqual([
      'compositions_total{of="services",result="composed"} 1',
      'compositions_total{of="guests",result="failed"} 1',
    ]);
    expect(await read(metrics, 'errors_total')).toEqual([
      'errors_total{code="FORBIDDEN"} 1',
      'errors_total{code="INTERNAL_SERVER_ERROR"} 1',
    ]);
    expect(await read(metrics, 'subgraphs')).toEqual(['subgraphs{state="serving"} 4', 'subgraphs{state="rejected"} 0']);
    expect(await read(metrics, 'circuits')).toEqual(['circuits{state="closed"} 3', 'circuits{state="open"} 1']);
  });

  it('include those of the process, with the lag of its event loop', async () => {
    const text = await start().read();
    expect(text).toMatch(/^process_cpu_seconds_total /m);
    expect(text).toMatch(/^nodejs_eventloop_lag_p99_seconds /m);
  });

  it('count nothing when they are off', () => {
    const { metrics, metricsReader } = openMetrics(true, {
      product,
      maxNames: 1,
      states: () => ({}),
      circuits: () => ({}),
      openSubscriptions: () => 0,
    });
    metrics.countRequest(request('A'));
    expect(metricsReader).toBeUndefined();
  });
});
