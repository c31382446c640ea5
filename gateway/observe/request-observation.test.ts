import { describe, expect, it } from '@jest/globals';
import { observeRequest } from './request-observation.ts';

describe('the observation of a request', () => {
  let time = 0;
  const start = () => {
    time = 1000;
    return observeRequest(() => time);
  };
  const pass = (ms: number): void => void (time += ms);

  it('counts the time in which no service is waited for as its own, from the begin of execution', () => {
    const observation = start();
    pass(5);
    observation.begin();
    pass(10);
    const first = observation.beginSubgraphRequest();
    pass(100);
    const second = observation.beginSubgraphRequest();
    pass(100);
    first();
    first();
    pass(100);
    second();
    pass(20);
    const third = observation.beginSubgraphRequest();
    pass(7);
    third();
    expect(observation.end(200)).toEqual({
      operation: undefined,
      status: 200,
      codes: [],
      planningMs: undefined,
      durationMs: 342,
      ownMs: 30,
      subgraphRequests: 3,
    });
  });

  it('does not count as its own what it still waits for when the client has disconnected', () => {
    const observation = start();
    observation.begin();
    pass(3);
    observation.beginSubgraphRequest();
    pass(500);
    expect(observation.end(499)).toMatchObject({ durationMs: 503, ownMs: 3 });
  });

  it('adds the plans of one request', () => {
    const observation = start();
    observation.begin();
    observation.planned(2);
    observation.planned(3);
    expect(observation.end(200).planningMs).toBe(5);
  });

  it('has no own time without execution', () => {
    const observation = start();
    observation.failed(['TOO_MANY_REQUESTS']);
    expect(observation.end(429)).toMatchObject({ ownMs: undefined, codes: ['TOO_MANY_REQUESTS'] });
  });
});
