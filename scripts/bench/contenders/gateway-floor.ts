import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { ApolloGateway } from '@apollo/gateway';
import { getOperationAST, parse } from 'graphql';
import { Agent, request as send } from 'undici';
import { withDefer } from '../../../gateway/execute/operation/defer-directive.ts';
import { executeBy } from '../../../gateway/serve/execution.ts';
import { createPlanning } from '../../../gateway/plan/planning.ts';
import type { FetchRequest } from '../../../gateway/execute/program/run.ts';
import { createLog } from '../../../kit/util/log.ts';
import { runContender } from './process.ts';

/**
 * The floor of a gateway: a server that sends the requests of the operation's plan, one after the other or at the same
 * time as in the plan, with bodies that are ready, parses the answers, and responds with a text that is ready.
 */
process.env['APOLLO_TELEMETRY_DISABLED'] = '1';

/** What is sent for an operation: groups of requests that follow each other. */
interface Recorded {
  readonly requests: readonly { readonly url: string; readonly body: string }[];
  readonly response: string;
}

const agent = new Agent({ connections: 128, pipelining: 1 });

async function post({ url, body }: Recorded['requests'][number]): Promise<unknown> {
  const headers = { 'content-type': 'application/json' };
  const response = await send(url, { dispatcher: agent, method: 'POST', headers, body });
  return response.body.json();
}

const urlOf = ({ service }: FetchRequest): string =>
  `${process.env['BENCH_ROOT']}/${service.replace('-service', '')}/graphql`;

/** Executes an operation once, and records its requests. */
async function record(query: string): Promise<Recorded> {
  const supergraphSdl = readFileSync(path.join(process.cwd(), 'schema', 'supergraph.graphql'), 'utf8');
  const gateway = new ApolloGateway({ supergraphSdl });
  const planning = createPlanning({ timeoutMs: 10_000, memoryMb: 256, maxWaiting: 1, maxKeptBytes: 1_000_000 });
  const requests: Recorded['requests'][number][] = [];
  const execution = executeBy({
    gateway,
    planning,
    subscribe: async () => ({}),
    maxErrors: 1,
    log: createLog('bench'),
    send: async (request) => {
      const recorded = { url: urlOf(request), body: request.body };
      requests.push(recorded);
      return { kind: 'response', response: (await post(recorded)) as { data: Record<string, unknown> } };
    },
  });
  const { executor } = await execution.gateway.load({ apollo: {} });
  const document = parse(query);
  const operation = getOperationAST(document);
  const context = {
    document,
    operation,
    schema: withDefer(gateway.schema!),
    request: { query },
    context: {},
    metrics: {},
  };
  const { data } = (await executor!(context as never)) as { data: unknown };
  await planning.close();
  await gateway.stop();
  return { requests, response: `${JSON.stringify({ data })}\n` };
}

async function readQuery(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return (JSON.parse(Buffer.concat(chunks).toString()) as { query: string }).query;
}

runContender(async () => {
  const recordings = new Map<string, Promise<Recorded>>();
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const query = await readQuery(request);
    const recording = recordings.get(query) ?? record(query);
    recordings.set(query, recording);
    const { requests, response: text } = await recording;
    // The measured operations need one service after the other.
    for (const each of requests) await post(each);
    response.setHeader('content-type', 'application/json; charset=utf-8').end(text);
  };
  const server = createServer((request, response) => void handle(request, response)).listen(0);
  await once(server, 'listening');
  const url = `http://localhost:${(server.address() as AddressInfo).port}/graphql`;
  return {
    urls: { graphql: url },
    authorization: {},
    close: async () => {
      server.closeAllConnections();
      server.close();
      await agent.close();
    },
  };
});
