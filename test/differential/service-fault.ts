import type { ExecutionResult } from 'graphql';
import type { GraphqlResult, SubgraphExecutor } from './gateway.ts';

/** A way in which a service fails. */
export const faultKinds = [
  ...['unreachable', 'no data', 'null data', 'too few entities', 'too many entities', 'other entities'],
  ...['texts as entities', 'an error more'],
] as const;
export type FaultKind = (typeof faultKinds)[number];

/** A service that fails in all its answers to one operation. */
export interface ServiceFault {
  readonly service: string;
  readonly kind: FaultKind;
}

const oops = { message: 'oops' };

/** Changes the list of entities in a result, if there is one. */
function alterEntities(result: GraphqlResult, alter: (entities: readonly unknown[]) => unknown): unknown {
  const entities = (result.data as { _entities?: readonly unknown[] } | null | undefined)?._entities;
  return Array.isArray(entities) ? { ...result, data: { _entities: alter(entities) } } : result;
}

const alterations: Readonly<Record<FaultKind, (result: GraphqlResult) => unknown>> = {
  unreachable: () => {
    throw new Error('the service cannot be reached');
  },
  'no data': () => ({}),
  'null data': () => ({ data: null, errors: [oops] }),
  'too few entities': (result) => alterEntities(result, (entities) => entities.slice(1)),
  'too many entities': (result) => alterEntities(result, (entities) => [...entities, null]),
  'other entities': (result) =>
    alterEntities(result, (entities) => entities.map((entity) => ({ ...(entity as object), __typename: 'Nothing' }))),
  'texts as entities': (result) => alterEntities(result, (entities) => entities.map(() => 'x')),
  'an error more': ({ errors = [], ...result }) => ({ ...result, errors: [...errors, oops] }),
};

/** Makes a subgraph fail while there is a fault. */
export const withFault =
  (name: string, send: SubgraphExecutor, current: () => ServiceFault | undefined): SubgraphExecutor =>
  async (request) => {
    const result = await send(request);
    const fault = current();
    return fault?.service === name ? (alterations[fault.kind](result) as ExecutionResult) : result;
  };
