import { afterEach, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { createPortChooser, freePort } from './free-ports.ts';

const linuxRange = '/proc/sys/net/ipv4/ip_local_port_range';
const servers: Server[] = [];
afterEach(() => servers.splice(0).forEach((server) => server.close()));

it('returns ports that no outgoing connection gets, and never one of them twice', async () => {
  const ports = await Promise.all(Array.from({ length: 20 }, freePort));
  expect(new Set(ports).size).toBe(20);
  const [lowest] = existsSync(linuxRange) ? readFileSync(linuxRange, 'utf8').split(/\s+/) : ['49152'];
  expect(Math.max(...ports)).toBeLessThan(Number(lowest));
});

it('leaves out ports that another process has chosen or listens on, and says when none is left', async () => {
  const first = await freePort();
  const server = createServer().listen(first + 1);
  servers.push(server);
  await once(server, 'listening');
  const range = { first, count: 20 };
  const choosers = [createPortChooser(range), createPortChooser(range)];
  const ports: number[] = [];
  const chooseAll = async (): Promise<void> => {
    for (;;) for (const choose of choosers) ports.push(await choose());
  };
  await expect(chooseAll()).rejects.toThrow(`no port from ${first} to ${first + 19} is free`);
  expect(ports.length).toBeGreaterThan(0);
  expect(new Set([...ports, first, first + 1]).size).toBe(ports.length + 2);
});
