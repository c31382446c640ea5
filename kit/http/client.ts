import { Agent, request as send } from 'undici';
import { z } from 'zod';
import { retryWhile } from '../util/retry.ts';
import { lazy } from '../util/lazy.ts';
import { parseJson } from '../util/parse-json.ts';

/** A response that was received, with any status; header names are in lower case. */
export interface HttpResponse {
  readonly kind: 'answer';
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
  /** The body as JSON, undefined when it is not JSON. The text is parsed once, on the first call. */
  json(): unknown;
}

/** The result of a request: a response, or the reason why there is none. */
export type HttpResult = HttpResponse | { readonly kind: 'away'; readonly reason: string };

export type HttpMethod = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export interface HttpRequest {
  readonly method: HttpMethod;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Milliseconds until the answer is there, whole; the client's if not given. */
  readonly timeoutMs?: number;
  /** Whether it may be sent again when no answer came; if not given, whether the method is idempotent (RFC 9110 §9.2.2). */
  readonly repeatable?: boolean;
}

/** The HTTP client of the house: pooled connections, time limits, and values instead of exceptions. */
export interface HttpClient {
  request(request: HttpRequest): Promise<HttpResult>;
  close(): Promise<void>;
}

export interface HttpClientSettings {
  readonly timeoutMs: number;
  /** Connections to one origin; 64 if not given. */
  readonly connections?: number;
  /** Bytes of an answer's body; 64 MiB if not given. */
  readonly maxAnswerBytes?: number;
}

const connectTimeoutMs = 2000;
/** Attempts of a request that may be repeated, and the pauses between them. */
const attempts = 3;
const backoff = { initialMs: 50, maxMs: 100 };

const isRepeatable = ({ method, repeatable }: HttpRequest): boolean =>
  repeatable ?? (method !== 'POST' && method !== 'PATCH');

/** Errors may come from another realm, where `instanceof` would not know them. */
const errorShape = z.object({
  name: z.string(),
  message: z.string(),
  code: z.union([z.string(), z.number()]).optional(),
});

function reasonOf(error: unknown, limitMs: number): string {
  const { name, message, code } = errorShape.safeParse(error).data ?? { name: '', message: 'unknown', code: undefined };
  return name === 'TimeoutError'
    ? `no answer within ${Math.ceil(limitMs)} ms`
    : typeof code === 'string'
      ? code
      : message;
}

/** Opens a client. What may be repeated is tried up to three times, within its time limit. */
export function createHttpClient({
  timeoutMs,
  connections = 64,
  maxAnswerBytes = 67_108_864,
}: HttpClientSettings): HttpClient {
  const agent = new Agent({
    connections,
    pipelining: 1,
    keepAliveTimeout: 4000,
    connect: { timeout: connectTimeoutMs },
    maxResponseSize: maxAnswerBytes,
  });

  async function once({ url, timeoutMs: limit, ...request }: HttpRequest & { timeoutMs: number }): Promise<HttpResult> {
    try {
      const { method, headers = {}, body = null } = request;
      const answer = await send(url, {
        dispatcher: agent,
        method,
        headers,
        body,
        signal: AbortSignal.timeout(Math.ceil(limit)),
      });
      const text = await answer.body.text();
      const json = lazy(() => parseJson(text));
      return { kind: 'answer', status: answer.statusCode, headers: answer.headers, text, json };
    } catch (error) {
      return { kind: 'away', reason: reasonOf(error, limit) };
    }
  }

  return {
    request: async (request) => {
      const limit = request.timeoutMs ?? timeoutMs;
      const began = performance.now();
      const attempt = () => once({ ...request, timeoutMs: Math.max(1, limit - (performance.now() - began)) });
      if (!isRepeatable(request)) return attempt();
      return retryWhile(({ kind }) => kind === 'away', attempt, { ...backoff, attempts, giveUpAfterMs: limit / 2 });
    },
    close: () => agent.destroy(),
  };
}
