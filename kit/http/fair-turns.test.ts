import { describe, expect, it } from '@jest/globals';
import { IncomingMessage, ServerResponse, type RequestListener } from 'node:http';
import { Socket } from 'node:net';
import { setImmediate, setTimeout as delay } from 'node:timers/promises';
import { block } from '../../test/support/block.ts';
import { createFairTurns, isLate } from './fair-turns.ts';

/** Resolves when so many requests have begun. */
async function untilBegun(begun: readonly string[], count: number): Promise<void> {
  while (begun.length < count) await setImmediate();
}

/** Requests to a listener whose requests take turns. `begun` has their URLs in the order in which they began. */
function openTurns(work: (request: IncomingMessage) => unknown = () => undefined, maxWaitMs = 0) {
  const begun: string[] = [];
  const listener: RequestListener = (request) => {
    begun.push(request.url ?? '');
    void work(request);
  };
  const turns = createFairTurns(maxWaitMs);
  const handle = turns.to(listener);
  const send = (url: string): IncomingMessage => {
    const request = new IncomingMessage(new Socket());
    request.url = url;
    handle(request, new ServerResponse(request));
    return request;
  };
  return { begun, send, turns };
}

describe('requests that come at the same time', () => {
  it('take turns, path by path', async () => {
    const { begun, send } = openTurns();
    ['/a?1', '/a?2', '/a?3', '/a?4', '/b?1', '/b?2', '/c'].forEach(send);
    await untilBegun(begun, 7);
    expect(begun).toEqual(['/a?1', '/b?1', '/c', '/a?2', '/b?2', '/a?3', '/a?4']);
  });

  it.each([
    ['at once', () => block(2)],
    ['in promises', async () => (await Promise.resolve(), await Promise.resolve(), block(2))],
  ])('begin for some milliseconds, then what else is due gets its turn: work done %s', async (_, work) => {
    const { begun, send } = openTurns(work);
    for (let number = 0; number < 30; number++) send('/a');
    const counts: number[] = [];
    while (begun.length < 30) {
      await setImmediate();
      counts.push(begun.length);
    }
    expect(counts.length).toBeGreaterThanOrEqual(10);
    expect(counts[0]).toBeLessThanOrEqual(3);
  });

  it('of a path that just came do not wait for those of another', async () => {
    const { begun, send } = openTurns(() => block(2));
    for (let number = 0; number < 50; number++) send('/a');
    await delay(0);
    send('/b');
    while (!begun.includes('/b')) await setImmediate();
    expect(begun.length).toBeLessThan(20);
  });

  it.each([
    [20, true],
    [0, false],
  ])('are late when they have waited for too long: with a limit of %i ms %s', async (maxWaitMs, expected) => {
    const { begun, send } = openTurns(() => block(2), maxWaitMs);
    const requests = Array.from({ length: 20 }, () => send('/a'));
    await untilBegun(begun, 10);
    const elsewhere = send('/b');
    await untilBegun(begun, 21);
    expect([requests[0], requests.at(-1), elsewhere].map((each) => isLate(each!))).toEqual([false, expected, false]);
  });

  it('are late at once when others for their path wait for long, and begin before them', async () => {
    const { begun, send } = openTurns(() => block(5), 300);
    const [inTime] = Array.from({ length: 60 }, () => send('/a'));
    await delay(200);
    const [late, elsewhere] = [send('/a?late'), send('/b')];
    const before = begun.length;
    await untilBegun(begun, before + 3);
    expect(begun.slice(before)).toEqual(expect.arrayContaining(['/a?late', '/b']));
    expect([inTime, late, elsewhere].map((each) => isLate(each!))).toEqual([false, true, false]);
  });

  it('are not late because the process was busy with something else', async () => {
    const { begun, send } = openTurns((request) => request.url === '/slow' && block(60), 20);
    const requests = ['/slow', '/a?1', '/a?2'].map(send);
    await untilBegun(begun, 3);
    expect(requests.map(isLate)).toEqual([false, false, true]);
  });

  it('begin after the connections that wait, or after 32 of them', async () => {
    const { begun, send, turns } = openTurns();
    send('/a');
    let connections = 0;
    while (begun.length === 0 && connections < 100) {
      turns.accepted();
      connections++;
      await setImmediate();
    }
    expect(connections).toBe(32);
    send('/b');
    turns.accepted();
    await setImmediate();
    expect(begun).toEqual(['/a']);
    await untilBegun(begun, 2);
    expect(begun).toEqual(['/a', '/b']);
  });

  it('do not begin if their client has disconnected', async () => {
    const { begun, send } = openTurns();
    send('/a').socket.destroy();
    send('/b');
    await untilBegun(begun, 1);
    expect(begun).toEqual(['/b']);
  });
});
