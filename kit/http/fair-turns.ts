import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { createSlicedWork } from '../util/sliced-work.ts';

/** Milliseconds for which requests are begun before the process attends to what else is due: input, output, timers. */
const sliceMs = 2;

/**
 * The connections that are accepted, if there are so many, before the next requests begin: Node accepts one in each turn
 * of the event loop, so that a crowd of connections would keep those behind it waiting.
 */
const mostAccepted = 32;

interface Waiting {
  readonly listener: RequestListener;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly since: number;
  /** Whether others for the same path that can be served came before, and had not begun. */
  readonly isBehindOthers: boolean;
}

/** The requests to one path that have not begun, the first in front. */
interface Flow {
  readonly path: string;
  /** Those that were late when they came. */
  readonly late: Waiting[];
  readonly requests: Waiting[];
}

const lateRequests = new WeakSet<object>();

/** Whether a request has waited for its turn for too long, or would have to, and is to be refused. */
export const isLate = (request: object): boolean => lateRequests.has(request);

const pathOf = ({ url = '' }: IncomingMessage): string => url.split('?', 1)[0] ?? '';

/** Decides when requests begin. */
export interface FairTurns {
  /** Notes that a connection was accepted. */
  accepted(): void;
  /** Returns a listener that passes requests on when it is their turn. */
  to(listener: RequestListener): RequestListener;
}

/**
 * Lets the paths that requests are for take turns: while more requests come than can be begun, each path begins one after
 * the other. So those who crowd at one document wait for each other, and hardly anybody else does. A request whose client
 * has disconnected meanwhile is not begun.
 *
 * A request that has waited for longer than `maxWaitMs` behind others for its path is late; 0 is no limit. One that waited
 * because the process was busy otherwise is not. A request is late at once if the first for its path has waited for half
 * as long: it begins before those that can still be served, so that whoever is refused is told so early.
 */
export function createFairTurns(maxWaitMs: number): FairTurns {
  const flows = new Map<string, Flow>();
  let [hasAccepted, accepted] = [false, 0];

  /** Whether a request has waited behind others for its path, for longer than this share of the limit. */
  const hasWaited = (share: number, waiting: Waiting | undefined): boolean =>
    maxWaitMs > 0 && waiting?.isBehindOthers === true && performance.now() - waiting.since > share * maxWaitMs;

  /** Takes the next request of a path: one that is late, if there is any, beginning with those that waited for it. */
  const takeFrom = ({ late, requests }: Flow): Waiting | undefined =>
    late.length === 0 || hasWaited(1, requests[0]) ? requests.shift() : late.shift();

  function next(): (() => void) | undefined {
    const [flow] = flows.values();
    const waiting = flow && takeFrom(flow);
    if (flow === undefined || waiting === undefined) return undefined;
    // To the end of the row.
    flows.delete(flow.path);
    if (flow.late.length + flow.requests.length > 0) flows.set(flow.path, flow);
    return () => begin(waiting);
  }

  function begin(waiting: Waiting): void {
    const { listener, request, response } = waiting;
    if (request.socket.destroyed) return;
    if (hasWaited(1, waiting)) lateRequests.add(request);
    listener(request, response);
  }

  function areAccepted(): boolean {
    const isAccepting = hasAccepted && accepted < mostAccepted;
    hasAccepted = false;
    if (!isAccepting) accepted = 0;
    return !isAccepting;
  }

  const wake = createSlicedWork({ sliceMs, next, isReady: areAccepted });

  function add(path: string, waiting: Omit<Waiting, 'isBehindOthers'>): void {
    const flow = flows.get(path) ?? { path, late: [], requests: [] };
    flows.set(path, flow);
    const [first] = flow.requests;
    const comesLate = hasWaited(0.5, first);
    if (comesLate) lateRequests.add(waiting.request);
    (comesLate ? flow.late : flow.requests).push({ ...waiting, isBehindOthers: first !== undefined });
    wake();
  }

  return {
    accepted: () => {
      hasAccepted = true;
      accepted++;
    },
    to: (listener) => (request, response) => {
      add(pathOf(request), { listener, request, response, since: performance.now() });
    },
  };
}
