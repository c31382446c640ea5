import type { ExecutionResult } from 'graphql';

/** A GraphQL request, as a client or a gateway sends it. */
export interface GraphqlRequest {
  readonly query: string;
  readonly operationName?: string | undefined;
  readonly variables?: Readonly<Record<string, unknown>> | undefined;
}

/** The result of a request, as it looks after JSON. */
export interface GraphqlResult {
  readonly data?: unknown;
  readonly errors?: readonly {
    readonly message: string;
    readonly path?: readonly (string | number)[] | undefined;
  }[];
  readonly extensions?: { readonly deferred?: unknown };
}

/** Executes requests of a gateway to a subgraph. */
export type SubgraphExecutor = (request: GraphqlRequest) => Promise<ExecutionResult>;

/** A gateway under test. */
export interface Gateway {
  execute(request: GraphqlRequest): Promise<GraphqlResult>;
  close?(): Promise<void>;
}

/** Creates a gateway for a supergraph. The subgraphs are found by their names. */
export type CreateGateway = (
  supergraphSdl: string,
  subgraphs: ReadonlyMap<string, SubgraphExecutor>,
) => Gateway | Promise<Gateway>;
