import { describe, expect, it } from '@jest/globals';
import { subgraphSdl } from '../../kit/graphql/sdl/subgraph.ts';
import { defaultLimits } from '../../kit/resource/limits.ts';
import { equipment } from '../../test/contract/equipment.ts';
import { schemaFaults } from './lint.ts';

/** A small schema without a fault; each test spoils one thing of it. */
const sdl = `
"What can be asked."
type Query { "The rooms." rooms("How many." first: Int): RoomConnection }
"A room."
type Room @key(fields: "id") { "Which one." id: ID! "What it is called." name: String! }
"A page of rooms."
type RoomConnection { "The rooms." nodes: [Room!]! }
"What can be changed."
type Mutation { "Books rooms." bookRooms("What for." input: BookingInput!): BookRoomsResult! }
"What \`bookRooms\` answers."
union BookRoomsResult = Room
"What a booking is for."
input BookingInput { "What for." purpose: Purpose }
"What rooms are for."
enum Purpose { "To talk." SMALL_TALK }
type House @key(fields: "id") { "Which one." id: ID! "Its address." address: Address }
"Where a house is."
scalar Address
`;

const faults = (from: string, to: string): readonly string[] => {
  expect(sdl).toContain(from);
  return schemaFaults(sdl.replaceAll(from, to));
};

describe('the names and descriptions of a schema', () => {
  it('are faultless where they follow the house', () => {
    expect(schemaFaults(sdl)).toEqual([]);
  });

  it('are faultless for a resource of any kind', () => {
    expect(schemaFaults(subgraphSdl({ definition: equipment, limits: defaultLimits }))).toEqual([]);
  });

  it.each([
    ['a type', 'RoomConnection', 'room_Connection', 'room_Connection is to be in PascalCase'],
    ['a type in the plural', 'House', 'Houses', 'Houses is to be in the singular'],
    ['an input', 'BookingInput', 'BookingData', 'BookingData is to end in Input, Filter or Order'],
    ['a field', 'name: String!', 'Full_name: String!', 'Room.Full_name is to be in camelCase'],
    ['an argument', 'first: Int', 'FIRST: Int', 'Query.rooms(FIRST:) is to be in camelCase'],
    ['an input field', 'purpose: ', 'what_for: ', 'BookingInput.what_for is to be in camelCase'],
    ['an enum value', 'SMALL_TALK', 'SmallTalk', 'Purpose.SmallTalk is to be in UPPER_CASE'],
  ])('are at fault with %s', (_what, from, to, fault) => {
    expect(faults(from, to)).toEqual([fault]);
  });

  it.each([
    ['whose name is no verb', 'bookRooms(', 'rooms('],
    ['whose name says nothing of a resource', 'bookRooms(', 'bookAll('],
    ['that answers no union of its own', 'BookRoomsResult!', 'BookRoomsResult'],
  ])('are at fault with a mutation %s', (_what, from, to) => {
    expect(faults(from, to)[0]).toMatch(/^Mutation\.\w+ is to /);
  });

  it.each([
    ['a type', '"A page of rooms."', 'RoomConnection'],
    ['an input', '"What a booking is for."', 'BookingInput'],
    ['a union', '"What `bookRooms` answers."', 'BookRoomsResult'],
    ['an enum', '"What rooms are for."', 'Purpose'],
    ['a scalar', '"Where a house is."', 'Address'],
    ['a field', '"What it is called."', 'Room.name'],
    ['an argument', '"How many."', 'Query.rooms(first:)'],
    ['an enum value', '"To talk."', 'Purpose.SMALL_TALK'],
    ['an input field', '{ "What for."', 'BookingInput.purpose'],
  ])('are at fault where %s has no description', (_what, description, place) => {
    expect(faults(description, description.startsWith('{') ? '{' : '')).toEqual([`${place} has no description`]);
  });

  it('leave the description of an entity to the subgraph that owns it', () => {
    expect(faults('"A room."', '')).toEqual([]);
    expect(faults('type House @key(fields: "id")', 'type House')).toEqual(['House has no description']);
  });

  it.each([
    ['are no sentence', 'the page'],
    ['have the wrong article', 'A event at a venue.'],
  ])('are at fault with descriptions that %s', (_what, description) => {
    expect(faults('A page of rooms.', description)[0]).toMatch(/^RoomConnection has a description /);
  });
});
