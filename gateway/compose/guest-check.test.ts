import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createComposer } from './composer.ts';

const federation =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable", "@external", "@requires", "@provides", "@override", "@interfaceObject", "@inaccessible", "@tag", "@authenticated", "@cost", "@listSize"])';
const trusted = [
  {
    name: 'venues-service',
    sdl: `${federation}
    type Query { venues: VenuePage! resource: Resource kind: Kind any: Any ping: Int @shareable }
    type VenuePage { items: [Venue!]! info: PageInfo! }
    "A place"
    type Venue implements Resource @key(fields: "id") @key(fields: "code") { code: String! id: ID! name: String! seats(min: Int = 1): Int city: String @shareable }
    type PageInfo @shareable { next: String more: [Int] @listSize(assumedSize: 3) }
    interface Resource { id: ID! }
    enum Kind { ROOM HALL }
    union Any = Venue | PageInfo`,
  },
  {
    name: 'events-service',
    sdl: `${federation}
    type Query { events(where: Filter): [Event!]! }
    type Mutation { book(venue: ID!): Event }
    input Filter { name: String city: String }
    type Event @key(fields: "id") { id: ID! venue: Venue }
    type Venue @key(fields: "id") { id: ID! events: [Event!] }`,
  },
];

describe('a guest', () => {
  const composer = createComposer();
  let base: string;
  beforeAll(async () => {
    const composition = await composer.compose(trusted);
    if (!composition.composed) throw new Error(composition.problems.join('\n'));
    base = composition.supergraphSdl;
  });
  afterAll(() => composer.close());
  const problemsOf = async (sdl: string, header = federation): Promise<string> => {
    const guest = { name: 'guest', sdl: `${header}\n${sdl}`, guest: true };
    const composition = await composer.compose([...trusted, guest], base);
    return composition.composed ? '' : composition.problems.join('\n');
  };

  it.each([
    ['types and fields of its own', 'type Query { weather: Weather } type Weather { sky: String @deprecated }'],
    ['mutations', 'type Query { a: Int } type Mutation { rain: Int }'],
    ['fields of a shared entity', 'type Venue @key(fields: "id") { id: ID! weather: String }'],
    [
      'value types that are shared',
      'type Query { page: PageInfo } type PageInfo @shareable { next: String more: [Int] @listSize(assumedSize: 3) }',
    ],
    [
      'types that implement an interface',
      'type Query { a: A } type A implements Resource { id: ID! } interface Resource { id: ID! }',
    ],
  ])('may add %s', async (_title, sdl) => expect(await problemsOf(sdl)).toBe(''));

  it('may have a schema of federation 1', async () =>
    expect(await problemsOf('extend type Venue @key(fields: "id") { id: ID! weather: String }', '')).toBe(''));

  it.each([
    [
      'take over a field',
      'type Venue @key(fields: "id") { id: ID! name: String! @override(from: "venues-service") }',
      '@override',
    ],
    ['take over a query', 'type Query { events: Int @override(from: "events-service") }', '@override'],
    [
      'read fields of others',
      'type Venue @key(fields: "id") { id: ID! name: String! @external w: Int @requires(fields: "name") }',
      '@external',
    ],
    [
      'provide fields of others',
      'type Query { v: Venue @provides(fields: "name") } type Venue @key(fields: "id") { id: ID! name: String! @external }',
      '@provides',
    ],
    [
      'be an interface object',
      'type Resource @key(fields: "id") @interfaceObject { id: ID! x: Int }',
      '@interfaceObject',
    ],
    ['hide a type', 'type Venue @key(fields: "id") @inaccessible { id: ID! x: Int }', '@inaccessible'],
    ['tag a field', 'type Venue @key(fields: "id") { id: ID! @tag(name: "x") x: Int }', '@tag'],
    ['require authentication', 'type Venue @key(fields: "id") @authenticated { id: ID! x: Int }', '@authenticated'],
    [
      'change costs',
      'type Query { page: PageInfo } type PageInfo @shareable { next: String more: [Int] @listSize(assumedSize: 9) }',
      'it changes PageInfo.more',
    ],
    ['set costs', 'type Query { x: Int @cost(weight: -100) }', '@cost'],
    [
      'share a field that is not shareable',
      'type Venue @key(fields: "id") { id: ID! name: String! @shareable }',
      'Venue.name',
    ],
    [
      'share a field of an entity that is shareable',
      'type Venue @key(fields: "id") { id: ID! city: String @shareable }',
      'it takes over Venue.city',
    ],
    [
      'resolve a key that another subgraph lacks',
      'type Venue @key(fields: "id") @key(fields: "code") { id: ID! code: String! }',
      'it takes over Venue.code',
    ],
    [
      'share a field of a key',
      'type Venue @key(fields: "id") { id: ID! code: String! @shareable }',
      'it takes over Venue.code',
    ],
    ['share a query that is shareable', 'type Query { ping: Int @shareable }', 'it takes over Query.ping'],
    [
      'make a field a key',
      'type Venue @key(fields: "id") @key(fields: "name") { id: ID! name: String! }',
      'Venue.name',
    ],
    [
      'make a value type an entity',
      'type PageInfo @key(fields: "next") @shareable { next: String }',
      'it takes over PageInfo',
    ],
    ['make a field nullable', 'type Event @key(fields: "id") { id: ID x: Int }', 'it changes Event'],
    [
      'deprecate a field',
      'type Venue @key(fields: "id") { id: ID! @deprecated(reason: "gone") x: Int }',
      'it changes Venue',
    ],
    ['describe a type', '"Mine" type Event @key(fields: "id") { id: ID! x: Int }', 'it changes Event'],
    [
      'remove a field of an input',
      'type Query { a(where: Filter): Int } input Filter { name: String }',
      'it changes Filter',
    ],
    ['add a value to an enum', 'type Query { k: Kind } enum Kind { ROOM BARN }', 'it changes Kind'],
    ['add a member to a union', 'type Query { a: Any } union Any = B type B { x: Int }', 'it changes Any'],
    [
      'add a field to an interface',
      'type Query { a: A } interface Resource { id: ID! x: Int } type A implements Resource { id: ID! x: Int }',
      'Resource',
    ],
    ['have an argument that is new', 'type Query { events(x: Int): Int }', 'events'],
  ])('must not %s', async (_title, sdl, problem) => expect(await problemsOf(sdl)).toContain(problem));

  it.each([
    ['rename what it imports', 'import: [{ name: "@override", as: "@key" }]'],
    ['rename the specification', 'as: "federation2"'],
  ])('must not %s', async (_title, argument) => {
    const link = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", ${argument})`;
    expect(await problemsOf('type Query { a: Int }', link)).toContain('must not rename');
    const other = 'extend schema @link(url: "https://specs.example/key/v1.0", import: ["@key"])';
    expect(await problemsOf('type Query { a: Int }', other)).toContain('the specification of federation only');
  });

  it('must not use a directive by the name of its specification', async () => {
    const sdl = 'type Venue @key(fields: "id") { id: ID! name: String! @federation__override(from: "venues-service") }';
    expect(await problemsOf(sdl)).toContain('@federation__override');
  });

  it('is told a bounded number of problems', async () => {
    const fields = Array.from({ length: 500 }, (_, index) => `f${index}: Missing${'g'.repeat(1000)}${index}`);
    const problems = await problemsOf(`type Query { ${fields.join(' ')} }`);
    expect(problems.length).toBeLessThan(20 * 501);
  });
});
