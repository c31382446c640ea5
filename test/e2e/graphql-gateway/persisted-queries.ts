import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { hashOfDocument } from '../../../kit/graphql/http/document-reference.ts';
import { defaultGraphqlLimits } from '../../../kit/graphql/limits/limits.ts';
import { events, venues } from './subgraphs.ts';
import { fastSettings, startTestGateway, type TestGateway } from './test-gateway.ts';

const json = { 'content-type': 'application/json' };
const graphqlJson = { ...json, accept: 'application/graphql-response+json' };

interface Result {
  readonly status: number;
  readonly headers: Headers;
  readonly data?: unknown;
  readonly errors?: readonly { readonly message: string; readonly extensions: { readonly code: string } }[];
}

describe('automatic persisted queries at the gateway', () => {
  let testGateway: TestGateway;
  beforeAll(async () => {
    testGateway = await startTestGateway({
      limits: { ...defaultGraphqlLimits, aliases: 3 },
      newDocumentBytes: 2000,
      planningComplexity: 200,
      persistedQueryBytes: 4000,
      trust: () => true,
      rate: { ...fastSettings.rate, loopback: true },
    });
    await testGateway.addSubgraph(venues);
    await testGateway.addSubgraph(events);
    await testGateway.waitUntilServing(venues.name, events.name);
  });
  afterAll(() => testGateway.close());

  let addresses = 0;
  /** Returns headers of another client. */
  const newClient = () => ({ ...graphqlJson, 'x-forwarded-for': `203.0.113.${++addresses}` });
  const read = async (response: Response): Promise<Result> => ({
    ...((await response.json()) as object),
    status: response.status,
    headers: response.headers,
  });
  const post = async (body: object, headers: Record<string, string> = newClient()): Promise<Result> =>
    read(await fetch(testGateway.endpoint, { method: 'POST', headers, body: JSON.stringify(body) }));
  const get = async (search: Record<string, string>, headers: Record<string, string> = newClient()): Promise<Result> =>
    read(await fetch(`${testGateway.endpoint}?${new URLSearchParams(search).toString()}`, { headers }));
  const extensionsOf = (document: string, sha256Hash = hashOfDocument(document)) => ({
    persistedQuery: { version: 1, sha256Hash },
  });
  const byHash = (document: string, headers?: Record<string, string>) =>
    post({ extensions: extensionsOf(document) }, headers);
  const register = (document: string, headers?: Record<string, string>) =>
    post({ query: document, extensions: extensionsOf(document) }, headers);
  const codeOf = ({ status, errors }: Result) => [status, errors?.[0]?.extensions.code];
  const unknown = [404, 'PERSISTED_QUERY_NOT_FOUND'];

  it('are unknown until they are sent once with their hash, then are found by it', async () => {
    const document = 'query Named($id: ID!) { venue(id: $id) { name } }';
    const variables = { id: 'v1' };
    const first = await byHash(document);
    expect([codeOf(first), first.errors?.[0]?.message]).toEqual([unknown, 'PersistedQueryNotFound']);
    const request = { variables, operationName: 'Named', extensions: extensionsOf(document) };
    const found = { status: 200, data: { venue: { name: 'Boardroom' } } };
    expect(await post({ ...request, query: document })).toMatchObject(found);
    expect(await post(request)).toMatchObject(found);
    const search = { variables: JSON.stringify(variables), extensions: JSON.stringify(request.extensions) };
    expect(await get(search)).toMatchObject(found);
    expect(await post({ variables, documentId: `sha256:${hashOfDocument(document)}` })).toMatchObject(found);
    expect(await get({ documentId: hashOfDocument(document), variables: search.variables })).toMatchObject(found);
  });

  it('are registered by GET too, and need its protection from cross-site requests', async () => {
    const document = '{ venues { id } }';
    const search = { query: document, extensions: JSON.stringify(extensionsOf(document)) };
    const withoutPreflight = { accept: 'application/json' };
    expect(codeOf(await get(search, withoutPreflight))).toEqual([400, 'BAD_USER_INPUT']);
    expect(codeOf(await byHash(document))).toEqual(unknown);
    expect((await get(search)).status).toBe(200);
    expect((await byHash(document)).status).toBe(200);
    expect(codeOf(await get({ extensions: search.extensions }, withoutPreflight))).toEqual([400, 'BAD_USER_INPUT']);
  });

  it('are unknown with 200 as application/json, for clients that read no other response of this type', async () => {
    const { status, headers, errors } = await byHash('{ unknown: __typename }', {
      ...json,
      accept: 'application/json',
    });
    expect([status, headers.get('content-type')]).toEqual([200, 'application/json; charset=utf-8']);
    expect(errors?.[0]).toMatchObject({ message: 'PersistedQueryNotFound' });
  });

  it('execute no mutation by GET', async () => {
    const document = 'mutation { book(venue: "v1") { id } }';
    expect((await register(document)).status).toBe(200);
    const sent = await get({ extensions: JSON.stringify(extensionsOf(document)) });
    expect([sent.headers.get('allow'), codeOf(sent)]).toEqual(['POST', [405, 'BAD_USER_INPUT']]);
  });

  it('are rejected with a hash that is not theirs, and not kept', async () => {
    const [document, other] = ['{ venues { name } }', '{ authorization }'];
    const wrong = await post({ query: document, extensions: extensionsOf(other) });
    expect([codeOf(wrong), wrong.errors?.[0]?.message]).toEqual([
      [400, 'BAD_USER_INPUT'],
      expect.stringContaining('send its SHA-256'),
    ]);
    expect([codeOf(await byHash(document)), codeOf(await byHash(other))]).toEqual([unknown, unknown]);
  });

  it.each([
    ['another version', { version: 2, sha256Hash: 'abc' }, 'extensions.persistedQuery.version must be 1'],
    ['no hash', { version: 1 }, 'sha256Hash must be a string'],
    ['a hash of other characters', { version: 1, sha256Hash: '{' }, 'must be a document identifier'],
    ['no object', 'abc', 'persistedQuery must be an object'],
  ])('are rejected with %s', async (_title, persistedQuery, message) => {
    const { status, errors } = await post({ extensions: { persistedQuery } });
    expect([status, errors?.[0]?.message]).toEqual([400, expect.stringContaining(message)]);
  });

  it.each([
    ['is malformed', '{ venues {', 'GRAPHQL_PARSE_FAILED'],
    ['is invalid', '{ nothing }', 'GRAPHQL_VALIDATION_FAILED'],
    ['exceeds a limit', '{ a: __typename b: __typename c: __typename d: __typename }', 'TOO_COSTLY'],
    ['nests too deep', `{ venues { id(a: ${'['.repeat(300)}${']'.repeat(300)}) } }`, 'TOO_COSTLY'],
  ])('are not kept if the document %s', async (_title, document, code) => {
    expect(codeOf(await register(document))).toEqual([400, code]);
    expect(codeOf(await byHash(document))).toEqual(unknown);
  });

  it('count as new documents of the client that sends them with their text', async () => {
    const largeDocument = (name: string) => `{ ${name}: __typename } #`.padEnd(1200, name);
    const client = newClient();
    expect((await register(largeDocument('a'), client)).status).toBe(200);
    expect(codeOf(await register(largeDocument('b'), client))).toEqual([429, 'TOO_MANY_REQUESTS']);
    expect(codeOf(await byHash(largeDocument('b')))).toEqual(unknown);
    expect((await byHash(largeDocument('a'), client)).status).toBe(200);
  });

  it('count in the quota of planning when they are planned', async () => {
    const documentOf = (name: string) =>
      `query ${name} { event(id: "${name}") { venue { name events { venue { name events { title } } } } } }`;
    const client = newClient();
    const results = [];
    for (const name of ['a', 'b', 'c', 'd', 'e', 'f', 'g'])
      results.push(codeOf(await register(documentOf(name), client)));
    expect(results).toContainEqual([429, 'TOO_MANY_REQUESTS']);
    const rejected = 'abcdefg'[results.findIndex(([status]) => status === 429)] ?? '';
    expect(codeOf(await byHash(documentOf(rejected)))).toEqual(unknown);
  });

  it('are forgotten beyond the bytes that are kept', async () => {
    const documentOf = (name: string) => `{ ${name}: __typename } #`.padEnd(1500, name);
    for (const name of ['x', 'y', 'z']) expect((await register(documentOf(name))).status).toBe(200);
    expect(codeOf(await byHash(documentOf('x')))).toEqual(unknown);
    expect((await byHash(documentOf('z'))).status).toBe(200);
  });
});

describe('automatic persisted queries that are turned off', () => {
  let testGateway: TestGateway;
  beforeAll(async () => {
    testGateway = await startTestGateway({ persistedQueryBytes: 0 });
    await testGateway.addSubgraph(venues);
    await testGateway.waitUntilServing(venues.name);
  });
  afterAll(() => testGateway.close());

  it('are not supported, so that clients send the text', async () => {
    const send = async (body: object): Promise<Pick<Result, 'data' | 'errors'>> => {
      const init = { method: 'POST', headers: graphqlJson, body: JSON.stringify(body) };
      return (await (await fetch(testGateway.endpoint, init)).json()) as Pick<Result, 'data' | 'errors'>;
    };
    const extensions = { persistedQuery: { version: 1, sha256Hash: hashOfDocument('{ __typename }') } };
    expect((await send({ extensions })).errors?.[0]).toMatchObject({
      message: 'PersistedQueryNotSupported',
      extensions: { code: 'PERSISTED_QUERY_NOT_SUPPORTED' },
    });
    expect(await send({ query: '{ __typename }', extensions })).toEqual({ data: { __typename: 'Query' } });
  });
});
