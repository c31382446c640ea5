import { describe, expect, it } from '@jest/globals';
import { compareSets } from './comparison.ts';
import { judge } from './schema-check.ts';
import { NotesFault, parseNotes, type Note } from './accepted-changes.ts';

const before = 'type Query { room: Room } type Room { id: ID! seats: Int floor: Int } enum Order { UP DOWN }';
const breaking = before.replace(' floor: Int', '');
const dangerous = before.replace('DOWN', 'DOWN SIDEWAYS');
const published = [{ place: 'what is published', schemas: new Map([['rooms', before], ['api', before]]) }];
const both = (sdl: string) => new Map([['rooms', sdl], ['api', sdl]]);

const note: Note = {
  in: ['rooms', 'api'],
  type: 'FIELD_REMOVED',
  path: 'Room.floor',
  change: "Field 'floor' was removed from object type 'Room'",
  why: 'The building has one floor since the fire.',
};

describe('the verdict on new schemas', () => {
  it('refuses a breaking change: it names the change, where it is, what it breaks, and what would let it through', async () => {
    const { refusals } = await judge(both(breaking), published, []);
    expect(refusals).toHaveLength(1);
    expect(refusals[0]).toContain('1 breaking change of what is published:');
    expect(refusals[0]).toContain('FIELD_REMOVED Room.floor');
    expect(refusals[0]).toContain("Field 'floor' was removed from object type 'Room' (in rooms, api)");
    expect(refusals[0]).toContain('breaks client operations');
    expect(refusals[0]).toContain(JSON.stringify([{ ...note, why: '' }], null, 2));
  });

  it('lets it through when a note says why', async () => {
    const letThrough = [`Let through on purpose: FIELD_REMOVED Room.floor. ${note.why}`];
    const verdict = { refusals: [], warnings: [], letThrough, stale: [] };
    expect(await judge(both(breaking), published, [note])).toEqual(verdict);
  });

  it.each([
    ['another type', { type: 'FIELD_TYPE_CHANGED' }],
    ['another path', { path: 'Room.seats' }],
    ['another change', { change: "Field 'seats' was removed from object type 'Room'" }],
    ['other schemas', { in: ['events'] }],
  ])('does not let it through for a note on %s', async (_what, otherwise) => {
    const { refusals } = await judge(both(breaking), published, [{ ...note, ...otherwise }]);
    expect(refusals[0]).toContain("from object type 'Room' (in rooms, api)");
  });

  it('lets it through in the schemas that the note names, and in no other', async () => {
    const { refusals } = await judge(both(breaking), published, [{ ...note, in: ['api'] }]);
    expect(refusals[0]).toContain("from object type 'Room' (in rooms)");
  });

  it('refuses what breaks any one of several places', async () => {
    const fresh = { place: 'here', schemas: both(breaking) };
    const { refusals } = await judge(both(breaking), [fresh, ...published], []);
    expect(refusals.map((each) => each.split('\n')[0])).toEqual(['1 breaking change of what is published:']);
  });

  it('warns of a dangerous change, and refuses nothing', async () => {
    const { refusals, warnings } = await judge(both(dangerous), published, []);
    expect(refusals).toEqual([]);
    expect(warnings.join('\n')).toContain('ENUM_VALUE_ADDED Order.SIDEWAYS');
  });

  it('has nothing to say of a schema that changes nothing, or is new', async () => {
    const more = new Map([...both(`${before} type Wing { id: ID! }`), ['wings', 'type Query { wing: ID }']]);
    const nothing = { refusals: [], warnings: [], letThrough: [], stale: [] };
    expect(await judge(more, published, [])).toEqual(nothing);
  });

  it('names a note that matches nothing any more, and refuses nothing for it', async () => {
    const { refusals, stale } = await judge(both(before), published, [note]);
    expect(refusals).toEqual([]);
    expect(stale).toEqual([expect.stringContaining('FIELD_REMOVED Room.floor')]);
  });

  it('finds that a subgraph is gone', async () => {
    const changes = await compareSets(both(before), new Map([['api', before]]));
    expect(changes).toEqual([expect.objectContaining({ type: 'SUBGRAPH_REMOVED', path: 'rooms', in: ['rooms'] })]);
  });
});

describe('the notes on breaking changes', () => {
  it('are read from JSON, and are none where there is no file', () => {
    expect(parseNotes(JSON.stringify([note]))).toEqual([note]);
    expect(parseNotes(undefined)).toEqual([]);
  });

  it.each([
    ['no JSON', '[{', 'is no JSON'],
    ['no list', '{}', 'expected array'],
    ['without a reason', JSON.stringify([{ ...note, why: '  ' }]), 'say why'],
    ['without a schema', JSON.stringify([{ ...note, in: [] }]), '[0].in'],
    ['with a misspelt name', JSON.stringify([{ ...note, reason: 'because' }]), 'reason'],
  ])('are refused when they are %s', (_what, text, fault) => {
    expect(() => parseNotes(text)).toThrow(NotesFault);
    expect(() => parseNotes(text)).toThrow(fault);
  });
});
