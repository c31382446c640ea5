import { z } from 'zod';
import type { HttpResult } from '../../../kit/http/client.ts';
import type { ChaosOutcome } from '../history.ts';
import { authorization } from '../credentials.ts';
import { excerptOf, eventIdsIn, timeoutMs, type OperationSender, type SenderSettings } from './sender.ts';
import { documentOf, mutationOf } from './graphql-mutation.ts';

const graphqlShape = z.object({
  data: z.record(z.string(), z.looseObject({ __typename: z.string() }).nullable()).nullish(),
  errors: z.array(z.object({ message: z.string(), extensions: z.object({ code: z.string() }).optional() })).optional(),
});

const kebab = (name: string): string => name.replace(/(?<=[a-z0-9])[A-Z]/g, (letter) => `-${letter}`).toLowerCase();

/** Creates a sender for GraphQL mutations, to the gateway or to a random instance of the subgraph. */
export function createGraphqlSender(
  { client, cluster, random }: SenderSettings,
  where: 'gateway' | 'subgraph',
): OperationSender {
  return async (request) => {
    const mutation = mutationOf(request);
    const base = where === 'gateway' ? cluster.gateway : (random.pick(cluster.services[mutation.service] ?? []) ?? '');
    const result = await client.request({
      method: 'POST',
      url: `${base}/graphql`,
      headers: { authorization, 'content-type': 'application/json', 'idempotency-key': request.key },
      body: JSON.stringify({ query: documentOf(mutation), variables: mutation.variables }),
      timeoutMs,
      repeatable: false,
    });
    return outcomeOf(result, mutation.name);
  };
}

function outcomeOf(response: HttpResult, mutation: string): ChaosOutcome {
  if (response.kind === 'unreachable') return { kind: 'unknown', reason: response.reason };
  const reason = excerptOf(response);
  const parsed = graphqlShape.safeParse(response.json());
  if (!parsed.success) return { kind: response.status === 503 ? 'unknown' : 'unexpected', reason };
  const { data, errors = [] } = parsed.data;
  const codes = errors.map(({ extensions }) => extensions?.code ?? '');
  if (codes.some((code) => code === 'SERVICE_UNAVAILABLE' || code === 'CONFLICT')) return { kind: 'unknown', reason };
  const result = data?.[mutation];
  if (errors.length > 0 || result === undefined || result === null) return { kind: 'unexpected', reason };
  return outcomeOfResult(result);
}

function outcomeOfResult(result: Readonly<Record<string, unknown>> & { readonly __typename: string }): ChaosOutcome {
  const { __typename, detail } = result;
  if (!__typename.endsWith('Success'))
    return { kind: 'rejected', problem: kebab(__typename), detail: String(detail), named: eventIdsIn(result) };
  const documents: readonly unknown[] = Object.values(result).flat();
  const ids = documents.flatMap((each) => {
    const id: unknown = typeof each === 'object' && each !== null ? Reflect.get(each, 'id') : undefined;
    return typeof id === 'string' ? [id] : [];
  });
  return { kind: 'succeeded', ids };
}
