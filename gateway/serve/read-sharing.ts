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
  readonly request: FetchRequest;
  readonly origin: ClientRequest;
  /** The mutations that had ended before. */
  readonly endedMutations: number;
  readonly result: Promise<SubgraphResult>;
}

/**
 * Creates the sharing of reads: equal ones of the same caller that are in flight are one request to the service. None
 * joins a read that began before a mutation ended, whoever sent it, so that callers read their writes. If the client of
 * the read that was sent disconnects, those who wait send it again.
 */
export function createReadSharing(): ShareReads {
  /** Caller → its reads in flight. */
  const leaders = new Map<string, Set<Leader>>();
  let endedMutations = 0;

  async function lead(
    request: FetchRequest,
    origin: ClientRequest,
    send: () => Promise<SubgraphResult>,
  ): Promise<SubgraphResult> {
    const caller = callerOf(origin);
    const own = leaders.get(caller) ?? new Set();
    leaders.set(caller, own);
    const result = send();
    const leader = { request, origin, endedMutations, result };
    own.add(leader);
    try {
      return await result;
    } finally {
      own.delete(leader);
      if (own.size === 0) leaders.delete(caller);
    }
  }

  function leaderOf(request: FetchRequest, origin: ClientRequest): Leader | undefined {
    for (const leader of leaders.get(callerOf(origin)) ?? [])
      if (leader.endedMutations === endedMutations && isEqual(leader, { request, origin })) return leader;
    return undefined;
  }

  return async (request, origin, send) => {
    if (request.kind !== 'query') return send().finally(() => void endedMutations++);
    for (;;) {
      const leader = leaderOf(request, origin);
      if (leader === undefined) return lead(request, origin, send);
      const result = await leader.result;
      const isCancelled = result.kind === 'failure' && leader.origin.context.signal?.aborted === true;
      if (!isCancelled || origin.context.signal?.aborted) return resultFor(origin, leader.origin, result);
    }
  };
}

/** Returns the same for requests of one caller, by which reads are found: comparing bodies costs less than hashing them. */
const callerOf = ({ context: { authorization, address = '' } }: ClientRequest): string => authorization ?? address;

type Read = Pick<Leader, 'request' | 'origin'>;

const isEqual = (one: Read, other: Read): boolean =>
  one.request.service === other.request.service &&
  one.request.body === other.request.body &&
  one.origin.trace === other.origin.trace &&
  one.origin.context.authorization === other.origin.context.authorization &&
  one.origin.context.address === other.origin.context.address;

/** Returns a result for another client than the one whose request was sent. Data are changed by whoever gets them. */
function resultFor({ context }: ClientRequest, leader: ClientRequest, result: SubgraphResult): SubgraphResult {
  const { challenges } = leader.context;
  if (challenges !== undefined) context.challenges = challenges;
  return result.kind === 'response' && result.copy !== undefined ? { ...result, ...result.copy() } : result;
}
