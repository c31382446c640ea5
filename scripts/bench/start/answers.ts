import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { basicAuthorization } from '../../../kit/access/credentials.ts';

/** Milliseconds between two attempts. */
const intervalMs = 10;
/** Milliseconds after which a part counts as failed. */
const timeoutMs = 120_000;

const rootShape = z.looseObject({ _links: z.record(z.string(), z.unknown()) });
const resultShape = z.looseObject({ data: z.looseObject({ venues: z.unknown() }), errors: z.undefined().optional() });
const authorization = basicAuthorization('root', 'password');

async function repeat(isAnswered: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  while (!(await isAnswered().catch(() => false))) {
    if (performance.now() > deadline) throw new Error(`no answer within ${timeoutMs / 1000} s`);
    await delay(intervalMs);
  }
}

/** Waits until the root of the HAL gateway has the relations of all services. */
export const rootIsComplete = (url: string): Promise<void> =>
  repeat(async () => {
    const root = rootShape.parse(await (await fetch(url)).json());
    return ['venue', 'event', 'registration', 'account'].every((rel) => rel in root._links);
  });

/** Waits until the GraphQL gateway answers a query without errors. */
export const graphqlAnswers = (url: string): Promise<void> =>
  repeat(async () => {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ venues { nodes { name events { nodes { name } } } } }' }),
    });
    return resultShape.safeParse(await response.json()).success;
  });

/** Waits until a part is ready to serve. */
export const isReady = (url: string): Promise<void> => repeat(async () => (await fetch(`${url}/health/ready`)).ok);
