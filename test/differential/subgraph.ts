import { execute, isObjectType, parse, type GraphQLFieldResolver, type GraphQLTypeResolver } from 'graphql';
import type { GraphqlRequest, SubgraphExecutor } from './gateway.ts';
import type { DataModel, WorldState } from './model/data-model.ts';
import type { SubgraphSdl } from './model/subgraph-sdl.ts';
import { isInstance, rootInstance, type Instance, type Representation } from './model/values.ts';

const typeNameOf: GraphQLTypeResolver<unknown, unknown> = (value, _context, { schema }) => {
  if (!isInstance(value)) return undefined;
  // Where the subgraph does not have the type, it sees an interface's entity as an object of the interface's name.
  const known = isObjectType(schema.getType(value.type)) ? value.type : value.representation?.['__typename'];
  return typeof known === 'string' ? known : undefined;
};

/** Creates the executor of a subgraph, which answers from the model. */
export function createSubgraph(subgraph: SubgraphSdl, model: DataModel, state: WorldState): SubgraphExecutor {
  const { schema } = subgraph;
  const find = (representation: Representation): Instance | Error | null => {
    try {
      return model.find(subgraph, representation);
    } catch (error) {
      return error as Error;
    }
  };
  const fieldResolver: GraphQLFieldResolver<Instance | undefined, unknown> = (source, args, _context, info) => {
    if (info.fieldName === '_entities') return (args['representations'] as readonly Representation[]).map(find);
    const instance = source ?? rootInstance(info.parentType.name);
    return model.resolveIn(subgraph, { instance, field: info.fieldName, args, state });
  };
  return async ({ query, variables, operationName }: GraphqlRequest) => {
    const document = parse(query, { noLocation: true });
    const result = await execute({
      ...{ schema, document, fieldResolver, typeResolver: typeNameOf },
      variableValues: variables,
      operationName,
    });
    return JSON.parse(JSON.stringify(result)) as typeof result;
  };
}

/** Returns the executors of all subgraphs. */
export const createSubgraphs = (model: DataModel, state: WorldState): ReadonlyMap<string, SubgraphExecutor> =>
  new Map(model.subgraphs.map((subgraph) => [subgraph.name, createSubgraph(subgraph, model, state)]));
