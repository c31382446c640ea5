import { describe, expect, it } from '@jest/globals';
import type { KnownService } from './discover/reconcile.ts';
import { countStates, healthOf, publicHealth } from './health.ts';

const since = new Date(Date.UTC(2025, 0, 1));
const service = (name: string, members: Partial<KnownService> = {}): [string, KnownService] => [
  name,
  { name, home: `http://${name}/`, url: `http://${name}/graphql`, guest: false, listed: true, since, ...members },
];

describe('the health of the graph', () => {
  const rejected = service('x', { guest: true, state: 'rejected', rejected: { sdl: 'x', problem: 'secret' } });
  const serving = service('a', { state: 'serving' });

  it('has URLs and problems for operators only', () => {
    const health = healthOf(new Map([serving, rejected]), since);
    expect(health.subgraphs).toMatchObject([
      { url: 'http://a/graphql' },
      { url: 'http://x/graphql', problem: 'secret' },
    ]);
    expect(publicHealth(health)).toEqual({
      status: 'ok',
      composedAt: since.toISOString(),
      subgraphs: [
        { name: 'a', state: 'serving', since: since.toISOString() },
        { name: 'x', state: 'rejected', since: since.toISOString(), guest: true },
      ],
    });
  });

  it('counts the services in each state', () => {
    expect(countStates(new Map([serving, rejected, service('new')]))).toEqual({
      ...{ serving: 1, unreachable: 0, rejected: 1, withdrawn: 0 },
    });
  });

  it('is degraded by services, and not by guests', () => {
    expect(healthOf(new Map([serving, rejected]), since).status).toBe('ok');
    expect(healthOf(new Map([serving, service('b', { state: 'withdrawn' })]), since).status).toBe('degraded');
    expect(healthOf(new Map(), undefined).status).toBe('starting');
  });
});
