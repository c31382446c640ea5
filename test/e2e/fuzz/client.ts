import { Agent, request as httpRequest, type IncomingMessage } from 'node:http';
import {
  responseResult,
  decodeBody,
  failureResult,
  responseTimeoutMs,
  type FuzzResponse,
  type FuzzResult,
  type FuzzRequest,
} from './response.ts';
import { sendOverSocket } from './raw-socket.ts';
import { standardFormat } from './wire-formats.ts';

/** Sends requests over keep-alive connections, and those that Node's client rejects over a raw socket. */
export interface FuzzClient {
  send(request: FuzzRequest): Promise<FuzzResult>;
  close(): void;
}

function responseHead({ statusCode = 0, headers }: IncomingMessage): Omit<FuzzResponse, 'text'> {
  const named = Object.entries(headers).map(([name, value]) => [name, [value ?? ''].flat().join(', ')] as const);
  return { status: statusCode, headers: Object.fromEntries(named) };
}

async function readResponse(response: IncomingMessage): Promise<FuzzResult> {
  const parts: Buffer[] = [];
  for await (const part of response) parts.push(part as Buffer);
  const head = responseHead(response);
  return responseResult({ ...head, text: decodeBody(Buffer.concat(parts), head.headers) });
}

function sendOverAgent(agent: Agent, { origin, method, path, headers, body }: FuzzRequest): Promise<FuzzResult> {
  return new Promise((resolve, reject) => {
    const { hostname, port, host } = new URL(origin);
    const length = body === undefined ? [] : [['content-length', String(Buffer.byteLength(body))] as const];
    // As a list, so that a header may occur twice.
    const lines = [['host', host] as const, ...length, ...headers].flat();
    const request = httpRequest({ agent, hostname, port, method, path, headers: lines }, (response) => {
      // The response to HEAD has no body.
      if (method === 'HEAD') resolve(responseResult({ ...responseHead(response), text: '' }));
      readResponse(response).then(resolve, (error: unknown) =>
        resolve(failureResult(`the response was aborted: ${String(error)}`)),
      );
    });
    request.setTimeout(responseTimeoutMs, () => request.destroy(new Error('the response timed out')));
    request.on('error', reject);
    request.end(body);
  });
}

/** Codes of the errors with which Node's client rejects a request. */
const rejectedByClient = new Set<unknown>(['ERR_INVALID_CHAR', 'ERR_UNESCAPED_CHARACTERS', 'ERR_INVALID_HTTP_TOKEN']);
const errorCodeOf = (error: unknown): unknown => (error instanceof Error ? Reflect.get(error, 'code') : undefined);

export function createFuzzClient(): FuzzClient {
  const agent = new Agent({ keepAlive: true, maxSockets: 16 });
  return {
    send: async (request) => {
      try {
        return await sendOverAgent(agent, request);
      } catch (error) {
        return rejectedByClient.has(errorCodeOf(error))
          ? sendOverSocket(request, standardFormat)
          : failureResult(String(error));
      }
    },
    close: () => agent.destroy(),
  };
}
