import { setTimeout as delay } from 'node:timers/promises';
import { Agent, request as send } from 'undici';
import { z } from 'zod';

/** What came back: an answer, of whatever status, or nothing. */
export type Answer =
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly headers: Readonly<Record<string, string | string[] | undefined>>;
      readonly text: string;
      /** The body as JSON; undefined when it is none. */
      json(): unknown;
    }
  | { readonly kind: 'away'; readonly reason: string };

export type Method = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export interface ClientRequest {
  readonly method: Method;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Milliseconds until the answer is there, whole; the client's if not given. */
  readonly timeoutMs?: number;
}

/** The HTTP client of the house: pooled connections, time limits, and values instead of exceptions. */
export interface Client {
  request(request: ClientRequest): Promise<Answer>;
  close(): Promise<void>;
}

export interface ClientSettings {
  readonly timeoutMs: number;
  /** Connections to one origin; 64 if not given. */
  readonly connections?: number;
  /** Bytes of an answer's body; 64 MiB if not given. */
  readonly maxAnswerBytes?: number;
}

const connectTimeoutMs = 2000;
/** Milliseconds before a read that found no connection is tried once more: from half of it to all of it. */
const retryMs = 50;

const isRead = ({ method }: ClientRequest): boolean => method === 'GET' || method === 'HEAD';

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** Errors may come from another realm, where `instanceof` would not know them. */
const errorShape = z.object({
  name: z.string(),
  message: z.string(),
  code: z.union([z.string(), z.number()]).optional(),
});

function reasonOf(error: unknown, limitMs: number): string {
  const { name, message, code } = errorShape.safeParse(error).data ?? { name: '', message: 'unknown', code: undefined };
  return name === 'TimeoutError' ? `no answer within ${limitMs} ms` : typeof code === 'string' ? code : message;
}

/** Opens a client. Reads are tried a second time when their connection breaks; writes never are. */
export function createClient({ timeoutMs, connections = 64, maxAnswerBytes = 67_108_864 }: ClientSettings): Client {
  const agent = new Agent({
    connections,
    pipelining: 1,
    keepAliveTimeout: 4000,
    connect: { timeout: connectTimeoutMs },
    maxResponseSize: maxAnswerBytes,
  });

  async function once({ url, ...request }: ClientRequest): Promise<Answer> {
    const limit = request.timeoutMs ?? timeoutMs;
    try {
      const { method, headers = {}, body = null } = request;
      const answer = await send(url, { dispatcher: agent, method, headers, body, signal: AbortSignal.timeout(limit) });
      const text = await answer.body.text();
      return { kind: 'answer', status: answer.statusCode, headers: answer.headers, text, json: () => parseJson(text) };
    } catch (error) {
      return { kind: 'away', reason: reasonOf(error, limit) };
    }
  }

  return {
    request: async (request) => {
      const began = performance.now();
      const answer = await once(request);
      const spent = performance.now() - began;
      if (answer.kind === 'answer' || !isRead(request) || spent > timeoutMs / 2) return answer;
      await delay(retryMs * (0.5 + Math.random() / 2));
      return once(request);
    },
    close: () => agent.destroy(),
  };
}
