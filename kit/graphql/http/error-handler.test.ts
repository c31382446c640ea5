import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from '@jest/globals';
import express from 'express';
import { StoreTimeoutError } from '../../store/port.ts';
import { createLog } from '../../util/log.ts';
import { graphqlErrorHandler } from './error-handler.ts';

it('tells that the service is unavailable if the store is before execution', async () => {
  const app = express();
  app.use(() => {
    throw new StoreTimeoutError('the store did not respond within 2000 ms');
  });
  app.use(graphqlErrorHandler(createLog('test')));
  const server = createServer(app).listen(0);
  const response = await fetch(`http://localhost:${(server.address() as AddressInfo).port}`);
  expect(response.status).toBe(503);
  expect(response.headers.get('retry-after')).not.toBeNull();
  expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'SERVICE_UNAVAILABLE' } }] });
  server.close();
});
