import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { startDomainSystem } from '../../../scripts/domain.ts';
import { graphql, hal, type HalResult } from '../../support/clients.ts';
import { canMount, mountMemory, mountMissingNotice, type Mount } from '../../support/mounts.ts';
import { runScript, type ScriptProcess } from '../../support/processes.ts';
import { describeIf } from '../../support/skip-reasons.ts';
import { generousTimeouts } from '../../support/generous-timeouts.ts';
import { chooseFreePorts } from '../../support/system.ts';

const root = { as: 'root' } as const;

describeIf(canMount(), mountMissingNotice)('a system whose disk is full', () => {
  let mount: Mount;
  let env: Record<string, string>;
  let running: ScriptProcess;
  const urlOf = (part: string): string => `http://localhost:${env[`PORT_${part}`] ?? ''}`;
  const healthOf = async (part: string) => {
    const { status, body } = await hal('GET', `${urlOf(part)}/health`);
    return [status, body.store];
  };
  const acknowledged: string[] = [];
  let attempts = 0;
  const post = async (description = 'x'): Promise<HalResult> => {
    const name = `Venue ${attempts++}`;
    const response = await hal('POST', `${urlOf('VENUES')}/venues`, {
      ...root,
      body: { name, capacity: 1, description },
    });
    if (response.status === 201) acknowledged.push(name);
    return response;
  };
  beforeAll(async () => {
    mount = mountMemory('size=2m');
    env = { ...(await chooseFreePorts()), ...generousTimeouts, DATA_DIR: mount.directory };
    running = runScript(['start.ts'], env);
    await running.waitForOutput('is up');
  });
  afterAll(async () => {
    running.child.kill('SIGKILL');
    await running.exited;
    mount.close();
  });

  it('refuses writes with 503 in both faces, and says so on /health', async () => {
    await post();
    await writeFile(path.join(mount.directory, 'ballast'), Buffer.alloc(4 << 20)).catch(() => undefined);
    let refused = await post('x'.repeat(2000));
    for (let index = 0; refused.status === 201 && index < 100; index++) refused = await post('x'.repeat(2000));
    expect([refused.status, refused.headers.get('retry-after'), refused.body.detail]).toEqual([
      503,
      '1',
      expect.stringContaining('accepts no writes now'),
    ]);
    const mutation = 'mutation { createVenue(input: { name: "G", capacity: 1 }) { __typename } }';
    const { errors } = await graphql(`${urlOf('GATEWAY')}/graphql`, mutation, root);
    expect(errors?.[0]?.extensions.code).toBe('SERVICE_UNAVAILABLE');
    expect(await healthOf('VENUES')).toEqual([503, 'read-only']);
  });

  it('goes on reading, as any caller, and shows nothing that it refused', async () => {
    const links = (await hal('GET', urlOf('HAL_GATEWAY'))).body._links;
    expect(Object.keys(links)).toEqual(expect.arrayContaining(['venue', 'event', 'registration', 'account']));
    const list = await hal('GET', `${links.venue.href}?max_results=200&where={"name":{"$regex":"^Venue "}}`, {
      as: 'phartman',
    });
    const names = list.body._embedded.venue.map(({ name }: { name: string }) => name);
    expect([list.status, names.sort()]).toEqual([200, [...acknowledged].sort()]);
  });

  it('writes again when there is space, and has all acknowledged writes after it is killed', async () => {
    await rm(path.join(mount.directory, 'ballast'));
    expect((await post()).status).toBe(201);
    expect(await healthOf('VENUES')).toEqual([200, 'ok']);
    running.child.kill('SIGKILL');
    await running.exited;
    const system = await startDomainSystem(env);
    const list = await hal(
      'GET',
      `${urlOf('VENUES')}/venues?max_results=200&where={"name":{"$regex":"^Venue "}}`,
      root,
    );
    await system.close();
    const names = list.body._embedded.venue.map(({ name }: { name: string }) => name);
    expect(names.sort()).toEqual([...acknowledged].sort());
  });
});
