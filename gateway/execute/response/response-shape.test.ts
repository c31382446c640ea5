import { describe, expect, it } from '@jest/globals';
import { buildSchema } from 'graphql';
import { operationIn } from './document-fields.ts';
import { compileShape } from './response-shape.ts';
import { selectionOf } from './selected-fields.ts';

const schema = buildSchema(`
  type Query { venues: [Venue!]! venue: Venue any: Any resource: Resource }
  interface Resource { id: ID! }
  union Any = Venue | Event
  enum Kind { ROOM }
  scalar Date
  type Venue implements Resource { id: ID! name: String! seats: Int open: Boolean area: Float kind: Kind day: Date tags: [String!] events: [Event!] }
  type Event implements Resource { id: ID! title: String }
`);

/** Shapes data for a query; `entities` are the type names of requested entities. */
function shape(query: string, data: Record<string, unknown>, entities: readonly string[] = [], changed = {}) {
  const selection = selectionOf([operationIn(query)!.selectionSet], schema);
  const shapeData = compileShape(selection, { schema, rootType: 'Query' });
  const result = shapeData(structuredClone(data), { entityTypes: entities, hasErrors: false, ...changed });
  return [result.data, result.misshapen.map((path) => path.join('.'))];
}

describe('the data of a response', () => {
  it('is unchanged if it has the shape of the request', () => {
    const query =
      '{ venues { id name seats open area kind day tags events { id title } } any { __typename ... on Venue { id } ... on Event { title } } x: resource { __typename id ... on Event { title } } }';
    const data = {
      venues: [
        { id: '1', name: 'a', seats: 1, open: true, area: 1.5, kind: 'ROOM', day: { any: 1 }, tags: ['a'], events: [] },
        { id: 2, name: 'b', seats: null, open: null, area: null, kind: null, day: null, tags: null, events: null },
      ],
      any: { __typename: 'Venue', id: '1' },
      x: { __typename: 'Event', id: '1', title: 't' },
    };
    expect(shape(query, data)).toEqual([data, []]);
  });

  it('has the fields of named fragments, also within each other', () => {
    const query =
      'fragment B on Event { title } { any { ...A } other: any { ...A } } fragment A on Any { __typename ... on Venue { events { ...B } } }';
    const any = { __typename: 'Venue', events: [{ title: 'x' }] };
    expect(shape(query, { any, other: any })).toEqual([{ any, other: any }, []]);
  });

  it('has no members that were not requested', () => {
    const query = '{ venue { id } any { __typename ... on Event { title } } }';
    const data = {
      venue: { id: '1', name: 'evil', ['__proto__x']: 1 },
      any: { __typename: 'Venue', title: 'x' },
      other: 1,
    };
    expect(shape(query, data)).toEqual([{ venue: { id: '1' }, any: { __typename: 'Venue' } }, []]);
    const entities = '{ _entities(representations: []) { ... on Venue { events { id } } } }';
    const answer = {
      _entities: [{ __typename: 'Venue', id: 'other', name: 'evil', events: [{ id: 1, title: 'evil' }] }],
    };
    expect(shape(entities, answer, ['Venue'])).toEqual([{ _entities: [{ events: [{ id: 1 }] }] }, []]);
  });

  it.each<[string, string, unknown]>([
    ['an object for a list', '{ venues { id } }', { id: '1' }],
    ['a scalar for a list', '{ venues { id } }', 'x'],
    ['a list for an object', '{ venue { id } }', [{ id: '1' }]],
    ['a scalar for an object', '{ venue { id } }', 5],
    ['an unknown type', '{ any { __typename } }', { __typename: 'Other' }],
    ['a union', '{ any { __typename } }', { __typename: 'Any' }],
    ['a type that is no text', '{ resource { __typename id } }', { __typename: 1, id: 1 }],
  ])('is null where it is %s', (_title, query, value) => {
    const key = /\w+/.exec(query)?.[0] ?? '';
    expect(shape(query, { [key]: value })).toEqual([{ [key]: null }, [key]]);
  });

  it.each<[string, unknown]>([
    ['seats', '5'],
    ['seats', 1.5],
    ['seats', 2 ** 40],
    ['open', 'yes'],
    ['area', 'x'],
    ['kind', 'BARN'],
    ['name', 5],
    ['name', { a: 1 }],
    ['id', true],
    ['tags', 'a'],
  ])('is null where a leaf has another type: %s is %j', (field, value) => {
    expect(shape(`{ venue { ${field} } }`, { venue: { [field]: value } })).toEqual([
      { venue: { [field]: null } },
      [`venue.${field}`],
    ]);
  });

  it('is reported where it is null and must not be, unless the response has errors', () => {
    const data = { venues: [{ name: null }] };
    expect(shape('{ venues { name } }', data)).toEqual([data, ['venues.0.name']]);
    expect(shape('{ venues { name } }', data, [], { hasErrors: true })).toEqual([data, []]);
  });

  it('is reported where it is absent, unless the response has errors', () => {
    const query = '{ venue { id seats } any { ... on Venue { seats } } }';
    const data = { venue: { id: '1' }, any: {} };
    expect(shape(query, data)).toEqual([{ venue: { id: '1', seats: null }, any: {} }, ['venue.seats']]);
    expect(shape(query, data, [], { hasErrors: true })).toEqual([data, []]);
  });

  it('keeps the items of a list beside those of another shape, and reports a bounded number', () => {
    const items = [{ id: '1' }, 5, [], null, { id: {} }];
    expect(shape('{ venue { events { id } } }', { venue: { events: items } })).toEqual([
      { venue: { events: [{ id: '1' }, null, null, null, { id: null }] } },
      ['venue.events.1', 'venue.events.2', 'venue.events.3', 'venue.events.4.id'],
    ]);
    const [, reported] = shape('{ venues { id } }', { venues: Array(2000).fill(5) });
    expect(reported).toHaveLength(1000);
  });

  it('has only entities of the requested types', () => {
    const query = '{ _entities(representations: []) { __typename ... on Venue { name } ... on Event { title } } }';
    const entities = [{ name: 'a' }, { __typename: 'Event', title: 't' }, 5, null, { __typename: 'Event', title: 't' }];
    expect(shape(query, { _entities: entities }, ['Venue', 'Venue', 'Venue', 'Venue', 'Event'])).toEqual([
      { _entities: [{ name: 'a' }, null, null, null, { __typename: 'Event', title: 't' }] },
      ['_entities.1', '_entities.2'],
    ]);
  });
});
