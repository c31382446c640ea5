import { defaultGraphqlLimits } from '../../../kit/graphql/limits/limits.ts';
import { venues } from './subgraphs.ts';
import { startStage, stateOf, until, type Part, type RunningPart, type Stage } from './test-gateway.ts';

/** Milliseconds until the gateway must serve all subgraphs; several suites start theirs at the same time. */
const startMs = 20_000;

export const json = { 'content-type': 'application/json' };

/** A gateway with low limits, in front of the venues and other subgraphs. */
export interface HttpStage extends Stage {
  readonly venuesPart: RunningPart;
  /** Sends a request to the gateway, by default to `/graphql`. Redirects are not followed. */
  readonly send: (init: RequestInit & { path?: string }) => Promise<Response>;
  /** Sends this body to `/graphql` by `POST`, by default as JSON. */
  readonly post: (body: string, headers?: Record<string, string>) => Promise<Response>;
}

/** Starts the gateway, the venues and these other subgraphs, and waits until the gateway serves them all. */
export async function startHttpStage(others: readonly Part[]): Promise<HttpStage> {
  const stage = await startStage({
    requestTimeoutMs: 500,
    maxBodyBytes: 20_000,
    limits: { ...defaultGraphqlLimits, tokens: 1000 },
  });
  const venuesPart = await addParts(stage, others).catch(async (error: unknown) => {
    await stage.close();
    throw error;
  });
  const send: HttpStage['send'] = ({ path = '/graphql', ...init }) =>
    fetch(stage.gateway.url + path, { redirect: 'manual', ...init });
  const post: HttpStage['post'] = (body, headers = json) => send({ method: 'POST', body, headers });
  return { ...stage, venuesPart, send, post };
}

async function addParts(stage: Stage, others: readonly Part[]): Promise<RunningPart> {
  const venuesPart = await stage.add(venues);
  await Promise.all(others.map((part) => stage.add(part)));
  const names = [venues, ...others].map(({ name }) => name);
  await until(() => names.every((name) => stateOf(stage.gateway, name) === 'serving'), startMs);
  return venuesPart;
}
