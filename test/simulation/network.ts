import { withAttempts, type HttpClient, type HttpRequest, type HttpResult } from '../../kit/http/client.ts';
import { lazy } from '../../kit/util/lazy.ts';
import { parseJson } from '../../kit/util/parse-json.ts';
import type { Scheduler, SimulatedProcess } from './scheduler.ts';

/** A response as it is sent. */
export interface SentResponse {
  readonly status: number;
  readonly text: string;
}

/** An instance of a service, which handles requests once it has started. */
export interface Endpoint {
  readonly process: SimulatedProcess;
  handle: ((request: HttpRequest) => Promise<SentResponse>) | undefined;
}

/** A network between processes. It delivers HTTP requests and responses when the scheduler chooses. */
export interface Network {
  /** Returns the instances that are reached at an origin. */
  readonly endpointsOf: (origin: string) => readonly Endpoint[];
  /** Creates the HTTP client of a process. It repeats requests as the real one does. */
  createClient(process: SimulatedProcess, timeoutMs: number): HttpClient;
  /** Resets the connections to a process that has died. */
  reset(process: SimulatedProcess): void;
  /** Whether a request is being handled, also one whose client has given up. */
  isBusy(): boolean;
}

/** One attempt to send a request. */
interface Attempt {
  readonly request: HttpRequest;
  readonly client: SimulatedProcess;
  readonly label: string;
  /** Whether the client still waits. */
  isOpen: boolean;
  readonly settle: (result: HttpResult) => void;
}

const unreachable = (reason: string): HttpResult => ({ kind: 'unreachable', reason });
const refused: HttpResult = { kind: 'unreachable', reason: 'ECONNREFUSED', isUnsent: true };
const starting: SentResponse = { status: 503, text: '' };

/** What can happen to a message: it arrives, it is lost, its connection is reset; a request can be sent twice. */
const fates = { lost: 1, reset: 2, twice: 3 };

/** Identifiers in a path, which differ from run to run. */
const query = /\?.*$/;
const identifier = /[0-9a-f]{8}-[0-9a-f-]{27}/g;

/** Returns the origin of an absolute URL. */
export const originOf = (url: string): string => url.slice(0, url.indexOf('/', 'http://'.length));

/** Creates the network. A request goes to any instance of its origin. */
export function createNetwork(scheduler: Scheduler, endpointsOf: Network['endpointsOf']): Network {
  const served = new Map<SimulatedProcess, Set<Attempt>>();

  /** The client learns a result in a turn of its own. */
  function tell({ client, label, settle }: Attempt, result: HttpResult, what: string): void {
    scheduler.add({ label: `${label}: ${what}`, owner: client, run: () => settle(result) });
  }

  function respond(attempt: Attempt, { status, text }: SentResponse): void {
    const response: HttpResult = { kind: 'response', status, headers: {}, text, json: lazy(() => parseJson(text)) };
    scheduler.add({
      label: `${attempt.label}: ${status}`,
      owner: attempt.client,
      variants: { kind: 'message', count: 3 },
      run: (fate) => {
        if (fate === fates.lost) return;
        attempt.settle(fate === fates.reset ? unreachable('ECONNRESET') : response);
      },
    });
  }

  function serve(attempt: Attempt, endpoint: Endpoint): void {
    const { process, handle } = endpoint;
    scheduler.enter(process);
    if (handle === undefined) return respond(attempt, starting);
    const attempts = served.get(process) ?? new Set();
    served.set(process, attempts.add(attempt));
    void handle(attempt.request).then((response) => {
      attempts.delete(attempt);
      respond(attempt, response);
    });
  }

  function arrive(attempt: Attempt): void {
    const endpoints = endpointsOf(originOf(attempt.request.url));
    const endpoint = endpoints[scheduler.choices.next('variant', endpoints.length)];
    if (endpoint?.process.isAlive !== true) return tell(attempt, refused, 'refused');
    if (!endpoint.process.isPaused) return serve(attempt, endpoint);
    scheduler.add({
      label: `${attempt.label} is read`,
      owner: endpoint.process,
      run: () => serve(attempt, endpoint),
    });
  }

  function send(attempt: Attempt): void {
    scheduler.add({
      label: attempt.label,
      owner: undefined,
      variants: { kind: 'message', count: attempt.request.repeatable === false ? 3 : 4 },
      run: (fate) => {
        if (fate === fates.lost) return;
        if (fate === fates.reset) return tell(attempt, unreachable('ECONNRESET'), 'reset');
        arrive(attempt);
        if (fate === fates.twice) repeat(attempt);
      },
    });
  }

  /** A proxy sends a request again, as long as its client waits. */
  function repeat(attempt: Attempt): void {
    scheduler.add({
      label: `${attempt.label} again`,
      owner: undefined,
      run: () => {
        if (attempt.isOpen) arrive(attempt);
      },
    });
  }

  return {
    endpointsOf,
    createClient: (process, timeoutMs) => ({
      request: withAttempts(
        (request, remainingMs) =>
          new Promise((resolve) => {
            scheduler.enter(process);
            const timedOut: HttpResult = { ...unreachable('no response in time'), exceeded: 'time' } as HttpResult;
            const timer = scheduler.schedule(() => attempt.settle(timedOut), remainingMs, false);
            const path = request.url.slice(originOf(request.url).length).replace(query, '').replace(identifier, '…');
            const attempt: Attempt = {
              request,
              client: process,
              label: `${process.name} ${request.method} ${path}`,
              isOpen: true,
              settle: (result) => {
                attempt.isOpen = false;
                timer.isActive = false;
                resolve(result);
              },
            };
            send(attempt);
          }),
        timeoutMs,
      ),
      close: () => Promise.resolve(),
    }),
    reset: (process) => {
      for (const attempt of served.get(process) ?? []) tell(attempt, unreachable('ECONNRESET'), 'reset');
      served.delete(process);
    },
    isBusy: () => [...served.values()].some(({ size }) => size > 0),
  };
}
