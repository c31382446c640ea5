/** The operation of a request. */
export interface ObservedOperation {
  readonly type: 'query' | 'mutation' | 'subscription';
  /** Undefined for an anonymous operation. */
  readonly name: string | undefined;
  /** The SHA-256 of the document, in hexadecimal. */
  readonly hash: string;
}

/** How a request was answered. Durations are in milliseconds. */
export interface ObservedRequest {
  /** Undefined if the request was rejected before its operation was known. */
  readonly operation: ObservedOperation | undefined;
  /** The HTTP status. */
  readonly status: number;
  /** The codes of the errors of the response. */
  readonly codes: readonly string[];
  readonly durationMs: number;
  /** The time in which it was executed and no service was waited for; undefined if it was not executed. */
  readonly ownMs: number | undefined;
  /** The time of query planning; undefined if every plan was kept from before. */
  readonly planningMs: number | undefined;
  /** The number of requests to services. */
  readonly subgraphRequests: number;
}

/**
 * What is noted about one request while it is handled. The executor and the planner call it through the context of the
 * request: each request to a service between `beginSubgraphRequest` and the call of its result, each plan that is made
 * with `planned`.
 */
export interface RequestObservation {
  /** Execution begins: the request was admitted, and its body was read. */
  begin(): void;
  resolved(operation: ObservedOperation): void;
  /** A request to a service begins. Call the result when it has ended. */
  beginSubgraphRequest(): () => void;
  /** A plan was made, in so many milliseconds. */
  planned(ms: number): void;
  /** The response has errors with these codes. */
  failed(codes: readonly string[]): void;
  /** The response was handed to the socket. */
  end(status: number): ObservedRequest;
}

/** Creates the observation of a request that has just arrived. */
export function observeRequest(now: () => number = () => performance.now()): RequestObservation {
  const arrivedAt = now();
  let begunAt: number | undefined;
  let operation: ObservedOperation | undefined;
  let planningMs: number | undefined;
  let codes: readonly string[] = [];
  const waits = createWaits(now);
  return {
    begin: () => void (begunAt ??= now()),
    resolved: (resolved) => void (operation = resolved),
    beginSubgraphRequest: waits.begin,
    planned: (ms) => void (planningMs = (planningMs ?? 0) + ms),
    failed: (all) => void (codes = all),
    end: (status) => {
      const endedAt = now();
      return {
        operation,
        status,
        codes,
        planningMs,
        durationMs: endedAt - arrivedAt,
        ownMs: begunAt === undefined ? undefined : endedAt - begunAt - waits.totalMs(),
        subgraphRequests: waits.count(),
      };
    },
  };
}

/** Measures the time in which at least one request to a service is in flight. */
function createWaits(now: () => number) {
  let [count, pending, totalMs, since] = [0, 0, 0, 0];
  const end = (): void => {
    if (--pending === 0) totalMs += now() - since;
  };
  return {
    begin: (): (() => void) => {
      count++;
      if (pending++ === 0) since = now();
      let hasEnded = false;
      return () => {
        if (!hasEnded) end();
        hasEnded = true;
      };
    },
    count: () => count,
    totalMs: () => totalMs + (pending > 0 ? now() - since : 0),
  };
}
