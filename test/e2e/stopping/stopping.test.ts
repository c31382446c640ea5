import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { startDomainSystem } from '../../../scripts/domain.ts';
import { hal } from '../../support/clients.ts';
import { generousTimeouts } from '../../support/generous-timeouts.ts';
import { runScript, type ScriptProcess } from '../../support/processes.ts';
import { chooseFreePorts } from '../../support/system.ts';
import { embeddedStore, type TestStore } from '../../support/stores.ts';
import { startWriter, type Results } from './writers.ts';

const root = { as: 'root' } as const;
const create =
  'mutation { createVenue(input: { name: "graphql {n}", capacity: 5 }) { ... on CreateVenueSuccess { venue { id } } } }';

/** Returns the responses with a status. */
const countOf = (status: number, ...results: readonly Results[]): number =>
  results.reduce((count, { statuses }) => count + (statuses[status] ?? 0), 0);

/** Whether no request was sent on an existing connection without being answered. */
const hasAnswers = ({ errors }: Results): boolean => errors.every(({ reusedSocket }) => !reusedSocket);

describe('a system that is stopped while clients write', () => {
  let store: TestStore;
  let ports: Record<string, string>;
  let script: ScriptProcess;
  const kills: (() => unknown)[] = [];
  const url = (port: string, path: string): string => `http://localhost:${ports[port]}${path}`;
  const total = async (list: string): Promise<number> =>
    (await hal('GET', `${list}?max_results=1`, root)).body._meta.total;

  beforeAll(async () => {
    [store, ports] = [await embeddedStore.open(), await chooseFreePorts()];
    script = runScript(['start.ts'], { ...store.env, ...ports, APOLLO_KEY: '', APOLLO_GRAPH_REF: ' ' });
    kills.push(() => script.child.kill('SIGKILL'));
    await script.waitForOutput('Ctrl-C stops it.');
  });
  afterAll(async () => {
    for (const kill of kills) await kill();
    await store.close();
  });

  it('answers every request that it has accepted, when Ctrl-C arrives twice, and exits with 0', async () => {
    const venues = url('PORT_VENUES', '/venues');
    const venue = (await hal('POST', venues, { ...root, body: { name: 'Stopping', capacity: 9 } })).body;
    const events = url('PORT_EVENTS', `/events/venue/${venue._id}`);
    const before = await total(venues);
    const event = { name: '{n}', date: '{date}', time: '10:00:00', duration: 'PT1H' };
    const writers = [
      { url: venues, body: { name: 'hal {n}', capacity: 5 }, connections: 4 },
      { url: events, body: event, connections: 4 },
      { url: url('PORT_GATEWAY', '/graphql'), body: { query: create }, connections: 4 },
    ].map(startWriter);
    kills.push(...writers.map(({ kill }) => kill));
    await Promise.all(writers.map(({ ready }) => ready));
    script.child.kill('SIGINT');
    script.child.kill('SIGINT');
    const results = await Promise.all(writers.map((writer) => writer.results));
    expect([await script.exited, results.filter((result) => !hasAnswers(result))]).toEqual([0, []]);
    expect(results.map(({ closing }) => closing >= 4)).toEqual([true, true, true]);
    expect(script.output().match(/^.* (?:is stopping|has stopped).*$/gm)).toEqual([
      'Event Buddy is stopping (SIGINT): requests in flight are finished',
      'Event Buddy has stopped',
    ]);

    const [byHal, byEvents, byGraphql] = results as [Results, Results, Results];
    const restarted = await startDomainSystem({ ...generousTimeouts, ...store.env, ...ports });
    kills.push(() => restarted.close());
    expect(await total(venues)).toBe(before + countOf(201, byHal) + countOf(200, byGraphql));
    expect(await total(events)).toBe(countOf(201, byEvents));
  });

  it('prints nothing about variables that are empty', () => {
    expect(script.output()).not.toMatch(/key|whitespace/i);
  });
});

describe('a part that cannot go on', () => {
  const silentMongo = {
    MONGO_URL: 'mongodb://localhost:1/?serverSelectionTimeoutMS=100',
    HY_GATEWAY_URL: 'http://localhost:1',
  };

  it('exits with 0 at once if it is stopped while it waits for its store', async () => {
    const script = runScript(['start-part.ts', 'venues'], { ...silentMongo, PORT_VENUES: '0', LOG_LEVEL: 'info' });
    await script.waitForOutput('cannot reach the store');
    // Several attempts later it still waits.
    await new Promise((resolve) => setTimeout(resolve, 1000));
    script.child.kill('SIGTERM');
    expect(await script.exited).toBe(0);
    expect(script.output()).toContain('venues has stopped');
  });
});

it('containers get more time than requests in flight', async () => {
  const compose = await readFile('docker-compose.yml', 'utf8');
  expect(compose.match(/stop_grace_period: 35s/g)).toHaveLength(3);
});
