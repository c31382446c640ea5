import { setTimeout as delay } from 'node:timers/promises';
import { Pool } from 'undici';

/** A request and its response. Times are in milliseconds, by `performance.now()`. */
export interface Answer {
  /** `unknown`: what was asked for may have been done, and is to be asked for again. */
  readonly kind: 'in' | 'full' | 'later' | 'unknown' | 'cancelled' | 'failed';
  readonly sentAt: number;
  readonly receivedAt: number;
  /** When the person is to come again. */
  readonly retryAfterSeconds?: number;
  /** What is unexpected about a response. */
  readonly detail?: string;
}

/** Whether a person is to come again after an answer. */
export const isOpen = ({ kind }: Answer): boolean => kind === 'later' || kind === 'unknown';

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
  return comeAgain({ statusCode, text, retryAfter, ...times });
}

/** Whoever is refused because too many come has not been served; after any other 503 it is not known. */
const isRefusal = /\/problems\/(busy|overloaded)"/;

/** Returns an answer that asks to come again; `failed` if the response is none. */
function comeAgain({ statusCode, text, retryAfter, ...times }: Awaited<ReturnType<typeof send>>): Answer {
  if ((statusCode !== 503 && statusCode !== 429) || retryAfter === undefined)
    return { kind: 'failed', detail: `${statusCode} ${text.slice(0, 200)}`, ...times };
  const kind = statusCode === 429 || isRefusal.test(text) ? 'later' : 'unknown';
  return { kind, retryAfterSeconds: Number(retryAfter), detail: text, ...times };
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

/** Sends a request again when told so, until there is an answer. */
async function insist(request: () => Promise<Answer>): Promise<Visit> {
  const answers: Answer[] = [];
  const startedAt = performance.now();
  while (performance.now() - startedAt < patienceMs) {
    const { retryAfterSeconds, ...answer } = await answerOf(request);
    answers.push(answer);
    if (retryAfterSeconds === undefined) return answers;
    await delay(retryAfterSeconds * 1000);
  }
  return answers;
}

async function cancel(pool: Pool, crowd: Crowd, authorization: string): Promise<Answer> {
  const { statusCode, text, retryAfter, ...times } = await send(pool, crowd, { authorization, method: 'DELETE' });
  if (statusCode === 200 || statusCode === 204) return { kind: 'cancelled', ...times };
  return comeAgain({ statusCode, text, retryAfter, ...times });
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
      const answers = await insist(() => ask(pool, crowd, authorization));
      if (answers.at(-1)?.kind !== 'in' || cancelling >= crowd.cancellations) return answers;
      cancelling++;
      await delay(1000);
      return [...answers, ...(await insist(() => cancel(pool, crowd, authorization)))];
    }),
  );
  await pool.close();
  return visits;
}
