import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { requestIdOf } from './request-id.ts';

/** Whether a part can serve requests: `ok`, or why it cannot. `unavailable` means that something it needs is away. */
export type Readiness = 'ok' | 'starting' | 'stopping' | 'unavailable';

/** Returns the readiness of a part. A rejection counts as `unavailable`. */
export type ReadinessCheck = () => Readiness | Promise<Readiness>;

const live = '/health/live';
const ready = '/health/ready';

/**
 * Answers the probes of orchestrators and load balancers, without credentials, and passes on all other requests:
 *
 * - `GET /health/live`: 200 while the process responds. If it does not, restart it.
 * - `GET /health/ready`: 200 if the part can serve requests, else 503. Until it is 200, send it none.
 *
 * The body is JSON with a `status`. Checks at the same time are one.
 */
export function answerProbes(listener: RequestListener, check: ReadinessCheck): RequestListener {
  let running: Promise<Readiness> | undefined;
  const readiness = async (): Promise<Readiness> => check();
  const checkOnce = (): Promise<Readiness> =>
    (running ??= readiness()
      .catch((): Readiness => 'unavailable')
      .finally(() => (running = undefined)));
  return (request, response) => {
    const [path] = (request.url ?? '').split('?', 1);
    if (path === live) respond(request, response, 'ok');
    else if (path === ready) void checkOnce().then((status) => respond(request, response, status));
    else listener(request, response);
  };
}

function respond(request: IncomingMessage, response: ServerResponse, status: Readiness): void {
  const { method = '' } = request;
  const isAllowed = method === 'GET' || method === 'HEAD';
  const body = isAllowed ? JSON.stringify({ status }) : '';
  response.writeHead(isAllowed ? (status === 'ok' ? 200 : 503) : 405, {
    'cache-control': 'no-store',
    'content-length': Buffer.byteLength(body),
    'x-content-type-options': 'nosniff',
    'x-request-id': requestIdOf(request.headers),
    ...(isAllowed ? { 'content-type': 'application/json' } : { allow: 'GET, HEAD' }),
    ...(status !== 'ok' && { 'retry-after': '1' }),
  });
  response.end(method === 'HEAD' ? undefined : body);
}
