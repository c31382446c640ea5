import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { graphql, hal } from '../../support/clients.ts';
import { runScript } from '../../support/processes.ts';
import { freePorts } from '../../../scripts/system.ts';

const preload = pathToFileURL(path.resolve('test/e2e/studio/block-outside-requests.mjs')).href;
/** Clears variables that the environment of the tests may have. */
const unset = { APOLLO_KEY: '', APOLLO_GRAPH_REF: '', APOLLO_TELEMETRY_DISABLED: '', MONGO_URL: '', HY_MONGO_HOST: '' };

let directory: string;
beforeEach(async () => void (directory = await mkdtemp(path.join(tmpdir(), 'outside-'))));
afterEach(() => rm(directory, { recursive: true, force: true }));

/** Runs the whole system, queries both faces, and returns its attempts to connect to other machines. */
async function outsideRequestsOf(env: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const record = path.join(directory, 'record');
  await writeFile(record, '');
  const script = runScript(['start.ts'], {
    ...freePorts,
    ...unset,
    ...env,
    DATA_DIR: path.join(directory, 'data'),
    OUTSIDE_RECORD: record,
    NODE_OPTIONS: `--import ${preload}`,
  });
  try {
    await script.waitForOutput('Ctrl-C stops it.');
    await listVenues(script.output());
    script.child.kill('SIGTERM');
    expect(await script.exited).toBe(0);
  } finally {
    script.child.kill('SIGKILL');
  }
  return (await readFile(record, 'utf8')).split('\n').filter((line) => line !== '');
}

async function listVenues(output: string): Promise<void> {
  const [, halGateway = ''] = /^ +HAL gateway\s+(\S+)$/m.exec(output) ?? [];
  const [, gateway = ''] = /^ +GraphQL gateway\s+(\S+)$/m.exec(output) ?? [];
  const root = await hal('GET', halGateway, { as: 'phartman' });
  expect(root.status).toBe(200);
  const query = '{ venues { nodes { name events { nodes { name registrations { nodes { account { name } } } } } } } }';
  const response = await graphql(gateway, query, { as: 'manderson' });
  expect(response.errors).toBeUndefined();
  expect(response.data.venues.nodes).toHaveLength(4);
}

describe('the whole system, with connections to other machines blocked,', () => {
  it('attempts no such connection by default', async () => {
    expect(await outsideRequestsOf({})).toEqual([]);
  });

  it('connects only to Apollo if both of its variables are set, and works if that is blocked', async () => {
    const reached = await outsideRequestsOf({
      APOLLO_KEY: 'service:event-buddy:rosebud',
      APOLLO_GRAPH_REF: 'event-buddy@test',
    });
    const hosts = reached.map((line) => line.split(' ').at(-1));
    expect(new Set(hosts)).toEqual(new Set(['usage-reporting.api.apollographql.com']));
  });
});
