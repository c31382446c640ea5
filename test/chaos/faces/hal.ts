import { z } from 'zod';
import type { HttpResult } from '../../../kit/http/client.ts';
import type { Outcome } from '../history.ts';
import { authorization, excerptOf, namedIn, timeoutMs, type Face, type FaceSettings } from './face.ts';
import { halRequest } from './hal-request.ts';

const problemShape = z.looseObject({ type: z.string(), detail: z.string() });
const documentShape = z.looseObject({ _id: z.string() });
const collectionShape = z.looseObject({ _embedded: z.record(z.string(), z.array(documentShape)) });

/** Creates a face that sends HAL requests to a random instance of the service. */
export function halFace({ client, cluster, random }: FaceSettings): Face {
  return async (order) => {
    const { method, service, path, body } = halRequest(order, random);
    const base = random.pick(cluster.services[service]) ?? '';
    const headers: Record<string, string> = { authorization, 'if-match': '*', 'content-type': 'application/json' };
    if (method === 'POST') headers['idempotency-key'] = `"${order.key}"`;
    const content = body === undefined ? {} : { body: JSON.stringify(body) };
    const url = `${base}${path}`;
    return outcomeOf(await client.request({ method, url, headers, timeoutMs, repeatable: false, ...content }));
  };
}

function outcomeOf(answer: HttpResult): Outcome {
  if (answer.kind === 'unreachable') return { kind: 'unknown', why: answer.reason };
  if (answer.status === 503) return { kind: 'unknown', why: excerptOf(answer) };
  if (answer.status >= 500) return { kind: 'broken', why: excerptOf(answer) };
  const parsed: unknown = answer.json();
  if (answer.status < 300) return { kind: 'done', ids: idsOf(parsed) };
  const problem = problemShape.safeParse(parsed);
  if (!problem.success) return { kind: 'broken', why: excerptOf(answer) };
  const { type, detail } = problem.data;
  if (type.endsWith('/key-in-use')) return { kind: 'unknown', why: detail };
  return { kind: 'refused', problem: type.slice(type.lastIndexOf('/') + 1), detail, named: namedIn(problem.data) };
}

function idsOf(body: unknown): readonly string[] {
  const many = collectionShape.safeParse(body);
  if (many.success) return Object.values(many.data._embedded).flatMap((each) => each.map(({ _id }) => _id));
  const one = documentShape.safeParse(body);
  return one.success ? [one.data._id] : [];
}
