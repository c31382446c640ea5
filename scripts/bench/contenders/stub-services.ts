import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { graphql, type GraphQLSchema } from 'graphql';
import { gql } from 'graphql-tag';
import { serviceWords } from '../../parts.ts';
import { runContender } from './process.ts';

/**
 * The services of a gateway under measurement: a root that lists four homes, their schemas, and a fixed answer to each
 * request. An answer is computed once for each body; what is measured is the gateway.
 */
const nodesOf = (type: string, prefix: string, count: number) => ({
  nodes: Array.from({ length: count }, (_, index) => ({ __typename: type, id: `${prefix}-${index}` })),
});
const named = { name: ({ id }: { id: string }) => `The name of ${id}` };

/** The events of 5 venues have 200 registrations, of 136 accounts. */
const distinctAccounts = 136;
const accountOf = ({ id }: { id: string }) => {
  const [venue = 0, event = 0, index = 0] = id.split('-').slice(1).map(Number);
  return { __typename: 'Account', id: `a-${((venue * 8 + event) * 5 + index) % distinctAccounts}` };
};

const resolvers: Readonly<Record<string, Record<string, unknown>>> = {
  venues: { Query: { venues: () => nodesOf('Venue', 'v', 5) }, Venue: named },
  events: { Venue: { events: ({ id }: { id: string }) => nodesOf('Event', `e${id.slice(1)}`, 8) }, Event: named },
  registrations: {
    Event: { registrations: ({ id }: { id: string }) => nodesOf('Registration', `r${id.slice(1)}`, 5) },
    Registration: { account: accountOf },
  },
  accounts: { Account: { username: ({ id }: { id: string }) => `user-${id}` } },
};

const sdlOf = (word: string): string =>
  readFileSync(path.join(process.cwd(), 'schema', `${word}-service.graphql`), 'utf8');

const schemaOf = (word: string): GraphQLSchema =>
  buildSubgraphSchema({ typeDefs: gql(sdlOf(word)), resolvers: (resolvers[word] ?? {}) as never });

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

async function answer(schema: GraphQLSchema, body: string): Promise<string> {
  const { query, variables } = JSON.parse(body) as { query: string; variables?: Record<string, unknown> };
  return JSON.stringify(await graphql({ schema, source: query, ...(variables && { variableValues: variables }) }));
}

async function start() {
  const schemas = new Map(serviceWords.map((word) => [word, schemaOf(word)]));
  const answers = new Map<string, string>();
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const [, word = '', resource] = (request.url ?? '').split('/');
    const send = (type: string, body: string): void => void response.setHeader('content-type', type).end(body);
    if (request.method === 'POST') {
      const body = await readBody(request);
      const key = `${word} ${body}`;
      const known = answers.get(key) ?? (await answer(schemas.get(word)!, body));
      answers.set(key, known);
      return send('application/json', known);
    }
    if (resource === 'sdl') return send('text/plain', sdlOf(word));
    const link = (href: string) => ({ href: `${url}${href}` });
    const services = serviceWords.map((name) => ({ ...link(`/${name}`), name: `${name}-service` }));
    const links =
      word === '' ? { service: services } : { 'eb:graphql': link(`/${word}/graphql`), 'eb:sdl': link(`/${word}/sdl`) };
    send('application/hal+json', JSON.stringify({ _links: { self: link(`/${word}`), ...links } }));
  };
  const server = createServer((request, response) => void handle(request, response)).listen(0);
  await once(server, 'listening');
  const url = `http://localhost:${(server.address() as AddressInfo).port}`;
  return {
    urls: { root: url },
    authorization: {},
    close: async () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

runContender(start);
