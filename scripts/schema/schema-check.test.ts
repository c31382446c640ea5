import { describe, expect, it } from '@jest/globals';
import { compareSchemaSets } from './comparison.ts';
import { checkSchemas } from './schema-check.ts';
import { AcceptedChangesError, parseAcceptedChanges, type AcceptedChange } from './accepted-changes.ts';

const before = 'type Query { room: Room } type Room { id: ID! seats: Int floor: Int } enum Order { UP DOWN }';
const withBreakingChange = before.replace(' floor: Int', '');
const withDangerousChange = before.replace('DOWN', 'DOWN SIDEWAYS');
const published = [
  {
    source: 'the published schemas',
    schemas: new Map([
      ['rooms', before],
      ['api', before],
    ]),
  },
];
const asSet = (sdl: string) =>
  new Map([
    ['rooms', sdl],
    ['api', sdl],
  ]);

const accepted: AcceptedChange = {
  in: ['rooms', 'api'],
  type: 'FIELD_REMOVED',
  path: 'Room.floor',
  change: "Field 'floor' was removed from object type 'Room'",
  why: 'The building has had one floor since the fire.',
};

describe('checkSchemas', () => {
  it('reports a breaking change with its coordinate, its schemas, its consequence and the entry that accepts it', async () => {
    const { errors } = await checkSchemas(asSet(withBreakingChange), published, []);
    expect(errors).toHaveLength(1);
    expect(errors[0]).toContain('1 breaking change of the published schemas:');
    expect(errors[0]).toContain('FIELD_REMOVED Room.floor');
    expect(errors[0]).toContain("Field 'floor' was removed from object type 'Room' (in rooms, api)");
    expect(errors[0]).toContain('breaks client operations');
    expect(errors[0]).toContain(JSON.stringify([{ ...accepted, why: '' }], null, 2));
  });

  it('passes if the change is accepted', async () => {
    const descriptions = [`Accepted breaking change: FIELD_REMOVED Room.floor. ${accepted.why}`];
    const result = { errors: [], warnings: [], accepted: descriptions, stale: [] };
    expect(await checkSchemas(asSet(withBreakingChange), published, [accepted])).toEqual(result);
  });

  it.each([
    ['another type', { type: 'FIELD_TYPE_CHANGED' }],
    ['another path', { path: 'Room.seats' }],
    ['another change', { change: "Field 'seats' was removed from object type 'Room'" }],
    ['other schemas', { in: ['events'] }],
  ])('fails if the accepted change has %s', async (_title, difference) => {
    const { errors } = await checkSchemas(asSet(withBreakingChange), published, [{ ...accepted, ...difference }]);
    expect(errors[0]).toContain("from object type 'Room' (in rooms, api)");
  });

  it('accepts a change only in the schemas that the entry names', async () => {
    const { errors } = await checkSchemas(asSet(withBreakingChange), published, [{ ...accepted, in: ['api'] }]);
    expect(errors[0]).toContain("from object type 'Room' (in rooms)");
  });

  it('fails if the change breaks any of several baselines', async () => {
    const workingTree = { source: 'the working tree', schemas: asSet(withBreakingChange) };
    const { errors } = await checkSchemas(asSet(withBreakingChange), [workingTree, ...published], []);
    expect(errors.map((error) => error.split('\n')[0])).toEqual(['1 breaking change of the published schemas:']);
  });

  it('warns of a dangerous change and passes', async () => {
    const { errors, warnings } = await checkSchemas(asSet(withDangerousChange), published, []);
    expect(errors).toEqual([]);
    expect(warnings.join('\n')).toContain('ENUM_VALUE_ADDED Order.SIDEWAYS');
  });

  it('reports nothing for unchanged and new schemas', async () => {
    const more = new Map([...asSet(`${before} type Wing { id: ID! }`), ['wings', 'type Query { wing: ID }']]);
    const nothing = { errors: [], warnings: [], accepted: [], stale: [] };
    expect(await checkSchemas(more, published, [])).toEqual(nothing);
  });

  it('reports an accepted change that matches no change any more, and passes', async () => {
    const { errors, stale } = await checkSchemas(asSet(before), published, [accepted]);
    expect(errors).toEqual([]);
    expect(stale).toEqual([expect.stringContaining('FIELD_REMOVED Room.floor')]);
  });

  it('reports a removed subgraph', async () => {
    const changes = await compareSchemaSets(asSet(before), new Map([['api', before]]));
    expect(changes).toEqual([expect.objectContaining({ type: 'SUBGRAPH_REMOVED', path: 'rooms', in: ['rooms'] })]);
  });
});

describe('parseAcceptedChanges', () => {
  it('parses JSON, and returns none without a file', () => {
    expect(parseAcceptedChanges(JSON.stringify([accepted]))).toEqual([accepted]);
    expect(parseAcceptedChanges(undefined)).toEqual([]);
  });

  it.each([
    ['invalid JSON', '[{', 'is not valid JSON'],
    ['an object', '{}', 'expected array'],
    ['an entry without a reason', JSON.stringify([{ ...accepted, why: '  ' }]), 'explain in at least 20 characters'],
    ['an entry without a schema', JSON.stringify([{ ...accepted, in: [] }]), '[0].in'],
    ['an entry with an unknown member', JSON.stringify([{ ...accepted, reason: 'because' }]), 'reason'],
  ])('rejects %s', (_title, text, message) => {
    expect(() => parseAcceptedChanges(text)).toThrow(AcceptedChangesError);
    expect(() => parseAcceptedChanges(text)).toThrow(message);
  });
});
