import { Agent, errors } from 'undici';
import { answered, decoded, failed, type Reply, type Sent } from './answer.ts';

/** Milliseconds in which every request is to be answered, whatever else the machine has to do. */
export const patienceMs = 60_000;

/** Sends requests over kept connections. */
export interface FuzzClient {
  /** Undefined when it is nothing that a client of HTTP can send. */
  send(request: Sent): Promise<Reply | undefined>;
  close(): Promise<void>;
}

export function createFuzzClient(): FuzzClient {
  const agent = new Agent({ connections: 16, pipelining: 1, headersTimeout: patienceMs, bodyTimeout: patienceMs });
  return {
    send: async ({ origin, method, path, headers, body }) => {
      try {
        const response = await agent.request({
          origin,
          method,
          path,
          headers: headers.flat(),
          body: body ?? null,
        });
        const bytes = Buffer.from(await response.body.arrayBuffer());
        const names = Object.entries(response.headers).map(
          ([name, value]) => [name, [value].flat().join(', ')] as const,
        );
        const received = Object.fromEntries(names);
        return answered({ status: response.statusCode, headers: received, text: decoded(bytes, received) });
      } catch (error) {
        if (error instanceof errors.InvalidArgumentError || error instanceof errors.NotSupportedError) return undefined;
        return failed(error instanceof Error ? `${error.name}: ${error.message}` : String(error));
      }
    },
    close: () => agent.close(),
  };
}
