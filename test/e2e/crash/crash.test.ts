import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { hal } from '../../support/clients.ts';
import { freePort } from '../../../scripts/free-ports.ts';
import { runScript, type ScriptProcess } from '../../support/processes.ts';
import { embeddedStore, type TestStore } from '../../support/stores.ts';
import { chooseFreePorts } from '../../support/system.ts';
import { until } from '../../support/until.ts';

describe('the all-in-one process', () => {
  let store: TestStore;
  let env: Record<string, string>;
  let root: string;
  let running: ScriptProcess;
  const start = async (): Promise<void> => {
    running = runScript(['start.ts'], env);
    await running.waitForOutput('is up');
  };
  beforeAll(async () => {
    store = await embeddedStore.open();
    env = { ...store.env, ...(await chooseFreePorts()) };
    root = `http://localhost:${env['PORT_HAL_GATEWAY']}`;
  });
  afterAll(async () => {
    running.child.kill('SIGKILL');
    await running.exited;
    await store.close();
  });

  const venues = async (): Promise<string> => (await hal('GET', root)).body._links.venue.href as string;

  it('has all acknowledged writes after it is killed during writes and restarted', async () => {
    const acknowledged: string[] = [];
    for (const round of [0, 1]) {
      await start();
      const url = await venues();
      const writers = Array.from({ length: 8 }, async (_, writer) => {
        for (let index = 0; ; index++) {
          const name = `${round}-${writer}-${index}`;
          const response = await hal('POST', url, { as: 'root', body: { name, capacity: 1 } }).catch(() => undefined);
          if (response?.status !== 201) return;
          acknowledged.push(name);
        }
      });
      const before = acknowledged.length;
      await until(() => acknowledged.length > before + 25);
      running.child.kill('SIGKILL');
      await Promise.all([...writers, running.exited]);
    }
    await start();
    const list = await hal('GET', `${await venues()}?max_results=3000`, { as: 'root' });
    const names = new Set(list.body._embedded.venue.map(({ name }: { name: string }) => name));
    expect(acknowledged.length).toBeGreaterThan(50);
    expect(acknowledged.filter((name) => !names.has(name))).toEqual([]);
    expect(names.has('Developer Meeting Room')).toBe(true);
  });

  it('names the part whose port is in use', async () => {
    const other = await embeddedStore.open();
    const second = runScript(['start.ts'], { ...env, ...other.env, PORT_HAL_GATEWAY: String(await freePort()) });
    expect(await second.exited).toBe(1);
    expect(second.output()).toContain(`port ${env['PORT_VENUES']} is in use, but venues-service must listen on it`);
    await other.close();
  });

  it('reports that its files are in use if it is started twice', async () => {
    const second = runScript(['start.ts'], { ...env, ...(await chooseFreePorts()), DATA_LOCK_SECONDS: '0' });
    expect(await second.exited).toBe(1);
    expect(second.output()).toContain('is in use by process');
  });

  it('stops cleanly on Ctrl-C', async () => {
    running.child.kill('SIGINT');
    expect(await running.exited).toBe(0);
  });
});
