import { defaultGraphqlLimits } from '../../../kit/graphql/limits/limits.ts';
import { until } from '../../support/until.ts';
import { venues } from './subgraphs.ts';
import {
  startTestGateway,
  stateOf,
  type TestSubgraph,
  type RunningSubgraph,
  type TestGateway,
} from './test-gateway.ts';

export const json = { 'content-type': 'application/json' };

/** A gateway with low limits, for the venues and other subgraphs. */
export interface HttpTestGateway extends TestGateway {
  readonly venuesSubgraph: RunningSubgraph;
  /** Sends a request to the gateway, by default to `/graphql`. Does not follow redirects. */
  readonly send: (init: RequestInit & { path?: string }) => Promise<Response>;
  /** Sends this body to `/graphql` by `POST`, by default as JSON. */
  readonly post: (body: string, headers?: Record<string, string>) => Promise<Response>;
}

/** Starts the gateway, the venues and the other subgraphs. Resolves when the gateway serves them all. */
export async function startHttpTestGateway(others: readonly TestSubgraph[]): Promise<HttpTestGateway> {
  const testGateway = await startTestGateway({
    requestTimeoutMs: 4000,
    maxBodyBytes: 20_000,
    limits: { ...defaultGraphqlLimits, tokens: 1000 },
  });
  const venuesSubgraph = await addSubgraphs(testGateway, others).catch(async (error: unknown) => {
    await testGateway.close();
    throw error;
  });
  const send: HttpTestGateway['send'] = ({ path = '/graphql', ...init }) =>
    fetch(testGateway.gateway.url + path, { redirect: 'manual', ...init });
  const post: HttpTestGateway['post'] = (body, headers = json) => send({ method: 'POST', body, headers });
  return { ...testGateway, venuesSubgraph, send, post };
}

async function addSubgraphs(testGateway: TestGateway, others: readonly TestSubgraph[]): Promise<RunningSubgraph> {
  const venuesSubgraph = await testGateway.addSubgraph(venues);
  await Promise.all(others.map((subgraph) => testGateway.addSubgraph(subgraph)));
  const names = [venues, ...others].map(({ name }) => name);
  await until(() => names.every((name) => stateOf(testGateway.gateway, name) === 'serving'));
  return venuesSubgraph;
}
