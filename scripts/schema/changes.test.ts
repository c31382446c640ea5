import { describe, expect, it } from '@jest/globals';
import { schemaChanges } from './changes.ts';

/** A small subgraph; each test changes one thing of it. */
const sdl = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
  type Query {
    room(id: ID!): Room
    rooms(first: Int = 10, order: Order! = UP): [Room!]!
  }
  type Room implements Node @key(fields: "id") @key(fields: "name") { id: ID! name: String! seats: Int floor: Int }
  interface Node { id: ID! }
  union Answer = Room | Full
  type Full { seats: Int }
  enum Order { UP DOWN }
  input RoomInput { name: String! seats: Int order: Order! = UP }
`;

const changed = (from: string, to: string): Promise<readonly string[]> => {
  expect(sdl).toContain(from);
  return told(sdl, sdl.replace(from, to));
};

async function told(before: string, after: string): Promise<readonly string[]> {
  const changes = await schemaChanges(before, after);
  for (const { change, consequence } of changes) expect([change, consequence]).not.toContain('');
  return changes.map(({ severity, type, path }) => `${severity} ${type} ${path}`);
}

describe('the changes of a schema', () => {
  it.each([
    ['a field is gone', ' floor: Int }', '}', 'FIELD_REMOVED Room.floor'],
    ['a field may be null', 'id: ID! name: String!', 'id: ID! name: String', 'FIELD_TYPE_CHANGED Room.name'],
    ['an argument is gone', 'first: Int = 10, ', '', 'FIELD_ARGUMENT_REMOVED Query.rooms.first'],
    ['an argument must be given', 'room(id: ID!)', 'room(id: ID!, at: ID!)', 'FIELD_ARGUMENT_ADDED Query.room.at'],
    ['a default is gone that was needed', 'order: Order! = UP):', 'order: Order!):', 'FIELD_ARGUMENT_DEFAULT_CHANGED Query.rooms.order'],
    ['an input field must be given', 'seats: Int order', 'seats: Int! order', 'INPUT_FIELD_TYPE_CHANGED RoomInput.seats'],
    ['an input field lost its default', 'order: Order! = UP }', 'order: Order! }', 'INPUT_FIELD_DEFAULT_VALUE_CHANGED RoomInput.order'],
    ['a required input field is new', 'input RoomInput {', 'input RoomInput { wing: ID!', 'INPUT_FIELD_ADDED RoomInput.wing'],
    ['an enum value is gone', 'UP DOWN', 'UP', 'ENUM_VALUE_REMOVED Order.DOWN'],
    ['a union member is gone', 'Room | Full', 'Room', 'UNION_MEMBER_REMOVED Answer'],
    ['an interface is gone from a type', ' implements Node', '', 'OBJECT_TYPE_INTERFACE_REMOVED Room'],
    ['a type is another kind', 'type Full {', 'interface Full {', 'TYPE_KIND_CHANGED Full'],
    ['a key of an entity is gone', ' @key(fields: "name")', '', 'ENTITY_KEY_REMOVED Room.@key(name)'],
    ['a key cannot be asked by', '"name")', '"name", resolvable: false)', 'ENTITY_KEY_REMOVED Room.@key(name)'],
  ])('break when %s', async (_what, from, to, expected) => {
    expect(await changed(from, to)).toContain(`breaking ${expected}`);
  });

  it.each([
    ['an enum value is new', 'UP DOWN', 'UP DOWN SIDEWAYS', 'ENUM_VALUE_ADDED Order.SIDEWAYS'],
    ['a union member is new', 'Room | Full', 'Room | Full | Query', 'UNION_MEMBER_ADDED Answer'],
    ['a default is another', 'first: Int = 10', 'first: Int = 25', 'FIELD_ARGUMENT_DEFAULT_CHANGED Query.rooms.first'],
    ['a default is gone that nobody needs', 'first: Int = 10', 'first: Int', 'FIELD_ARGUMENT_DEFAULT_CHANGED Query.rooms.first'],
  ])('may surprise when %s', async (_what, from, to, expected) => {
    expect(await changed(from, to)).toEqual([`dangerous ${expected}`]);
  });

  it.each([
    ['a field is new', 'floor: Int', 'floor: Int wing(of: ID!): String'],
    ['a field is never null any more', 'seats: Int floor', 'seats: Int! floor'],
    ['a field is deprecated', 'floor: Int', 'floor: Int @deprecated(reason: "There is one floor.")'],
    ['an input field need not be given', 'input RoomInput { name: String!', 'input RoomInput { name: String'],
    ['a type is new, with what it needs', 'enum Order', 'input WingInput { name: String! } enum Order'],
    ['a description is another', 'type Full', '"Every seat is taken." type Full'],
    ['federation is imported otherwise', 'import: ["@key"]', 'import: ["@key", "@tag"]'],
    ['a key is new', '@key(fields: "id")', '@key(fields: "id") @key(fields: "floor { number }")'],
    ['a key is written otherwise', '@key(fields: "name")', '@key(fields: " name ")'],
  ])('go unnoticed when %s', async (_what, from, to) => {
    expect(await changed(from, to)).toEqual([]);
  });
});
