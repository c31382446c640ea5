import { setTimeout as delay } from 'node:timers/promises';
import { Pool } from 'undici';

/** A request and its response. Times are in milliseconds, by `performance.now()`. */
export interface Answer {
  readonly kind: 'in' | 'full' | 'later' | 'cancelled' | 'failed';
  readonly sentAt: number;
  readonly receivedAt: number;
  /** When the person is to come again. */
  readonly retryAfterSeconds?: number;
  /** What is unexpected about a response. */
  readonly detail?: string;
}

/** All answers to one person, in order. */
export type Visit = readonly Answer[];

export interface Crowd {
  readonly origin: string;
  /** The path of the action: `PUT` registers, `DELETE` cancels. */
  readonly path: string;
  /** The `Authorization` header of each person. */
  readonly authorizations: readonly string[];
  /** Seconds within which all of them arrive. */
  readonly seconds: number;
  /** The most connections that are open. */
  readonly connections: number;
  /** How many of those who are in cancel a second later. */
  readonly cancellations: number;
}

/** Milliseconds after which a person gives up. */
const patienceMs = 180_000;

async function send(pool: Pool, { path }: Crowd, request: { authorization: string; method: 'PUT' | 'DELETE' }) {
  const sentAt = performance.now();
  const { authorization, method } = request;
  const { statusCode, headers, body } = await pool.request({ method, path, headers: { authorization } });
  const text = await body.text();
  const receivedAt = performance.now();
  const retryAfter = headers['retry-after'];
  return { sentAt, receivedAt, statusCode, text, retryAfter };
}

async function ask(pool: Pool, crowd: Crowd, authorization: string): Promise<Answer> {
  const { statusCode, text, retryAfter, ...times } = await send(pool, crowd, { authorization, method: 'PUT' });
  if (statusCode === 201 || statusCode === 200) return { kind: 'in', ...times };
  if (statusCode === 409 && text.includes('/problems/event-full')) return { kind: 'full', ...times };
  if ((statusCode === 503 || statusCode === 429) && retryAfter !== undefined)
    return { kind: 'later', retryAfterSeconds: Number(retryAfter), ...times };
  return { kind: 'failed', detail: `${statusCode} ${text.slice(0, 200)}`, ...times };
}

/** Returns the answer to a request; `failed` if there is none. */
async function answerOf(request: () => Promise<Answer>): Promise<Answer> {
  const sentAt = performance.now();
  try {
    return await request();
  } catch (error) {
    return { kind: 'failed', sentAt, receivedAt: performance.now(), detail: String(error) };
  }
}

/** Sends a person who comes again when told so, until there is an answer. */
async function visit(pool: Pool, crowd: Crowd, authorization: string): Promise<Visit> {
  const answers: Answer[] = [];
  const startedAt = performance.now();
  while (performance.now() - startedAt < patienceMs) {
    const { retryAfterSeconds, ...answer } = await answerOf(() => ask(pool, crowd, authorization));
    answers.push(answer);
    if (answer.kind !== 'later') return answers;
    await delay((retryAfterSeconds ?? 1) * 1000);
  }
  return answers;
}

async function cancel(pool: Pool, crowd: Crowd, authorization: string): Promise<Answer> {
  const { statusCode, text, ...times } = await send(pool, crowd, { authorization, method: 'DELETE' });
  if (statusCode === 200 || statusCode === 204) return { kind: 'cancelled', ...times };
  return { kind: 'failed', detail: `cancelling: ${statusCode} ${text.slice(0, 200)}`, ...times };
}

/** Sends everybody, at random moments, and returns their visits when all have ended. */
export async function stampede(crowd: Crowd): Promise<readonly Visit[]> {
  const pool = new Pool(crowd.origin, {
    connections: crowd.connections,
    headersTimeout: 60_000,
    connect: { timeout: 60_000 },
  });
  let cancelling = 0;
  const visits = await Promise.all(
    crowd.authorizations.map(async (authorization) => {
      await delay(Math.random() * crowd.seconds * 1000);
      const answers = await visit(pool, crowd, authorization);
      if (answers.at(-1)?.kind !== 'in' || cancelling >= crowd.cancellations) return answers;
      cancelling++;
      await delay(1000);
      return [...answers, await answerOf(() => cancel(pool, crowd, authorization))];
    }),
  );
  await pool.close();
  return visits;
}
