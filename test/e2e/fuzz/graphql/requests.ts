import type { Sent } from '../response.ts';
import { jsonOf } from '../check-response.ts';
import type { Known } from '../observed-values.ts';
import type { FuzzOptions } from '../options.ts';
import { sampled } from '../sample.ts';
import type { Exchange, Gun } from '../run-requests.ts';
import { authorizationOf } from '../fuzzed-system.ts';
import { comeBackIn, kindOf, wrongWith } from './check-response.ts';
import { graphqlPlans, type GraphqlPlan } from './request-plan.ts';
import { resourceName, type Target } from './schema.ts';

/** As many requests to these graphs as there are to be, the same for the same seed. */
export const requests = (targets: readonly Target[], options: FuzzOptions): Iterable<GraphqlPlan> =>
  sampled(graphqlPlans(targets), options);

/** Takes in what an answer shows: documents by their type, and cursors. */
function learn(value: unknown, known: Known): void {
  if (Array.isArray(value)) for (const each of value as unknown[]) learn(each, known);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return;
  const { __typename: type, id, etag, endCursor } = value as Readonly<Record<string, unknown>>;
  if (typeof type === 'string' && typeof id === 'string')
    known.note(resourceName(type), id, typeof etag === 'string' ? etag : undefined);
  if (typeof endCursor === 'string') known.note('cursor', endCursor);
  for (const each of Object.values(value)) learn(each, known);
}

async function fill(plan: GraphqlPlan, { system, known }: Gun): Promise<Sent> {
  return {
    origin: plan.target.origin,
    method: plan.method,
    path: known.fill(plan.path, ''),
    headers: [...(await authorizationOf(plan.credentials, system)), ...plan.headers],
    body: plan.body === undefined ? undefined : known.fill(plan.body, ''),
  };
}

/** Sends a request and learns from its answer which documents there are. */
export async function ask(plan: GraphqlPlan, gun: Gun): Promise<Exchange> {
  const sent = await fill(plan, gun);
  const reply = await gun.client.send(sent);
  if (reply.kind === 'answered') learn(jsonOf(reply.answer.text), gun.known);
  const kind = kindOf(plan.document, plan.target.schema);
  return { sent, reply, fault: wrongWith(reply, { method: plan.method, kind }), comeBackIn: comeBackIn(reply) };
}
