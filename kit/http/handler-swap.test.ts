import express, { type Express } from 'express';
import { expect, it } from '@jest/globals';
import { notReady, startServer } from './server.ts';

function application(name: string): Express {
  const app = express().set('name', name);
  app.get('/', (request, response) => {
    const own = [Object.getPrototypeOf(request), Object.getPrototypeOf(response)] as unknown[];
    response.json({
      name: request.app.get('name') as unknown,
      isAsMade: own[0] === app.request && own[1] === app.response,
    });
  });
  return app;
}

it('a server that is handed over makes what it gives to its application as that wants it, each its own', async () => {
  const servers = await Promise.all(
    ['one', 'other'].map(async (name) => ({ name, server: await startServer(notReady, { name, port: 0 }) })),
  );
  const ask = ({ port }: { readonly port: number }) => fetch(`http://localhost:${port}/`);
  for (const { server } of servers) {
    const answer = await ask(server);
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '1']);
  }
  for (const { name, server } of servers) server.setHandler(application(name));
  for (const { name, server } of servers) expect(await (await ask(server)).json()).toEqual({ name, isAsMade: true });
  await Promise.all(servers.map(({ server }) => server.close()));
});
