import { Agent, request as open, type IncomingMessage } from 'node:http';
import { answered, decoded, failed, patienceMs, type Answered, type Reply, type Sent } from './response.ts';
import { asItIs, sendRaw } from './raw-socket.ts';

/** Sends requests over kept connections; what no client of HTTP would send, over a socket. */
export interface FuzzClient {
  send(request: Sent): Promise<Reply>;
  close(): void;
}

function headOf({ statusCode = 0, headers }: IncomingMessage): Omit<Answered, 'text'> {
  const named = Object.entries(headers).map(([name, value]) => [name, [value ?? ''].flat().join(', ')] as const);
  return { status: statusCode, headers: Object.fromEntries(named) };
}

async function read(response: IncomingMessage): Promise<Reply> {
  const parts: Buffer[] = [];
  for await (const part of response) parts.push(part as Buffer);
  const head = headOf(response);
  return answered({ ...head, text: decoded(Buffer.concat(parts), head.headers) });
}

function exchange(agent: Agent, { origin, method, path, headers, body }: Sent): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const { hostname, port, host } = new URL(origin);
    const length = body === undefined ? [] : [['content-length', String(Buffer.byteLength(body))] as const];
    // As a list, so that a header may come twice.
    const lines = [['host', host] as const, ...length, ...headers].flat();
    const request = open({ agent, hostname, port, method, path, headers: lines }, (response) => {
      // The headers are all that there is to an answer to HEAD.
      if (method === 'HEAD') resolve(answered({ ...headOf(response), text: '' }));
      read(response).then(resolve, (error: unknown) => resolve(failed(`the answer broke off: ${String(error)}`)));
    });
    request.setTimeout(patienceMs, () => request.destroy(new Error('no answer')));
    request.on('error', reject);
    request.end(body);
  });
}

/** What Node's client does not send, by the codes of its errors. */
const unsendable = new Set<unknown>(['ERR_INVALID_CHAR', 'ERR_UNESCAPED_CHARACTERS', 'ERR_INVALID_HTTP_TOKEN']);
const codeOf = (error: unknown): unknown => (error instanceof Error ? Reflect.get(error, 'code') : undefined);

export function createFuzzClient(): FuzzClient {
  const agent = new Agent({ keepAlive: true, maxSockets: 16 });
  return {
    send: async (request) => {
      try {
        return await exchange(agent, request);
      } catch (error) {
        return unsendable.has(codeOf(error)) ? sendRaw(request, asItIs) : failed(String(error));
      }
    },
    close: () => agent.destroy(),
  };
}
