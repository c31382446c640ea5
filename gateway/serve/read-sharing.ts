import type { FetchRequest } from '../execute/program/run.ts';
import type { SubgraphResult } from '../execute/response/subgraph-result.ts';
import type { ClientRequest } from './request-context.ts';

/** Sends a request, or waits for an equal one. Never rejects. */
export type ShareReads = (
  request: FetchRequest,
  origin: ClientRequest,
  send: () => Promise<SubgraphResult>,
) => Promise<SubgraphResult>;

/** A read that others can wait for. */
interface Leader {
  readonly origin: ClientRequest;
  readonly result: Promise<SubgraphResult>;
}

/**
 * Creates the sharing of reads: equal ones of the same caller that are in flight are one request to the service. None
 * joins a read that began before a mutation ended, whoever sent it, so that callers read their writes. If the client of
 * the read that was sent disconnects, those who wait send it again.
 */
export function createReadSharing(): ShareReads {
  const leaders = new Map<string, Leader>();
  let endedMutations = 0;

  function lead(key: string, origin: ClientRequest, send: () => Promise<SubgraphResult>): Promise<SubgraphResult> {
    const result = send().finally(() => leaders.delete(key));
    leaders.set(key, { origin, result });
    return result;
  }

  return async (request, origin, send) => {
    if (request.kind !== 'query') return send().finally(() => void endedMutations++);
    const key = `${endedMutations}\n${keyOf(request, origin)}`;
    for (;;) {
      const leader = leaders.get(key);
      if (leader === undefined) return lead(key, origin, send);
      const result = await leader.result;
      const isCancelled = result.kind === 'failure' && leader.origin.context.signal?.aborted === true;
      if (!isCancelled || origin.context.signal?.aborted) return resultFor(origin, leader.origin, result);
    }
  };
}

/** Returns the same for equal reads of the same caller. No part but the last contains a line break. */
const keyOf = (
  { service, body }: FetchRequest,
  { context: { authorization = '', address = '' }, trace }: ClientRequest,
): string => [service, trace, address, authorization, body].join('\n');

/** Returns a result for another client than the one whose request was sent. Data are changed by whoever gets them. */
function resultFor({ context }: ClientRequest, leader: ClientRequest, result: SubgraphResult): SubgraphResult {
  const { challenges } = leader.context;
  if (challenges !== undefined) context.challenges = challenges;
  return result.kind === 'response' && result.copy !== undefined ? { ...result, ...result.copy() } : result;
}
