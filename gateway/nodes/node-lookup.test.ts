import { describe, expect, it } from '@jest/globals';
import { buildSchema } from 'graphql';
import type { FetchRequest } from '../execute/program/run.ts';
import { shapeOf } from '../execute/response/request-shape.ts';
import type { SubgraphResult } from '../execute/response/subgraph-result.ts';
import { createNodeLookup, entitiesQuery } from './node-lookup.ts';

const owners = new Map([
  ['books', ['Book', 'Shelf']],
  ['readers', ['Reader']],
]);
const shape = shapeOf(entitiesQuery, buildSchema('type Query { a: Int }'));
const request: FetchRequest = {
  node: {
    kind: 'Fetch',
    serviceName: 'gateway',
    operation: '',
    operationName: undefined,
    operationKind: 'query' as never,
  },
  service: 'gateway',
  query: '',
  kind: 'query',
  body: '',
  entityTypes: [],
  shape,
};

const entities = (...list: readonly unknown[]): SubgraphResult => ({
  kind: 'response',
  response: { data: { _entities: list } },
});
const failed: SubgraphResult = { kind: 'failure', code: 'SERVICE_UNAVAILABLE', reason: 'it is away' };

/** Creates a lookup with what each service answers. */
function lookupWith(answers: Readonly<Record<string, SubgraphResult | Promise<SubgraphResult>>>) {
  const sent: FetchRequest[] = [];
  const send = async (each: FetchRequest): Promise<SubgraphResult> => {
    sent.push(each);
    return answers[each.service] ?? entities(null);
  };
  return { lookUp: createNodeLookup({ owners, request, send, shape }), sent };
}

describe('the lookup of nodes', () => {
  it('asks each service once, for all of its types and all IDs', async () => {
    const { lookUp, sent } = lookupWith({
      books: entities(null, { __typename: 'Shelf' }, null, null),
      readers: entities(null, { __typename: 'Reader' }),
    });
    expect(await Promise.all(['1', '2', '1'].map(lookUp))).toEqual([
      { __typename: 'Shelf', id: '1' },
      { __typename: 'Reader', id: '2' },
      { __typename: 'Shelf', id: '1' },
    ]);
    expect(sent.map(({ service, entityTypes }) => [service, entityTypes])).toEqual([
      ['books', ['Book', 'Shelf', 'Book', 'Shelf']],
      ['readers', ['Reader', 'Reader']],
    ]);
    const representations = ['1', '2'].map((id) => ({ __typename: 'Reader', id }));
    expect(JSON.parse(sent[1]?.body ?? '')).toEqual({ query: entitiesQuery, variables: { representations } });
  });

  it('does not wait for other services when one has the node, or mind that they fail', async () => {
    const stalled = new Promise<SubgraphResult>(() => undefined);
    const found = entities({ __typename: 'Reader' });
    expect(await lookupWith({ books: stalled, readers: found }).lookUp('1')).toEqual({ __typename: 'Reader', id: '1' });
    expect(await lookupWith({ books: failed, readers: found }).lookUp('1')).toEqual({ __typename: 'Reader', id: '1' });
  });

  it('fails if a service that may have the node fails', async () => {
    await expect(lookupWith({ books: failed }).lookUp('1')).rejects.toMatchObject({
      extensions: { code: 'SERVICE_UNAVAILABLE', service: 'books' },
    });
    const errors = [{ message: 'oops', path: ['_entities', 0], extensions: { code: 'INTERNAL_SERVER_ERROR' } }];
    const books: SubgraphResult = { kind: 'response', response: { data: { _entities: [null, null] }, errors } };
    await expect(lookupWith({ books }).lookUp('1')).rejects.toMatchObject({
      message: 'oops',
      extensions: { code: 'INTERNAL_SERVER_ERROR', service: 'books' },
    });
    const refused: SubgraphResult = {
      kind: 'response',
      response: { data: null, errors: [{ message: 'Please sign in.', extensions: { code: 'UNAUTHENTICATED' } }] },
    };
    await expect(lookupWith({ readers: refused }).lookUp('1')).rejects.toThrow('Please sign in.');
  });

  it('finds nothing that a service does not show', async () => {
    const errors = [{ message: 'no', path: ['_entities', 1], extensions: { code: 'FORBIDDEN' } }];
    const books: SubgraphResult = { kind: 'response', response: { data: { _entities: [null, null] }, errors } };
    expect(await lookupWith({ books }).lookUp('1')).toBeNull();
  });
});
