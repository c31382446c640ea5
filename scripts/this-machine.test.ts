import { expect, it } from '@jest/globals';
import { hostname } from 'node:os';
import { isOnThisMachine } from './this-machine.ts';

it.each([
  ['http://localhost:2112', true],
  ['http://127.0.0.1', true],
  ['http://[::1]:2112/', true],
  [`http://${hostname()}:2112`, true],
  ['http://localhost.example.com', false],
  ['http://192.0.2.1:2112', false],
  ['https://events.example.com', false],
])('%s is on this machine: %s', (url, isLocal) => {
  expect(isOnThisMachine(url)).toBe(isLocal);
});
