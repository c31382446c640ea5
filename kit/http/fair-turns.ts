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
  /** Whether others for the same path came before, and had not begun. */
  readonly isBehindOthers: boolean;
}

/** The requests to one path that have not begun, the first in front. */
interface Flow {
  readonly path: string;
  readonly requests: Waiting[];
}

const late = new WeakSet<object>();

/** Whether a request has waited for its turn for too long, and is to be refused. */
export const isLate = (request: object): boolean => late.has(request);

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
 * because the process was busy otherwise is not.
 */
export function createFairTurns(maxWaitMs: number): FairTurns {
  const flows = new Map<string, Flow>();
  let [hasAccepted, accepted] = [false, 0];

  function next(): (() => void) | undefined {
    const [flow] = flows.values();
    const waiting = flow?.requests.shift();
    if (flow === undefined || waiting === undefined) return undefined;
    // To the end of the row.
    flows.delete(flow.path);
    if (flow.requests.length > 0) flows.set(flow.path, flow);
    return () => begin(waiting);
  }

  function begin({ listener, request, response, since, isBehindOthers }: Waiting): void {
    if (request.socket.destroyed) return;
    if (maxWaitMs > 0 && isBehindOthers && performance.now() - since > maxWaitMs) late.add(request);
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
    const flow = flows.get(path) ?? { path, requests: [] };
    flows.set(path, flow);
    flow.requests.push({ ...waiting, isBehindOthers: flow.requests.length > 0 });
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
