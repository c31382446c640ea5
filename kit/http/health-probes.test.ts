import { afterEach, describe, expect, it } from '@jest/globals';
import express from 'express';
import type { ServerResponse } from 'node:http';
import { until } from '../../test/support/until.ts';
import type { Readiness } from './health-probes.ts';
import { notReady, startServer, type RunningServer } from './server.ts';

describe('the probes of a server', () => {
  let server: RunningServer | undefined;
  const pending: ServerResponse[] = [];
  afterEach(async () => {
    for (const response of pending.splice(0)) response.end();
    await server?.close();
  });
  const start = async (): Promise<RunningServer> => (server = await startServer(notReady, { name: 'test', port: 0 }));
  const request = (path: string, init: RequestInit = {}) => fetch(`http://localhost:${server?.port}${path}`, init);
  const probe = async (name: string): Promise<unknown> => {
    const response = await request(`/health/${name}`);
    return [response.status, await response.json()];
  };
  const app = () => express().use((_request, response) => void response.send('the application'));

  it('say that it lives while it starts, and is ready when it has an application', async () => {
    const running = await start();
    expect([await probe('live'), await probe('ready')]).toEqual([
      [200, { status: 'ok' }],
      [503, { status: 'starting' }],
    ]);
    running.setHandler(app());
    expect([await probe('live'), await probe('ready')]).toEqual([
      [200, { status: 'ok' }],
      [200, { status: 'ok' }],
    ]);
    expect(await (await request('/health')).text()).toBe('the application');
  });

  it('say what the application says of itself, and unavailable if that fails', async () => {
    const answers: (() => Readiness | Promise<Readiness>)[] = [
      () => 'starting',
      () => 'unavailable',
      () => {
        throw new Error('the check fails');
      },
      () => Promise.reject(new Error('the check fails later')),
    ];
    for (const [index, answer] of answers.entries()) {
      const running = await start();
      running.setHandler(app(), answer);
      expect([await probe('live'), await probe('ready')]).toEqual([
        [200, { status: 'ok' }],
        [503, { status: index === 0 ? 'starting' : 'unavailable' }],
      ]);
      await running.close();
    }
  });

  it('check once for all who ask at the same time', async () => {
    const running = await start();
    let checks = 0;
    let finish = (): void => undefined;
    running.setHandler(app(), async (): Promise<Readiness> => {
      checks++;
      await new Promise<void>((resolve) => (finish = resolve));
      return 'ok';
    });
    const all = Promise.all(Array.from({ length: 5 }, () => probe('ready')));
    await until(() => checks === 1);
    await request('/other');
    finish();
    expect((await all).map((each) => JSON.stringify(each))).toEqual(Array(5).fill('[200,{"status":"ok"}]'));
    expect(checks).toBe(1);
  });

  it('say that it is not ready, and lives, while it stops', async () => {
    const running = await start();
    running.setHandler(express().use((_request, response) => void pending.push(response)));
    const slow = request('/slow');
    await until(() => pending.length === 1);
    const stopped = running.drain();
    expect([await probe('live'), await probe('ready')]).toEqual([
      [200, { status: 'ok' }],
      [503, { status: 'stopping' }],
    ]);
    pending.splice(0).map((response) => response.end('done'));
    expect(await (await slow).text()).toBe('done');
    await stopped;
  });

  it('are never cached, and answer HEAD; other methods are 405', async () => {
    await start();
    const head = await request('/health/ready?x=1', { method: 'HEAD', headers: { 'x-request-id': 'mine' } });
    const { status, headers } = head;
    expect([status, headers.get('cache-control'), headers.get('retry-after'), headers.get('x-request-id')]).toEqual([
      503,
      'no-store',
      '1',
      'mine',
    ]);
    const post = await request('/health/live', { method: 'POST', body: 'x' });
    expect([post.status, post.headers.get('allow'), await post.text()]).toEqual([405, 'GET, HEAD', '']);
  });
});
