import { z } from 'zod';
import type { HttpResult } from '../../../kit/http/client.ts';
import type { ChaosOutcome } from '../history.ts';
import { authorization } from '../credentials.ts';
import { excerptOf, eventIdsIn, timeoutMs, type OperationSender, type SenderSettings } from './sender.ts';
import { halCallOf } from './hal-call.ts';

const problemShape = z.looseObject({ type: z.string(), detail: z.string() });
const documentShape = z.looseObject({ _id: z.string() });
const collectionShape = z.looseObject({ _embedded: z.record(z.string(), z.array(documentShape)) });

/** Creates a sender for HAL requests to a random instance of the service. */
export function createHalSender({
  client,
  cluster,
  random,
}: Omit<SenderSettings, 'cluster'> & {
  readonly cluster: Pick<SenderSettings['cluster'], 'services'>;
}): OperationSender {
  return async (request) => {
    const { method, service, path, body } = halCallOf(request, random);
    const base = random.pick(cluster.services[service] ?? []) ?? '';
    const headers: Record<string, string> = { authorization, 'if-match': '*', 'content-type': 'application/json' };
    if (method === 'POST') headers['idempotency-key'] = `"${request.key}"`;
    const content = body === undefined ? {} : { body: JSON.stringify(body) };
    const url = `${base}${path}`;
    return outcomeOf(await client.request({ method, url, headers, timeoutMs, repeatable: false, ...content }));
  };
}

function outcomeOf(result: HttpResult): ChaosOutcome {
  if (result.kind === 'unreachable') return { kind: 'unknown', reason: result.reason };
  if (result.status === 503) return { kind: 'unknown', reason: excerptOf(result) };
  if (result.status >= 500) return { kind: 'unexpected', reason: excerptOf(result) };
  const parsed: unknown = result.json();
  if (result.status < 300) return { kind: 'succeeded', ids: idsOf(parsed) };
  const problem = problemShape.safeParse(parsed);
  if (!problem.success) return { kind: 'unexpected', reason: excerptOf(result) };
  const { type, detail } = problem.data;
  if (type.endsWith('/key-in-use')) return { kind: 'unknown', reason: detail };
  return { kind: 'rejected', problem: type.slice(type.lastIndexOf('/') + 1), detail, named: eventIdsIn(problem.data) };
}

function idsOf(body: unknown): readonly string[] {
  const collection = collectionShape.safeParse(body);
  if (collection.success) return Object.values(collection.data._embedded).flatMap((each) => each.map(({ _id }) => _id));
  const document = documentShape.safeParse(body);
  return document.success ? [document.data._id] : [];
}
