import { z } from 'zod';
import type { HttpResult } from '../../../kit/http/client.ts';
import type { Outcome } from '../history.ts';
import { authorization, excerptOf, namedIn, timeoutMs, type Face, type FaceSettings } from './face.ts';
import { documentOf, mutationOf } from './graphql-mutation.ts';

const graphqlShape = z.object({
  data: z.record(z.string(), z.looseObject({ __typename: z.string() }).nullable()).nullish(),
  errors: z.array(z.object({ message: z.string(), extensions: z.object({ code: z.string() }).optional() })).optional(),
});

const kebab = (name: string): string => name.replace(/(?<=[a-z0-9])[A-Z]/g, (letter) => `-${letter}`).toLowerCase();

/** Creates a face that sends mutations to the gateway, or to a random instance of the subgraph. */
export function graphqlFace({ client, cluster, random }: FaceSettings, where: 'gateway' | 'subgraph'): Face {
  return async (order) => {
    const mutation = mutationOf(order);
    const base = where === 'gateway' ? cluster.gateway : (random.pick(cluster.services[mutation.service]) ?? '');
    const answer = await client.request({
      method: 'POST',
      url: `${base}/graphql`,
      headers: { authorization, 'content-type': 'application/json', 'idempotency-key': order.key },
      body: JSON.stringify({ query: documentOf(mutation), variables: mutation.variables }),
      timeoutMs,
      repeatable: false,
    });
    return outcomeOf(answer, mutation.name);
  };
}

function outcomeOf(answer: HttpResult, mutation: string): Outcome {
  if (answer.kind === 'unreachable') return { kind: 'unknown', why: answer.reason };
  const why = excerptOf(answer);
  const parsed = graphqlShape.safeParse(answer.json());
  if (!parsed.success) return { kind: answer.status === 503 ? 'unknown' : 'broken', why };
  const { data, errors = [] } = parsed.data;
  const codes = errors.map(({ extensions }) => extensions?.code ?? '');
  if (codes.some((code) => code === 'SERVICE_UNAVAILABLE' || code === 'CONFLICT')) return { kind: 'unknown', why };
  const result = data?.[mutation];
  if (errors.length > 0 || result === undefined || result === null) return { kind: 'broken', why };
  return outcomeOfResult(result);
}

function outcomeOfResult(result: Readonly<Record<string, unknown>> & { readonly __typename: string }): Outcome {
  const { __typename, detail } = result;
  if (!__typename.endsWith('Success'))
    return { kind: 'refused', problem: kebab(__typename), detail: String(detail), named: namedIn(result) };
  const made: readonly unknown[] = Object.values(result).flat();
  const ids = made.flatMap((each) => {
    const id: unknown = typeof each === 'object' && each !== null ? Reflect.get(each, 'id') : undefined;
    return typeof id === 'string' ? [id] : [];
  });
  return { kind: 'done', ids };
}
