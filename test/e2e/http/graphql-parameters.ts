import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DomainSystem } from '../../../scripts/domain.ts';
import { startEmptySystem } from '../../support/empty-system.ts';

const json = { 'content-type': 'application/json' };
const document = 'query Named { __typename }';

describe('parameters of a GraphQL request', () => {
  let system: DomainSystem;
  beforeAll(async () => {
    system = await startEmptySystem();
  });
  afterAll(() => system.close());

  const urlOf = (part: string): string => `${part === 'gateway' ? system.gateway : system.services.venues.url}/graphql`;
  const senders = (part: string) => ({
    get: (search: Record<string, string>) =>
      fetch(`${urlOf(part)}?${new URLSearchParams({ query: document, ...search }).toString()}`, { headers: json }),
    post: (body: object) =>
      fetch(urlOf(part), { method: 'POST', headers: json, body: JSON.stringify({ query: document, ...body }) }),
  });

  it.each(['gateway', 'subgraph'])('are absent if they are optional, and empty or null: %s', async (part) => {
    const { get, post } = senders(part);
    const empty = { operationName: '', variables: '', extensions: '' };
    const none = { operationName: null, variables: null, extensions: null };
    for (const response of [await get(empty), await post(empty), await post(none)])
      expect([response.status, await response.json()]).toEqual([200, { data: { __typename: 'Query' } }]);
  });

  it('cannot identify documents at a subgraph: clients of automatic persisted queries send the text instead', async () => {
    const { get, post } = senders('subgraph');
    const extensions = { persistedQuery: { version: 1, sha256Hash: 'a'.repeat(64) } };
    for (const response of [
      await post({ query: null, extensions }),
      await get({ query: '', extensions: JSON.stringify(extensions) }),
      await post({ query: undefined, documentId: 'a' }),
    ])
      expect(await response.json()).toMatchObject({
        errors: [{ message: 'PersistedQueryNotSupported', extensions: { code: 'PERSISTED_QUERY_NOT_SUPPORTED' } }],
      });
    for (const response of [await post({ extensions }), await get({ extensions: JSON.stringify(extensions) })])
      expect(await response.json()).toEqual({ data: { __typename: 'Query' } });
  });

  it.each(['gateway', 'subgraph'])('are invalid as null in a query string, or of another type: %s', async (part) => {
    const { get, post } = senders(part);
    for (const response of [
      await get({ variables: 'null' }),
      await get({ variables: '""' }),
      await get({ operationName: 'null' }),
      await get({ query: '' }),
      await post({ variables: [] }),
      await post({ extensions: false }),
    ]) {
      const { errors } = (await response.json()) as { errors: { extensions: { code: string } }[] };
      expect([response.status, errors[0]?.extensions.code]).toEqual([400, 'BAD_USER_INPUT']);
    }
  });
});
