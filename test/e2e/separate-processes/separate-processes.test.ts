import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as delay } from 'node:timers/promises';
import { basicAuthorization } from '../../../kit/access/credentials.ts';
import { graphql, hal } from '../../support/clients.ts';
import { freePortsFor } from '../../../scripts/free-ports.ts';
import { runScript, type ScriptProcess } from '../../support/processes.ts';
import { testStores, type TestStore } from '../../support/stores.ts';
import { until } from '../../support/until.ts';

/** Secrets that no log may contain. */
const secrets = { AUTH_ROOT_PASSWORD: 'rosebud-7291', SERVICE_SECRET: 'the-house-alone-knows' };
/** The parts in reverse order of dependency: each waits for the others. */
const parts = ['gateway', 'registrations', 'events', 'venues', 'accounts', 'hal-gateway'] as const;

describe.each(testStores)('separate processes, on $name, started in reverse order,', ({ open }) => {
  let store: TestStore;
  let root: string;
  let gateway: string;
  const running = new Map<string, ScriptProcess>();

  beforeAll(async () => {
    store = await open();
    const ports = await freePortsFor(parts);
    root = `http://localhost:${ports['hal-gateway']}`;
    gateway = `http://localhost:${ports.gateway}`;
    for (const part of parts) {
      const env = {
        ...store.env,
        ...secrets,
        LOG_LEVEL: 'trace',
        HY_API_PORT: ports[part],
        HY_GATEWAY_URL: root,
      };
      running.set(part, runScript(['start-part.ts', part], env));
      await delay(100);
    }
    await Promise.all([...running].map(([part, script]) => script.waitForOutput(`${part} is at`)));
  });
  afterAll(async () => {
    for (const { child } of running.values()) child.kill('SIGKILL');
    await Promise.all([...running.values()].map(({ exited }) => exited));
    await store.close();
  });

  it('discover each other, are populated by the reset script, and respond through both gateways', async () => {
    const health = async () => (await (await fetch(`${gateway}/health`)).json()) as { subgraphs: { state: string }[] };
    await until(async () => (await health()).subgraphs.filter(({ state }) => state === 'serving').length === 4);
    const { host, port } = new URL(root);
    const resets = [
      { args: [host], env: { HY_GATEWAY_URL: '' } },
      { args: [], env: { HY_GATEWAY_URL: '', PORT_HAL_GATEWAY: port } },
    ];
    for (const { args, env } of resets) {
      const reset = runScript(['reset.ts', ...args], { ...secrets, ...env });
      expect([args, await reset.exited]).toEqual([args, 0]);
      expect(reset.output()).toContain('created Daily Standup with 4 registrations');
    }
    const { body } = await hal('GET', root);
    const venues = await hal('GET', body._links.venue.href, { as: 'phartman' });
    expect(venues.body._meta.total).toBe(4);
    const query = '{ events { nodes { name venue { name } registrations { totalCount } } } }';
    const response = await graphql(`${gateway}/graphql`, query, { as: 'phartman' });
    expect(response.data.events.nodes[0]).toEqual({
      name: 'Daily Standup',
      venue: { name: 'Developer Meeting Room' },
      registrations: { totalCount: 4 },
    });
  });

  it('log neither passwords nor tokens nor the service secret', async () => {
    const { body } = await hal('GET', root);
    const invalid = basicAuthorization('phartman', 'sesame-opens');
    expect((await hal('GET', body._links.venue.href, { headers: { authorization: invalid } })).status).toBe(401);
    const output = [...running.values()].map((script) => script.output()).join('');
    expect(output).toContain('venues-service');
    const valid = basicAuthorization('root', secrets.AUTH_ROOT_PASSWORD);
    for (const secret of [...Object.values(secrets), 'sesame', invalid, valid, '$argon2', 'eyJhbGciOi'])
      expect(output).not.toContain(secret);
  });

  it('remove their registration on SIGTERM, and exit with 0', async () => {
    const venues = running.get('venues');
    venues?.child.kill('SIGTERM');
    expect(await venues?.exited).toBe(0);
    const { body } = await hal('GET', root);
    expect(body._links.venue).toBeUndefined();
    expect(body._links.event).toBeDefined();
  });

  it('report why a system cannot be reset, in sentences', async () => {
    const reset = runScript(['reset.ts', root], secrets);
    expect([await reset.exited, reset.output()]).toEqual([
      1,
      expect.stringContaining(`venues-service is not registered at the HAL gateway ${root}. Nothing was changed.`),
    ]);
    const invalid = runScript(['reset.ts', 'nowhere'], secrets);
    expect([await invalid.exited, invalid.output()]).toEqual([
      1,
      expect.stringMatching(/^"nowhere" is not an http or https URL\.\nUsage: npm run reset/),
    ]);
  });

  it('report invalid settings, and list the parts if one is unknown', async () => {
    const invalid = runScript(['start-part.ts', 'venues'], { HY_API_PORT: 'many' });
    expect([await invalid.exited, invalid.output()]).toEqual([
      1,
      expect.stringContaining('HY_API_PORT is "many"; expected an integer from 0 to 65535'),
    ]);
    const production = runScript(['start-part.ts', 'venues'], { NODE_ENV: 'production' });
    expect([await production.exited, production.output()]).toEqual([1, expect.stringContaining('AUTH_ROOT_PASSWORD')]);
    const unknown = runScript(['start-part.ts', 'cinema'], {});
    expect([await unknown.exited, unknown.output()]).toEqual([
      1,
      expect.stringContaining('the parts are accounts, events, registrations, venues, hal-gateway, gateway'),
    ]);
  });
});
