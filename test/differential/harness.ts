import { compose } from './compose.ts';
import type { CreateGateway, GraphqlRequest, GraphqlResult } from './gateway.ts';
import { createDataModel, initialState } from './model/data-model.ts';
import type { World } from './model/world.ts';
import { compare, type Mismatch } from './oracle/compare.ts';
import { createOracle, type Expected, type Oracle } from './oracle/oracle.ts';
import { compareDegraded } from './oracle/compare-degraded.ts';
import { withFault, type ServiceFault } from './service-fault.ts';
import { createSubgraphs } from './subgraph.ts';
import type { GraphQLSchema } from 'graphql';

/** What an operation gave. */
export interface Outcome {
  readonly expected: Expected;
  readonly result: GraphqlResult;
  /** Undefined if the result is right. */
  readonly mismatch: Mismatch | undefined;
}

/**
 * Returns what failures of the same cause have in common: the kind and the first message of the gateway, without names
 * and numbers.
 */
export function signatureOf({ mismatch, result }: Outcome): string | undefined {
  if (mismatch === undefined) return undefined;
  const message = mismatch.kind === 'exception' ? mismatch.message : (result.errors?.[0]?.message ?? '');
  return `${mismatch.kind} ${message.replaceAll(/"[^"]*"|\d+|\$?\w*[A-Z.]\w*/g, '_').slice(0, 80)}`;
}

/** A world with a gateway under test and the oracle. */
export interface OpenWorld {
  readonly apiSchema: GraphQLSchema;
  readonly oracle: Oracle;
  /** Executes a request; with a fault of a service, only what the other services answer must be right. */
  check(request: GraphqlRequest, fault?: ServiceFault): Promise<Outcome>;
  close(): Promise<void>;
}

/** A world whose subgraphs do not compose. */
export interface UncomposableWorld {
  readonly problems: readonly string[];
}

/** Composes a world and starts a gateway with it. */
export async function openWorld(world: World, createGateway: CreateGateway): Promise<OpenWorld | UncomposableWorld> {
  const composed = compose(world.subgraphs);
  if ('problems' in composed) return composed;
  const { supergraphSdl, apiSchema } = composed;
  const model = createDataModel(world);
  const oracle = createOracle(apiSchema, model);
  const state = initialState();
  let current: ServiceFault | undefined;
  const subgraphs = [...createSubgraphs(model, state)].map(
    ([name, send]) => [name, withFault(name, send, () => current)] as const,
  );
  const gateway = await createGateway(supergraphSdl, new Map(subgraphs));
  return {
    apiSchema,
    oracle,
    check: async (request, fault) => {
      const expected = oracle.execute(request);
      Object.assign(state, { counter: 0 }).calls.length = 0;
      current = fault;
      try {
        const result = await gateway.execute(request);
        const mismatch = fault
          ? compareDegraded(expected.data, result)
          : compare(expected, { result, calls: state.calls });
        return { expected, result, mismatch };
      } catch (error) {
        return { expected, result: {}, mismatch: { kind: 'exception', message: String(error) } };
      }
    },
    close: async () => gateway.close?.(),
  };
}
