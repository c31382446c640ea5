import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { backlog } from '../../../kit/http/server.ts';
import { runContender, type RunningContender } from './process.ts';

/**
 * The floor of a stampede: an Express application that answers every request at once, and checks and keeps nothing. As
 * many connections as at the services may wait.
 */
async function start(): Promise<RunningContender> {
  const app = express();
  app.use(({ method, path }, response) => void response.status(method === 'PUT' ? 201 : 200).json({ path }));
  const server = createServer(app).listen({ port: 0, backlog });
  await once(server, 'listening');
  return {
    urls: { any: `http://localhost:${(server.address() as AddressInfo).port}` },
    authorization: {},
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

runContender(start);
