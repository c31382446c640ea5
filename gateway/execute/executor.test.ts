import { Supergraph } from '@apollo/federation-internals';
import { expect, it } from '@jest/globals';
import { getOperationAST, parse } from 'graphql';
import { composeOnce } from '../compose/composer.ts';
import { createQueryPlanner } from '../plan/query-planner.mjs';
import { createExecutor } from './executor.ts';
import { internalSchemaOf } from './internal-schema.ts';
import { failure } from './response/subgraph-result.ts';
import { readSupergraph } from './supergraph.ts';

const link = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])';
const things = 'type Query { things: [Thing] } type Mutation { clear: [Thing] } type Thing { name: String }';

/** Executes an operation whose only service fails, after the client has disconnected or not. */
async function execute(query: string, isConnected: boolean) {
  const { supergraphSdl } = (await composeOnce([{ name: 'things', sdl: `${link} ${things}` }])) as {
    readonly supergraphSdl: string;
  };
  const schema = Supergraph.build(supergraphSdl).apiSchema().toGraphQLJSSchema();
  const internalSchema = internalSchemaOf(supergraphSdl, schema);
  const executor = createExecutor({ schema, internalSchema, supergraph: readSupergraph(supergraphSdl) });
  const planner = createQueryPlanner(supergraphSdl);
  const document = parse(query);
  const { data, errors } = await executor.execute({
    document,
    operation: getOperationAST(document)!,
    variables: {},
    plan: (canonical) => Promise.resolve(planner(canonical)),
    send: () => Promise.resolve(failure('SERVICE_UNAVAILABLE', 'it is away')),
    signal: isConnected ? new AbortController().signal : AbortSignal.abort(),
  });
  return [data, errors?.map(({ message, path }) => [message, path])];
}

it('reports each field of a failed query, and one error after the client has disconnected', async () => {
  const query = '{ a: things { name } b: things { name } }';
  const unavailable = 'The service "things" is unavailable.';
  expect(await execute(query, true)).toEqual([
    { a: null, b: null },
    [
      [unavailable, ['a']],
      [unavailable, ['b']],
    ],
  ]);
  expect(await execute(query, false)).toEqual([null, [['The client has disconnected.', undefined]]]);
});

it('executes a mutation to its end', async () => {
  expect(await execute('mutation { clear { name } }', false)).toEqual([
    { clear: null },
    [['The service "things" is unavailable.', ['clear']]],
  ]);
});
