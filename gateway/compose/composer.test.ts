import { afterAll, describe, expect, it } from '@jest/globals';
import { composeOnce, createComposer } from './composer.ts';

const link =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable", "@authenticated"])';
const part = (name: string, sdl: string) => ({ name, sdl: `${link}\n${sdl}` });

const venues = part(
  'venues-service',
  'type Query { venues: [Venue!]! } type Venue @key(fields: "id") { id: ID! name: String! }',
);
const events = part(
  'events-service',
  'type Query { events: [Event!]! } type Event @key(fields: "id") { id: ID! venue: Venue } type Venue @key(fields: "id") { id: ID! events: [Event!] }',
);
const registrations = part(
  'registrations-service',
  'type Registration @key(fields: "id") { id: ID! account: Account } type Event @key(fields: "id") { id: ID! registrations: [Registration!] } type Account @key(fields: "id") { id: ID! }',
);
const accounts = part(
  'accounts-service',
  'type Query { viewer: Account } type Account @key(fields: "id") { id: ID! username: String! }',
);

describe('the composing thread', () => {
  const composer = createComposer();
  afterAll(() => composer.close());

  it('composes four services, with their names for addresses', async () => {
    const composition = await composer.compose([venues, events, registrations, accounts]);
    expect(composition.composed && composition.supergraphSdl).toContain(
      '@join__graph(name: "registrations-service", url: "registrations-service")',
    );
  });

  it('gives the same graph for the same services', async () => {
    expect(await composer.compose([venues, events])).toEqual(await composer.compose([venues, events]));
  });

  it('leaves the event loop free', async () => {
    let turns = 0;
    let composing = true;
    const turn = (): void => void (composing && ++turns && setImmediate(turn));
    turn();
    await composer.compose([venues, events, registrations, accounts]);
    composing = false;
    expect(turns).toBeGreaterThan(20);
  });

  it.each([
    ['is no GraphQL', part('odd', 'type Query {'), '[odd] Syntax Error'],
    ['contradicts another', part('odd', 'type Venue @key(fields: "id") { id: ID! name: Int! }'), 'subgraph "odd"'],
    ['wants what this gateway cannot do', part('odd', 'type Query { mine: Int @authenticated }'), 'authenticated'],
  ])('says why when a schema %s', async (_what, odd, problem) => {
    const composition = await composer.compose([venues, odd]);
    expect(composition.composed ? [] : composition.problems.join('\n')).toContain(problem);
  });

  it('hints at inputs of one name that differ', async () => {
    const one = part('one', 'type Query { a(given: Given): Int } input Given { both: Int first: Int }');
    const two = part('two', 'type Query { b(given: Given): Int } input Given { both: Int second: Int }');
    const composition = await composer.compose([one, two]);
    expect(composition.composed && composition.hints.join('\n')).toContain('Given');
  });
});

describe('a composing thread with an end', () => {
  it('ends a composition that takes too long, each on a thread of its own', async () => {
    const hasty = createComposer({ limitMs: 1 });
    const first = await hasty.compose([venues]);
    expect(first).toEqual({ composed: false, problems: ['composing took longer than 1 ms'] });
    expect((await hasty.compose([events])).composed).toBe(false);
    await hasty.close();
  });

  it('says that it is closing to whoever still waits, and closes twice', async () => {
    const closing = createComposer();
    const waiting = closing.compose([venues]);
    await Promise.all([closing.close(), closing.close()]);
    expect(await waiting).toEqual({ composed: false, problems: ['the gateway is closing'] });
    expect((await closing.compose([venues])).composed).toBe(false);
  });

  it('composes once for a script', async () => {
    expect((await composeOnce([venues])).composed).toBe(true);
  });
});
