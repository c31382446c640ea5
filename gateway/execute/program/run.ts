import type { Faults } from '../faults.ts';
import type { FetchNode } from './query-plan.ts';
import type { SubgraphRequest, SubgraphResult } from '../../serve/subgraph-response.ts';

/** An object in the data of the services. */
export type DataObject = Record<string, unknown>;

/** The execution of one plan. */
export interface Run {
  /** The values of the variables in the client's request, which services coerce themselves. */
  readonly variables: Readonly<Record<string, unknown>>;
  readonly faults: Faults;
  /** Sends a request to a service. Never rejects. */
  readonly send: (request: FetchRequest) => Promise<SubgraphResult>;
}

/** A request to a service. */
export interface FetchRequest extends Pick<SubgraphRequest, 'service' | 'query' | 'variables'> {
  /** The node of the plan. */
  readonly node: FetchNode;
  readonly operationName: string | undefined;
  /** A subscription is answered with one event. */
  readonly kind: 'query' | 'mutation' | 'subscription';
}

/** A part of a compiled plan: gets data for objects, and adds them. Never rejects. */
export type Step = (run: Run, targets: readonly DataObject[]) => Promise<void>;
