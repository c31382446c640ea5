import { buildSchema, execute, parse, type GraphQLSchema } from 'graphql';
import { nodeSubgraphName } from '../compose/node-subgraph.mjs';
import type { FetchRequest, Run } from '../execute/program/run.ts';
import type { Supergraph } from '../execute/supergraph.ts';
import { shapeOf } from '../execute/response/request-shape.ts';
import type { SubgraphResult } from '../execute/response/subgraph-result.ts';
import { createNodeLookup, entitiesQuery, type LookUpNode } from './node-lookup.ts';
import { nodeOwnersOf, type NodeOwners } from './node-owners.ts';

/** Answers the requests to the gateway's own subgraph in this process, with what the services say. */
export type WithNodes = (send: Run['send']) => Run['send'];

/**
 * Creates the service of nodes for a supergraph (Relay, Global Object Identification). Requests to all other services are
 * sent as they are.
 */
export function createNodeService(schema: GraphQLSchema, supergraph: Pick<Supergraph, 'serviceOf'>): WithNodes {
  const owners = nodeOwnersOf(schema, supergraph);
  if (owners === undefined) return (send) => send;
  const ownSchema = nodeSchema(owners);
  const shape = shapeOf(entitiesQuery, schema);
  return (send) => (request) =>
    request.service === nodeSubgraphName
      ? answer(request, createNodeLookup({ owners, request, send, shape }), ownSchema)
      : send(request);
}

/** The schema of the subgraph, as it is executed. */
const nodeSchema = (owners: NodeOwners): GraphQLSchema =>
  buildSchema(`
    interface Node { id: ID! }
    type Query { node(id: ID!): Node }
    ${[...owners.values()]
      .flat()
      .map((name) => `type ${name} implements Node { id: ID! }`)
      .join('\n')}
  `);

/** The body of a request, as the executor writes it. */
interface RequestBody {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

async function answer({ body }: FetchRequest, lookUp: LookUpNode, schema: GraphQLSchema): Promise<SubgraphResult> {
  const { query, variables } = JSON.parse(body) as RequestBody;
  const rootValue = { node: ({ id }: { readonly id: string }) => lookUp(id) };
  const { data, errors = [] } = await execute({
    ...{ schema, document: parse(query), rootValue, variableValues: variables },
  });
  const raw = errors.map(({ message, path, extensions }) => ({ message, ...(path && { path }), extensions }));
  return { kind: 'response', response: { data: data ?? null, ...(raw.length > 0 && { errors: raw }) } };
}
