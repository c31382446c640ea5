import { describe, expect, it } from '@jest/globals';
import { subgraphSdl } from '../../kit/graphql/sdl/subgraph.ts';
import { defaultLimits } from '../../kit/resource/limits.ts';
import { equipment } from '../../test/contract/equipment.ts';
import { lintSchema } from './lint.ts';

/** A small valid schema; each test introduces one problem. */
const sdl = `
"The queries."
type Query { "The rooms." rooms("The maximum number." first: Int): RoomConnection }
"A room."
type Room @key(fields: "id") { "The identifier." id: ID! "The name." name: String! }
"A page of rooms."
type RoomConnection { "The rooms." nodes: [Room!]! }
"The mutations."
type Mutation { "Books rooms." bookRooms("The booking." input: BookingInput!): BookRoomsResult! }
"The result of \`bookRooms\`."
union BookRoomsResult = Room
"A booking."
input BookingInput { "The purpose." purpose: Purpose }
"The purpose of a booking."
enum Purpose { "A conversation." SMALL_TALK }
type House @key(fields: "id") { "The identifier." id: ID! "Its address." address: Address }
"A postal address."
scalar Address
`;

const problemsAfter = (from: string, to: string): readonly string[] => {
  expect(sdl).toContain(from);
  return lintSchema(sdl.replaceAll(from, to));
};

describe('lintSchema', () => {
  it('finds no problem in a valid schema', () => {
    expect(lintSchema(sdl)).toEqual([]);
  });

  it('finds no problem in the schema of a resource with all features', () => {
    expect(lintSchema(subgraphSdl({ definition: equipment, limits: defaultLimits }))).toEqual([]);
  });

  it.each([
    ['a type', 'RoomConnection', 'room_Connection', 'room_Connection must be in PascalCase'],
    ['a type in the plural', 'House', 'Houses', 'Houses must be in the singular'],
    ['an input', 'BookingInput', 'BookingData', 'BookingData must end in Input, Filter or Order'],
    ['a field', 'name: String!', 'Full_name: String!', 'Room.Full_name must be in camelCase'],
    ['an argument', 'first: Int', 'FIRST: Int', 'Query.rooms(FIRST:) must be in camelCase'],
    ['an input field', 'purpose: ', 'what_for: ', 'BookingInput.what_for must be in camelCase'],
    ['an enum value', 'SMALL_TALK', 'SmallTalk', 'Purpose.SmallTalk must be in UPPER_CASE'],
  ])('reports the name of %s', (_title, from, to, problem) => {
    expect(problemsAfter(from, to)).toEqual([problem]);
  });

  it.each([
    ['whose name lacks a verb', 'bookRooms(', 'rooms('],
    ['whose name lacks a resource', 'bookRooms(', 'bookAll('],
    ['without a result union of its own', 'BookRoomsResult!', 'BookRoomsResult'],
  ])('reports a mutation %s', (_title, from, to) => {
    expect(problemsAfter(from, to)[0]).toMatch(/^Mutation\.\w+ must /);
  });

  it.each([
    ['a type', '"A page of rooms."', 'RoomConnection'],
    ['an input', '"A booking."', 'BookingInput'],
    ['a union', '"The result of `bookRooms`."', 'BookRoomsResult'],
    ['an enum', '"The purpose of a booking."', 'Purpose'],
    ['a scalar', '"A postal address."', 'Address'],
    ['a field', '"The name."', 'Room.name'],
    ['an argument', '"The maximum number."', 'Query.rooms(first:)'],
    ['an enum value', '"A conversation."', 'Purpose.SMALL_TALK'],
    ['an input field', '{ "The purpose."', 'BookingInput.purpose'],
  ])('reports %s without a description', (_title, description, place) => {
    expect(problemsAfter(description, description.startsWith('{') ? '{' : '')).toEqual([`${place} has no description`]);
  });

  it('accepts an entity without a description, which the owning subgraph has', () => {
    expect(problemsAfter('"A room."', '')).toEqual([]);
    expect(problemsAfter('type House @key(fields: "id")', 'type House')).toEqual(['House has no description']);
  });

  it.each([
    ['is not a sentence', 'the page'],
    ['has a wrong article', 'A event at a venue.'],
  ])('reports a description that %s', (_title, description) => {
    expect(problemsAfter('A page of rooms.', description)[0]).toMatch(/^RoomConnection has a description /);
  });
});
