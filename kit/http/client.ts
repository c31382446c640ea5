import { Agent, errors } from 'undici';
import { z } from 'zod';
import { retryWhile } from '../util/retry.ts';
import { lazy } from '../util/lazy.ts';
import { parseJson } from '../util/parse-json.ts';
import { exchange } from './exchange.ts';

/** A received response, whatever its status. Header names are in lower case. */
export interface HttpResponse {
  readonly kind: 'response';
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
  /** Returns the body parsed as JSON, or undefined when it is not JSON. The text is parsed once, on the first call. */
  json(): unknown;
}

/** The result of a request: a response, or the reason why none was received. */
export type HttpResult =
  | HttpResponse
  | {
      readonly kind: 'unreachable';
      readonly reason: string;
      /** Whether the time was up, or the response was too large; otherwise the connection failed. */
      readonly exceeded?: 'time' | 'size';
      /** Whether there was no connection, so that the server cannot have received the request. */
      readonly isUnsent?: boolean;
    };

export type HttpMethod = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export interface HttpRequest {
  readonly method: HttpMethod;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Milliseconds until the complete response must have arrived. Defaults to the client's `timeoutMs`. */
  readonly timeoutMs?: number;
  /** Maximum size of the response body in bytes. Defaults to the client's `maxResponseBytes`. */
  readonly maxBytes?: number;
  /**
   * Whether the request may be sent again when no response was received. Defaults to whether the method is idempotent
   * (RFC 9110 §9.2.2). One that was not sent, since there was no connection, is sent again in any case.
   */
  readonly repeatable?: boolean;
  /** Ends the request when it is aborted, without another attempt; the result is `unreachable`. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * An HTTP client with pooled connections and timeouts. It returns failures as values and never rejects. It follows no
 * redirect: a response with status 3xx is returned like any other.
 */
export interface HttpClient {
  request(request: HttpRequest): Promise<HttpResult>;
  close(): Promise<void>;
}

export interface HttpClientSettings {
  readonly timeoutMs: number;
  /** Maximum number of connections per origin. Defaults to 64. */
  readonly connections?: number;
  /** Maximum size of a response body in bytes. Defaults to 64 MiB. */
  readonly maxResponseBytes?: number;
}

const connectTimeoutMs = 2000;
/** Attempts of a request, and the delays between them. */
const attempts = 3;
const backoff = { initialMs: 50, maxMs: 100 };

/** The codes of errors in connecting: nothing was sent yet. */
const connectErrors: ReadonlySet<unknown> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'UND_ERR_CONNECT_TIMEOUT',
]);

const isRepeatable = ({ method, repeatable }: HttpRequest): boolean =>
  repeatable ?? (method !== 'POST' && method !== 'PATCH');

/** The members read from an error. Errors may come from another realm, where `instanceof Error` fails. */
const errorShape = z.object({
  name: z.string(),
  message: z.string(),
  code: z.union([z.string(), z.number()]).optional(),
});

function failureOf(error: unknown, timeoutMs: number): HttpResult {
  const kind = 'unreachable';
  if (error instanceof errors.ResponseExceededMaxSizeError)
    return { kind, reason: 'the response is larger than allowed', exceeded: 'size' };
  const { name, message, code } = errorShape.safeParse(error).data ?? { name: '', message: 'unknown', code: undefined };
  if (name === 'TimeoutError')
    return { kind, reason: `no response within ${Math.ceil(timeoutMs)} ms`, exceeded: 'time' };
  const reason = typeof code === 'string' ? code : message;
  return { kind, reason, ...(connectErrors.has(code) && { isUnsent: true }) };
}

/** Whether another attempt is safe, and can have another result: a response that is too large would be so again. */
const mayRepeat = (request: HttpRequest, result: HttpResult): boolean =>
  result.kind === 'unreachable' &&
  (result.isUnsent === true || (isRepeatable(request) && result.exceeded !== 'size')) &&
  request.signal?.aborted !== true;

/** Sends a request once. A response that has not arrived after `remainingMs` is given up. */
export type SendOnce = (request: HttpRequest, remainingMs: number) => Promise<HttpResult>;

/**
 * Sends requests by `sendOnce`. Repeatable requests, and those that were not sent, are attempted up to three times; no
 * attempt starts after half of the timeout, which is `timeoutMs` unless the request has its own.
 */
export const withAttempts =
  (sendOnce: SendOnce, timeoutMs: number): HttpClient['request'] =>
  (request) => {
    const limitMs = request.timeoutMs ?? timeoutMs;
    const startedAt = performance.now();
    const attempt = () => sendOnce(request, Math.max(1, limitMs - (performance.now() - startedAt)));
    return retryWhile((result) => mayRepeat(request, result), attempt, {
      ...backoff,
      attempts,
      giveUpAfterMs: limitMs / 2,
    });
  };

/**
 * Creates a client. Requests are attempted several times where that is safe, as `withAttempts` describes.
 *
 * @example
 * const client = createHttpClient({ timeoutMs: 5000 });
 * const result = await client.request({ method: 'GET', url: 'http://localhost:2112/' });
 * if (result.kind === 'response') console.log(result.status, result.json());
 * await client.close();
 */
export function createHttpClient({
  timeoutMs,
  connections = 64,
  maxResponseBytes = 67_108_864,
}: HttpClientSettings): HttpClient {
  const agent = new Agent({
    connections,
    pipelining: 1,
    keepAliveTimeout: 4000,
    connect: { timeout: connectTimeoutMs },
    maxResponseSize: maxResponseBytes,
  });

  async function sendOnce(request: HttpRequest, remainingMs: number): Promise<HttpResult> {
    const { method, url, headers = {}, body = null, maxBytes = maxResponseBytes, signal } = request;
    const limits = { timeoutMs: Math.ceil(remainingMs), maxBytes, signal };
    try {
      const response = await exchange(agent, { method, url, headers, body, ...limits });
      return { kind: 'response', ...response, json: lazy(() => parseJson(response.text)) };
    } catch (error) {
      return failureOf(error, remainingMs);
    }
  }

  return {
    request: withAttempts(sendOnce, timeoutMs),
    close: () => agent.destroy(),
  };
}
