import express, { type Express } from 'express';
import { expect, it } from '@jest/globals';
import { notReady, startServer } from './server.ts';

function application(name: string): Express {
  const app = express().set('name', name);
  app.get('/', (request, response) => {
    const prototypes = [Object.getPrototypeOf(request), Object.getPrototypeOf(response)] as unknown[];
    response.json({
      name: request.app.get('name') as unknown,
      hasOwnPrototypes: prototypes[0] === app.request && prototypes[1] === app.response,
    });
  });
  return app;
}

it('each server creates requests and responses with the prototypes of its own application', async () => {
  const servers = await Promise.all(
    ['first', 'second'].map(async (name) => ({ name, server: await startServer(notReady, { name, port: 0 }) })),
  );
  const get = ({ port }: { readonly port: number }) => fetch(`http://localhost:${port}/`);
  for (const { server } of servers) {
    const response = await get(server);
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '1']);
  }
  for (const { name, server } of servers) server.setHandler(application(name));
  for (const { name, server } of servers)
    expect(await (await get(server)).json()).toEqual({ name, hasOwnPrototypes: true });
  await Promise.all(servers.map(({ server }) => server.close()));
});
