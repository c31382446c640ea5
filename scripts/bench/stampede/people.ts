import { setTimeout as delay } from 'node:timers/promises';
import { openConnections, type Connections, type CrowdResponse } from './connections.ts';

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

type Send = (method: 'PUT' | 'DELETE') => Promise<CrowdResponse & Pick<Answer, 'sentAt' | 'receivedAt'>>;

/** Returns a function that sends what a person asks for. */
const sender =
  (connections: Connections, { path }: Crowd, authorization: string): Send =>
  async (method) => {
    const sentAt = performance.now();
    const response = await connections.send(method, path, authorization);
    return { ...response, sentAt, receivedAt: performance.now() };
  };

async function ask(send: Send): Promise<Answer> {
  const { status, text, retryAfter, ...times } = await send('PUT');
  if (status === 201 || status === 200) return { kind: 'in', ...times };
  if (status === 409 && text.includes('/problems/event-full')) return { kind: 'full', ...times };
  return comeAgain({ status, text, retryAfter, ...times });
}

/** Whoever is refused because too many come has not been served; after any other 503 it is not known. */
const isRefusal = /\/problems\/(busy|overloaded)"/;

/** Returns an answer that asks to come again; `failed` if the response is none. */
function comeAgain({ status, text, retryAfter, ...times }: Awaited<ReturnType<Send>>): Answer {
  if ((status !== 503 && status !== 429) || retryAfter === undefined)
    return { kind: 'failed', detail: `${status} ${text.slice(0, 200)}`, ...times };
  const kind = status === 429 || isRefusal.test(text) ? 'later' : 'unknown';
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

async function cancel(send: Send): Promise<Answer> {
  const { status, text, retryAfter, ...times } = await send('DELETE');
  if (status === 200 || status === 204) return { kind: 'cancelled', ...times };
  return comeAgain({ status, text, retryAfter, ...times });
}

/** Sends everybody, at random moments, and returns their visits when all have ended. */
export async function stampede(crowd: Crowd): Promise<readonly Visit[]> {
  const connections = await openConnections(crowd.origin, crowd.connections);
  let cancelling = 0;
  const visits = await Promise.all(
    crowd.authorizations.map(async (authorization) => {
      await delay(Math.random() * crowd.seconds * 1000);
      const send = sender(connections, crowd, authorization);
      const answers = await insist(() => ask(send));
      if (answers.at(-1)?.kind !== 'in' || cancelling >= crowd.cancellations) return answers;
      cancelling++;
      await delay(1000);
      return [...answers, ...(await insist(() => cancel(send)))];
    }),
  );
  connections.close();
  return visits;
}
