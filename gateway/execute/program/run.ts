import type { Faults } from '../faults.ts';
import type { FetchNode } from './query-plan.ts';
import type { SubgraphResult } from '../response/subgraph-result.ts';
import type { Shape } from '../response/response-shape.ts';

/** An object in the data of the services. */
export type DataObject = Record<string, unknown>;

/** The execution of one plan. */
export interface Run {
  /** The values of the variables in the client's request, which services coerce themselves. */
  readonly variables: Readonly<Record<string, unknown>>;
  readonly faults: Faults;
  /** Whether one object can be at several places of the data. */
  hasSharedObjects: boolean;
  /** Sends a request to a service. Never rejects. */
  readonly send: (request: FetchRequest) => Promise<SubgraphResult>;
  /** Receives the ID of each request that something deferred depends on, when it has been answered. */
  readonly onFetched?: (id: string) => void;
}

/** A request to a service. */
export interface FetchRequest {
  /** The node of the plan. */
  readonly node: FetchNode;
  /** The name of the service. */
  readonly service: string;
  /** A subscription is answered with one event. */
  readonly kind: 'query' | 'mutation' | 'subscription';
  readonly query: string;
  /** The body of the request, in JSON. */
  readonly body: string;
  /** The type names of the requested entities, in their order; none if it gets fields of the root type. */
  readonly entityTypes: readonly string[];
  /** Checks the data of the response. */
  readonly shape: Shape;
}

/** A part of a compiled plan: gets data for objects, and adds them. Never rejects. */
export type Step = (run: Run, targets: readonly DataObject[]) => Promise<void>;
