import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { serviceWords } from '../../../scripts/parts.ts';
import type { DomainWord } from '../../../scripts/domain.ts';
import { graphql } from '../../support/clients.ts';
import { startRecordedSystem, type RecordedSystem } from '../../support/recorded-system.ts';
import { recordRequests, type SentRequest } from '../../support/recording.ts';

const acrossAll = `{
  venues { nodes { name events { nodes { name registrations { nodes { account { username } } } } } } }
}`;

interface SubgraphCalls {
  readonly requests: readonly string[];
  readonly reads: readonly string[];
}
const calls = (request: string, read: string): SubgraphCalls => ({ requests: [request], reads: [read] });

/** Requests to collections, but not the announcements of references, which services repeat in the background. */
const collections = new RegExp(`^/(?:${serviceWords.join('|')})\\b(?!/_announce$)`);
/** Whether a request can belong to a query: the gateway also polls homes and schemas. */
const isOfQuery = (path: string): boolean => path === '/graphql' || collections.test(path);

describe('a query that crosses all four services', () => {
  let system: RecordedSystem;
  let stores: RecordedSystem['stores'];

  beforeAll(async () => {
    system = await startRecordedSystem();
    stores = system.stores;
    // Authenticates the caller once: later requests are caused by the query alone.
    await graphql(`${system.gateway}/graphql`, acrossAll, { as: 'manderson' });
  });
  afterAll(() => system.close());

  it('sends one request to venues and one _entities request to each of the others', async () => {
    const requests = await recordRequests(() => graphql(`${system.gateway}/graphql`, acrossAll, { as: 'manderson' }));
    const toSubgraphs = requests.filter(({ path }) => path === '/graphql');
    const to = (word: DomainWord): readonly SentRequest[] =>
      toSubgraphs.filter(({ origin }) => origin.endsWith(`:${system.services[word].port}`));
    expect(to('venues').map(({ body }) => body.includes('_entities'))).toEqual([false]);
    for (const word of ['events', 'registrations', 'accounts'] as const)
      expect(to(word).map(({ body }) => body.includes('_entities'))).toEqual([true]);
    // Background requests between the parts, such as lease renewals, are ignored.
    expect(requests.filter(({ path }) => collections.test(path))).toEqual([]);
  });

  it('sends one query to each store', async () => {
    for (const store of Object.values(stores)) store.reads.length = 0;
    const response = await graphql(`${system.gateway}/graphql`, acrossAll, { as: 'root' });
    expect(response.errors).toBeUndefined();
    expect(response.data.venues.nodes[0].events.nodes[0].registrations.nodes).toHaveLength(4);
    expect(stores['venues']?.reads).toEqual(['find venues']);
    expect(stores['events']?.reads).toEqual(['findGroups events']);
    expect(stores['registrations']?.reads).toEqual(['findGroups registrations']);
    expect(stores['accounts']?.reads).toEqual(['find accounts']);
  });

  /** Records the calls that a query causes: requests to each subgraph, and reads of each store. */
  async function callsDuring(query: string): Promise<Record<string, SubgraphCalls>> {
    for (const store of Object.values(stores)) store.reads.length = 0;
    const sentRequests = await recordRequests(async () => {
      const response = await graphql(`${system.gateway}/graphql`, query, { as: 'root' });
      expect(response.errors).toBeUndefined();
    });
    const callsByService = Object.entries(system.services).map(([word, { port }]) => {
      const own = sentRequests.filter(({ origin, path }) => origin.endsWith(`:${port}`) && isOfQuery(path));
      const requests = own.map(({ body }) => (body.includes('_entities') ? '_entities' : 'query'));
      return [word, { requests, reads: [...(stores[word]?.reads ?? [])] }] as const;
    });
    return Object.fromEntries(callsByService.filter(([, { requests }]) => requests.length > 0));
  }

  it('sends one _entities request and one query to a store for each of five hops', async () => {
    const fiveHops = `{
      venues { nodes { events(first: 5) { nodes { registrations(first: 5) { nodes {
        account { username registrations(first: 5) { nodes { event { name } } } }
      } } } } } }
    }`;
    expect(await callsDuring(fiveHops)).toEqual({
      venues: calls('query', 'find venues'),
      events: { requests: ['_entities', '_entities'], reads: ['findGroups events', 'find events'] },
      // The registrations of the accounts are part of the same request.
      registrations: { requests: ['_entities'], reads: ['findGroups registrations', 'findGroups registrations'] },
      accounts: calls('_entities', 'find accounts'),
    });
  });

  const page = 'nodes { id } pageInfo { hasNextPage }';
  it.each([
    ...serviceWords.map((word) => [`{ ${word} { ${page} } }`, { [word]: calls('query', `find ${word}`) }] as const),
    [
      `{ venues { nodes { events(filter: { name: { gte: "A" } }, orderBy: [{ field: DATE }]) { ${page} } } } }`,
      { venues: calls('query', 'find venues'), events: calls('_entities', 'findGroups events') },
    ],
    [
      `{ events { nodes { registrations(first: 2) { ${page} } } } }`,
      { events: calls('query', 'find events'), registrations: calls('_entities', 'findGroups registrations') },
    ],
    [
      `{ accounts { nodes { registrations(last: 2) { ${page} } } } }`,
      { accounts: calls('query', 'find accounts'), registrations: calls('_entities', 'findGroups registrations') },
    ],
    [
      '{ registrations { nodes { event { name } account { name } } } }',
      {
        registrations: calls('query', 'find registrations'),
        events: calls('_entities', 'find events'),
        accounts: calls('_entities', 'find accounts'),
      },
    ],
    [
      '{ events { nodes { venue { name capacity } } } }',
      { events: calls('query', 'find events'), venues: calls('_entities', 'find venues') },
    ],
  ] as const)('sends one request to each subgraph and one query to each store: %s', async (query, expected) => {
    expect(await callsDuring(query)).toEqual(expected);
  });

  it('batches the evaluation of creation affordances of many lists', async () => {
    expect(await callsDuring('{ venues { nodes { events { actions { rel } } } } }')).toEqual({
      venues: calls('query', 'find venues'),
      events: calls('_entities', 'findGroups events'),
    });
    const { registrations } = await callsDuring('{ events { nodes { registrations { actions { rel } } } } }');
    expect(registrations).toEqual({
      requests: ['_entities'],
      reads: ['findGroups registrations', 'countGroups registrations', 'find limits'],
    });
  });

  it('counts only if totalCount is selected', async () => {
    for (const store of Object.values(stores)) store.reads.length = 0;
    await graphql(`${system.gateway}/graphql`, '{ venues { totalCount nodes { events { totalCount } } } }', {
      as: 'manderson',
    });
    expect(stores['venues']?.reads.sort()).toEqual(['count venues', 'find venues']);
    expect(stores['events']?.reads.sort()).toEqual(['countGroups events', 'findGroups events']);
  });
});
