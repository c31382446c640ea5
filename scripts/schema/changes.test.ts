import { describe, expect, it } from '@jest/globals';
import { schemaChanges } from './changes.ts';

/** A small subgraph; each test changes one part of it. */
const sdl = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
  type Query {
    room(id: ID!): Room
    rooms(first: Int = 10, order: Order! = UP): [Room!]!
  }
  type Room implements Node @key(fields: "id") @key(fields: "name") { id: ID! name: String! seats: Int floor: Int }
  interface Node { id: ID! }
  union RoomResult = Room | Full
  type Full { seats: Int }
  enum Order { UP DOWN }
  input RoomInput { name: String! seats: Int order: Order! = UP }
`;

const changesAfter = (from: string, to: string): Promise<readonly string[]> => {
  expect(sdl).toContain(from);
  return describeChanges(sdl, sdl.replace(from, to));
};

async function describeChanges(before: string, after: string): Promise<readonly string[]> {
  const changes = await schemaChanges(before, after);
  for (const { change, consequence } of changes) expect([change, consequence]).not.toContain('');
  return changes.map(({ severity, type, path }) => `${severity} ${type} ${path}`);
}

describe('schemaChanges', () => {
  it.each([
    ['a field is removed', ' floor: Int }', '}', 'FIELD_REMOVED Room.floor'],
    ['a field becomes nullable', 'id: ID! name: String!', 'id: ID! name: String', 'FIELD_TYPE_CHANGED Room.name'],
    ['an argument is removed', 'first: Int = 10, ', '', 'FIELD_ARGUMENT_REMOVED Query.rooms.first'],
    ['a required argument is added', 'room(id: ID!)', 'room(id: ID!, at: ID!)', 'FIELD_ARGUMENT_ADDED Query.room.at'],
    [
      'the default of a required argument is removed',
      'order: Order! = UP):',
      'order: Order!):',
      'FIELD_ARGUMENT_DEFAULT_CHANGED Query.rooms.order',
    ],
    [
      'an input field becomes required',
      'seats: Int order',
      'seats: Int! order',
      'INPUT_FIELD_TYPE_CHANGED RoomInput.seats',
    ],
    [
      'the default of a required input field is removed',
      'order: Order! = UP }',
      'order: Order! }',
      'INPUT_FIELD_DEFAULT_VALUE_CHANGED RoomInput.order',
    ],
    [
      'a required input field is added',
      'input RoomInput {',
      'input RoomInput { wing: ID!',
      'INPUT_FIELD_ADDED RoomInput.wing',
    ],
    ['an enum value is removed', 'UP DOWN', 'UP', 'ENUM_VALUE_REMOVED Order.DOWN'],
    ['a union member is removed', 'Room | Full', 'Room', 'UNION_MEMBER_REMOVED RoomResult'],
    ['an interface is removed from a type', ' implements Node', '', 'OBJECT_TYPE_INTERFACE_REMOVED Room'],
    ['the kind of a type changes', 'type Full {', 'interface Full {', 'TYPE_KIND_CHANGED Full'],
    ['a key of an entity is removed', ' @key(fields: "name")', '', 'ENTITY_KEY_REMOVED Room.@key(name)'],
    ['a key becomes unresolvable', '"name")', '"name", resolvable: false)', 'ENTITY_KEY_REMOVED Room.@key(name)'],
  ])('reports a breaking change when %s', async (_title, from, to, expected) => {
    expect(await changesAfter(from, to)).toContain(`breaking ${expected}`);
  });

  it.each([
    ['an enum value is added', 'UP DOWN', 'UP DOWN SIDEWAYS', 'ENUM_VALUE_ADDED Order.SIDEWAYS'],
    ['a union member is added', 'Room | Full', 'Room | Full | Query', 'UNION_MEMBER_ADDED RoomResult'],
    ['a default changes', 'first: Int = 10', 'first: Int = 25', 'FIELD_ARGUMENT_DEFAULT_CHANGED Query.rooms.first'],
    [
      'the default of an optional argument is removed',
      'first: Int = 10',
      'first: Int',
      'FIELD_ARGUMENT_DEFAULT_CHANGED Query.rooms.first',
    ],
  ])('reports a dangerous change when %s', async (_title, from, to, expected) => {
    expect(await changesAfter(from, to)).toEqual([`dangerous ${expected}`]);
  });

  it.each([
    ['a field is added', 'floor: Int', 'floor: Int wing(of: ID!): String'],
    ['a field becomes non-null', 'seats: Int floor', 'seats: Int! floor'],
    ['a field is deprecated', 'floor: Int', 'floor: Int @deprecated(reason: "There is one floor.")'],
    ['an input field becomes optional', 'input RoomInput { name: String!', 'input RoomInput { name: String'],
    ['a type with required input fields is added', 'enum Order', 'input WingInput { name: String! } enum Order'],
    ['a description changes', 'type Full', '"Every seat is taken." type Full'],
    ['the import of federation changes', 'import: ["@key"]', 'import: ["@key", "@tag"]'],
    ['a key is added', '@key(fields: "id")', '@key(fields: "id") @key(fields: "floor { number }")'],
    ['the notation of a key changes', '@key(fields: "name")', '@key(fields: " name ")'],
  ])('reports no change when %s', async (_title, from, to) => {
    expect(await changesAfter(from, to)).toEqual([]);
  });
});
