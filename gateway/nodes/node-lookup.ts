import { GraphQLError } from 'graphql';
import { unavailable, type ServiceError } from '../execute/faults.ts';
import type { FetchRequest, Run } from '../execute/program/run.ts';
import type { Shape } from '../execute/response/response-shape.ts';
import type { NodeOwners } from './node-owners.ts';

/** A node, as the gateway's own subgraph answers it. */
export interface NodeReference {
  readonly __typename: string;
  readonly id: string;
}

/**
 * Looks up a node by its `id`; null if no service has one, or shows it to the caller.
 *
 * @throws GraphQLError if a service that may have it fails
 */
export type LookUpNode = (id: string) => Promise<NodeReference | null>;

export interface NodeLookupParts {
  readonly owners: NodeOwners;
  /** The request to the gateway's own subgraph that needs the nodes. */
  readonly request: FetchRequest;
  readonly send: Run['send'];
  /** The shape of the responses to `entitiesQuery`. */
  readonly shape: Shape;
}

/**
 * Creates the lookup of one request. An `id` does not say of which type it is: all services are asked at the same time,
 * each once for all IDs that are wanted in the same turn of the event loop. The first one that has a node answers it.
 */
export function createNodeLookup({ owners, ...parts }: NodeLookupParts): LookUpNode {
  const ids = new Set<string>();
  let asked: Promise<readonly Promise<ServiceAnswers>[]> | undefined;
  const askAll = (): readonly Promise<ServiceAnswers>[] =>
    [...owners].map(([service, types]) => ask({ service, types, ids: [...ids] }, parts));
  return async (id) => {
    ids.add(id);
    asked ??= Promise.resolve().then(askAll);
    return firstNode((await asked).map(async (answers) => (await answers).get(id) ?? {}));
  };
}

/** What one service says of a node: nothing if it has none, or does not show it. */
interface Answer {
  readonly node?: NodeReference;
  /** Why it cannot say whether it has the node. */
  readonly error?: ServiceError;
}

/** ID → answer. */
type ServiceAnswers = ReadonlyMap<string, Answer>;

interface Question {
  readonly service: string;
  readonly types: readonly string[];
  readonly ids: readonly string[];
}

/** The request that is sent to each service. */
export const entitiesQuery =
  'query($representations:[_Any!]!){_entities(representations:$representations){__typename}}';

async function ask(
  { service, types, ids }: Question,
  { request, send, shape }: Omit<NodeLookupParts, 'owners'>,
): Promise<ServiceAnswers> {
  const nodes = ids.flatMap((id) => types.map((type): NodeReference => ({ __typename: type, id })));
  const body = JSON.stringify({ query: entitiesQuery, variables: { representations: nodes } });
  const entityTypes = nodes.map(({ __typename }) => __typename);
  const result = await send({ ...request, service, query: entitiesQuery, body, entityTypes, shape });
  const { data, errors = [] } = result.kind === 'response' ? result.response : {};
  const entities = data?.['_entities'];
  if (!Array.isArray(entities)) {
    const [first] = errors;
    const code = result.kind === 'failure' ? result.code : undefined;
    const error = first === undefined ? unavailable(service, code) : { ...first, service };
    return new Map(ids.map((id) => [id, { error }]));
  }
  const answers = new Map<string, Answer>();
  nodes.forEach((node, index) => {
    const error = errors.find(({ path }) => path?.[1] === index);
    const isShown = error?.extensions?.['code'] !== 'FORBIDDEN';
    if (entities[index]) answers.set(node.id, { node });
    else if (error !== undefined && isShown && answers.get(node.id)?.node === undefined)
      answers.set(node.id, { error: { ...error, service } });
  });
  return answers;
}

/** Returns the first node; null if all services say that they have none. */
async function firstNode(answers: readonly Promise<Answer>[]): Promise<NodeReference | null> {
  const nodes = answers.map(async (answer) => (await answer).node ?? Promise.reject(new Error('not found')));
  const first = await Promise.any(nodes).catch(() => undefined);
  if (first !== undefined) return first;
  const reason = (await Promise.all(answers)).find(({ error }) => error !== undefined)?.error;
  if (reason === undefined) return null;
  throw new GraphQLError(reason.message, { extensions: { service: reason.service, ...reason.extensions } });
}
