import fc from 'fast-check';
import type { Reply, Sent } from './response.ts';
import { comeBackIn, jsonOf, wrongWith } from './check-response.ts';
import type { Known } from './observed-values.ts';
import type { FuzzOptions } from './options.ts';
import { plans, type Plan } from './request-plan.ts';
import type { Route } from './routes.ts';
import { sampled } from './sample.ts';
import { asItIs, manners, sendRaw, type Manner } from './raw-socket.ts';
import type { Exchange, Gun } from './run-requests.ts';
import { authorizationOf } from './fuzzed-system.ts';

/** A request, and the manner in which it goes over a socket of its own; over a client's connection if there is none. */
export interface Shot {
  readonly plan: Plan;
  readonly manner: Manner | undefined;
}

/** As many requests through these routes as there are to be, the same for the same seed. */
export function shots(routes: readonly Route[], options: FuzzOptions): Iterable<Shot> {
  const raw = fc.constantFrom(...manners);
  const manner = fc.oneof({ weight: 11, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: raw });
  return sampled(fc.record({ plan: plans(routes), manner }), options);
}

async function fill({ plan }: Shot, { system, known }: Gun): Promise<Sent> {
  const { origin, method, body } = plan;
  const path = known.fill(plan.path, plan.path);
  const headers = plan.headers.map(([name, text]) => [name, known.fill(text, path)] as const);
  return {
    origin,
    method,
    path,
    headers: [...(await authorizationOf(plan.credentials, system)), ...headers],
    body: typeof body === 'string' ? known.fill(body, path) : body,
  };
}

function note({ method, path }: Sent, reply: Reply, known: Known): void {
  const { status, text } = reply.kind === 'answered' ? reply.answer : { status: 500, text: '' };
  if (status === 404 || (method === 'DELETE' && status === 200)) known.forget(path);
  else if (status < 300) known.learn(jsonOf(text));
}

/** Sends a request and learns from its answer which documents there are. */
export async function fire(shot: Shot, gun: Gun): Promise<Exchange> {
  const { plan, manner } = shot;
  const sent = await fill(shot, gun);
  const reply = await (manner === undefined ? gun.client.send(sent) : sendRaw(sent, manner));
  note(sent, reply, gun.known);
  const isAsPlanned = manner === undefined || manner === asItIs;
  const { method, face, isNowhere } = plan;
  const fault = wrongWith(reply, { method, path: sent.path, face, isNowhere: isNowhere && isAsPlanned });
  return { sent, reply, fault, comeBackIn: comeBackIn(reply) };
}
