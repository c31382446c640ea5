import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ApolloClient, gql, HttpLink, InMemoryCache } from '@apollo/client';
import { createPersistedQueryLink } from '@apollo/client/link/persisted-queries';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { getIntrospectionQuery } from 'graphql';
import { gatewaySettings } from '../../../gateway/settings.ts';
import { startGateway } from '../../../gateway/start.ts';
import { hashOfDocument } from '../../../kit/graphql/http/document-reference.ts';
import { withoutSavedGraph } from '../../support/gateway-files.ts';
import { venues } from './subgraphs.ts';
import { startTestGateway, type TestGateway } from './test-gateway.ts';

const headers = { 'content-type': 'application/json', accept: 'application/graphql-response+json' };
const listedText = 'query Listed($id: ID!) { venue(id: $id) { name } }';
const invalidText = '{ nothing }';
const found = { data: { venue: { name: 'Boardroom' } } };

describe.each([false, true])('listed documents at the gateway; nothing else is executed: %s', (only) => {
  let folder: string;
  let testGateway: TestGateway;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'documents-'));
    const operation = { id: 'listed-1', name: 'Listed', type: 'query', body: listedText };
    const manifest = { format: 'apollo-persisted-query-manifest', version: 1, operations: [operation] };
    await writeFile(path.join(folder, 'manifest.json'), JSON.stringify(manifest));
    await writeFile(path.join(folder, 'invalid.graphql'), invalidText);
    const { documents } = gatewaySettings({ GRAPHQL_DOCUMENTS: folder, GRAPHQL_DOCUMENTS_ONLY: String(only) });
    testGateway = await startTestGateway({ documents });
    await testGateway.addSubgraph(venues);
    await testGateway.waitUntilServing(venues.name);
  });
  afterAll(async () => {
    await testGateway.close();
    await rm(folder, { recursive: true });
  });

  const post = async (body: object) => {
    const response = await fetch(testGateway.endpoint, { method: 'POST', headers, body: JSON.stringify(body) });
    return { ...((await response.json()) as { errors?: { message: string }[] }), status: response.status };
  };
  const get = async (search: Record<string, string>) => {
    const response = await fetch(`${testGateway.endpoint}?${new URLSearchParams(search).toString()}`, { headers });
    return { ...((await response.json()) as object), status: response.status };
  };
  const persistedQueryOf = (sha256Hash: string) => ({ persistedQuery: { version: 1, sha256Hash } });
  const rejected = (code: string, status: number) => ({ status, errors: [{ extensions: { code } }] });
  const notListed = rejected('PERSISTED_QUERY_NOT_IN_LIST', 403);

  it('are executed by their identifiers, in each parameter and method', async () => {
    const variables = { id: 'v1' };
    expect(await post({ documentId: 'listed-1', variables })).toMatchObject(found);
    expect(await post({ extensions: persistedQueryOf('listed-1'), variables })).toMatchObject(found);
    expect(await get({ documentId: 'listed-1', variables: '{"id":"v1"}' })).toMatchObject(found);
    expect(await post({ query: listedText, variables })).toMatchObject(found);
    expect(await post({ query: listedText, documentId: 'listed-1', variables })).toMatchObject(found);
  });

  it('are validated like all others', async () => {
    expect(await post({ documentId: `sha256:${hashOfDocument(invalidText)}` })).toMatchObject(
      rejected('GRAPHQL_VALIDATION_FAILED', 400),
    );
  });

  it('leave other texts, identifiers and introspection as they are, or exclude them', async () => {
    const query = '{ __typename }';
    const data = { data: { __typename: 'Query' } };
    const byHash = { extensions: persistedQueryOf(hashOfDocument(query)) };
    expect(await post({ query })).toMatchObject(only ? notListed : data);
    expect(await get({ query })).toMatchObject(only ? notListed : data);
    expect(await post({ documentId: 'other' })).toMatchObject(
      only ? notListed : rejected('PERSISTED_QUERY_NOT_FOUND', 404),
    );
    expect(await post({ query, ...byHash })).toMatchObject(only ? notListed : data);
    expect(await post(byHash)).toMatchObject(only ? notListed : data);
    const introspection = await post({ query: getIntrospectionQuery() });
    if (!only) return expect(introspection).toMatchObject({ status: 200 });
    expect(introspection.errors?.[0]?.message).toContain('This applies to introspection and to the playground');
  });

  it("are sent by Apollo's client with identifiers from its manifest", async () => {
    const link = createPersistedQueryLink({ generateHash: () => 'listed-1', useGETForHashedQueries: true });
    const http = new HttpLink({ uri: testGateway.endpoint, headers });
    const client = new ApolloClient({ link: link.concat(http), cache: new InMemoryCache() });
    const query = gql(listedText);
    expect((await client.query({ query, variables: { id: 'v1' } })).data).toMatchObject(found.data);
    client.stop();
  });
});

it('a gateway does not start with listed documents that are invalid', async () => {
  const settings = gatewaySettings({ ...withoutSavedGraph, GRAPHQL_DOCUMENTS: '/nothing/here' });
  await expect(startGateway({ ...settings, port: 0 })).rejects.toThrow(/GRAPHQL_DOCUMENTS cannot be read: .*ENOENT/);
});
