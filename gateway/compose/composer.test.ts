import { performance } from 'node:perf_hooks';
import { afterAll, describe, expect, it } from '@jest/globals';
import { composeOnce, createComposer } from './composer.ts';

const link =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable", "@authenticated"])';
const subgraph = (name: string, sdl: string) => ({ name, sdl: `${link}\n${sdl}` });

const venues = subgraph(
  'venues-service',
  'type Query { venues: [Venue!]! } type Venue @key(fields: "id") { id: ID! name: String! }',
);
const events = subgraph(
  'events-service',
  'type Query { events: [Event!]! } type Event @key(fields: "id") { id: ID! venue: Venue } type Venue @key(fields: "id") { id: ID! events: [Event!] }',
);
const registrations = subgraph(
  'registrations-service',
  'type Registration @key(fields: "id") { id: ID! account: Account } type Event @key(fields: "id") { id: ID! registrations: [Registration!] } type Account @key(fields: "id") { id: ID! }',
);
const accounts = subgraph(
  'accounts-service',
  'type Query { viewer: Account } type Account @key(fields: "id") { id: ID! username: String! }',
);

describe('the composer', () => {
  const composer = createComposer();
  afterAll(() => composer.close());

  it('composes four services and uses their names as URLs', async () => {
    const composition = await composer.compose([venues, events, registrations, accounts]);
    expect(composition.composed && composition.supergraphSdl).toContain(
      '@join__graph(name: "registrations-service", url: "registrations-service")',
    );
  });

  it('composes the same supergraph from the same subgraphs', async () => {
    expect(await composer.compose([venues, events])).toEqual(await composer.compose([venues, events]));
  });

  it('does not block the event loop', async () => {
    const utilizations: number[] = [];
    // Composing here would keep the loop busy each time; another process that is busy does not.
    for (let time = 0; time < 5; time++) {
      const before = performance.eventLoopUtilization();
      const changed = { ...venues, sdl: `${venues.sdl}\n# ${time}` };
      await composer.compose([changed, events, registrations, accounts]);
      utilizations.push(performance.eventLoopUtilization(before).utilization);
    }
    expect(Math.min(...utilizations)).toBeLessThan(0.5);
  });

  it.each([
    ['is not valid GraphQL', subgraph('invalid', 'type Query {'), '[invalid] Syntax Error'],
    [
      'conflicts with another schema',
      subgraph('invalid', 'type Venue @key(fields: "id") { id: ID! name: Int! }'),
      'subgraph "invalid"',
    ],
    [
      'needs a feature that the gateway does not support',
      subgraph('invalid', 'type Query { mine: Int @authenticated }'),
      'authenticated',
    ],
  ])('returns the problem when a schema %s', async (_title, invalid, problem) => {
    const composition = await composer.compose([venues, invalid]);
    expect(composition.composed ? [] : composition.problems.join('\n')).toContain(problem);
  });

  it('returns a hint about input types of the same name that differ', async () => {
    const first = subgraph('first', 'type Query { a(range: Range): Int } input Range { from: Int to: Int }');
    const second = subgraph('second', 'type Query { b(range: Range): Int } input Range { from: Int until: Int }');
    const composition = await composer.compose([first, second]);
    expect(composition.composed && composition.hints.join('\n')).toContain('Range');
  });
});

describe('ending the composition process', () => {
  it('ends a composition that takes too long, and composes the next one in a new process', async () => {
    const composer = createComposer({ limitMs: 1 });
    const first = await composer.compose([venues]);
    expect(first).toEqual({ composed: false, problems: ['the composition took longer than 1 ms'] });
    expect((await composer.compose([events])).composed).toBe(false);
    await composer.close();
  });

  it('ends a composition that needs more memory than allowed, and composes the next one in a new process', async () => {
    const composer = createComposer({ memoryMb: 64 });
    const types = Array.from({ length: 20_000 }, (_, index) => `type T${index} { a: Int b: Int c: Int }`);
    const huge = subgraph('huge', `type Query { a: Int } ${types.join(' ')}`);
    const first = await composer.compose([venues, huge]);
    expect(first).toEqual({ composed: false, problems: [expect.stringContaining('memory limit')] });
    expect((await composer.compose([venues])).composed).toBe(true);
    await composer.close();
  });

  it('resolves pending compositions when it closes, and closes only once', async () => {
    const composer = createComposer();
    const pending = composer.compose([venues]);
    await Promise.all([composer.close(), composer.close()]);
    expect(await pending).toEqual({ composed: false, problems: ['the gateway is closing'] });
    expect((await composer.compose([venues])).composed).toBe(false);
  });

  it('composes once and ends the process', async () => {
    expect((await composeOnce([venues])).composed).toBe(true);
  });
});
