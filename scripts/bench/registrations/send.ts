import { setTimeout as delay } from 'node:timers/promises';
import { Pool } from 'undici';

/** A request to a contender. */
export interface LoadRequest {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** The responses to a list of requests. */
export interface LoadResult {
  readonly seconds: number;
  /** Milliseconds until each response. */
  readonly latencies: readonly number[];
  /** The number of responses that told the client to come again (429 or 503). */
  readonly refused: number;
}

/** Clients of an origin, each with a connection of its own. */
export interface Clients {
  /**
   * Sends each request once. Each client sends one at a time, and comes again when it is told to.
   *
   * @param perSecond The most requests that are sent for the first time in a second.
   * @throws Error if a response is neither 200, 201, 429 nor 503
   */
  sendAll(requests: readonly LoadRequest[], perSecond?: number): Promise<LoadResult>;
  close(): Promise<void>;
}

/** Milliseconds until a client comes again that is not told when. */
const defaultWaitMs = 100;

/** Sends a request until it is accepted. Returns the number of refusals. */
async function sendUntilAccepted(pool: Pool, request: LoadRequest, latencies: number[]): Promise<number> {
  for (let refusals = 0; ; refusals++) {
    const startedAt = performance.now();
    const { statusCode, headers, body } = await pool.request(request);
    const text = await body.text();
    latencies.push(performance.now() - startedAt);
    // 200: a request whose response was late had been executed, and was repeated here or between the services.
    if (statusCode === 201 || statusCode === 200) return refusals;
    if (statusCode !== 429 && statusCode !== 503) throw new Error(`${request.path}: ${statusCode} ${text}`);
    await delay(Number(headers['retry-after'] ?? 0) * 1000 || defaultWaitMs);
  }
}

/** Opens the connections of so many clients. */
export async function connectClients(origin: string, clients: number): Promise<Clients> {
  const pool = new Pool(origin, { connections: clients, headersTimeout: 60_000, keepAliveTimeout: 60_000 });
  const each = <T>(run: () => Promise<T>) => Promise.all(Array.from({ length: clients }, run));
  await each(async () => (await pool.request({ method: 'GET', path: '/health' })).body.dump());
  return {
    sendAll: async (requests, perSecond = Infinity) => {
      const latencies: number[] = [];
      let [next, refused] = [0, 0];
      const startedAt = performance.now();
      await each(async () => {
        for (let index = next++; index < requests.length; index = next++) {
          const waitMs = startedAt + (index * 1000) / perSecond - performance.now();
          if (waitMs > 0) await delay(waitMs);
          refused += await sendUntilAccepted(pool, requests[index]!, latencies);
        }
      });
      return { seconds: (performance.now() - startedAt) / 1000, latencies, refused };
    },
    close: () => pool.close(),
  };
}
