import type { ApolloServerPlugin } from '@apollo/server';
import type { RequestHandler, Response } from 'express';
import type { Log } from '../../kit/util/log.ts';
import type { GatewayRequestContext } from '../serve/request-context.ts';
import { streamBegins } from '../stream/stream-request.ts';
import type { GatewayMetrics } from './gateway-metrics.ts';
import { observeRequest, type ObservedRequest, type RequestObservation } from './request-observation.ts';

export interface RequestObserverSettings {
  readonly metrics: Pick<GatewayMetrics, 'countRequest'>;
  /** Milliseconds from which a request is logged at `warn`; 0 is never. All are logged at `debug`. */
  readonly slowRequestMs: number;
  readonly log: Log;
}

const key = 'observation';

/** Returns the observation of the request that a response belongs to; undefined if it is not observed. */
export const observationOf = ({ locals }: Response): RequestObservation | undefined =>
  (locals as { readonly [key]?: RequestObservation })[key];

/** Returns the handler that observes GraphQL requests. Those for the playground are not counted. */
export function observeRequests({ metrics, slowRequestMs, log }: RequestObserverSettings): RequestHandler {
  const report = (response: Response, request: ObservedRequest): void => {
    if (isPage(response)) return;
    metrics.countRequest(request);
    const level = slowRequestMs > 0 && request.durationMs >= slowRequestMs ? 'warn' : 'debug';
    if (log.isLevelEnabled(level))
      log[level](lineOf(request, response), level === 'warn' ? 'slow request' : 'request completed');
  };
  return (_request, response, next) => {
    const observation = observeRequest();
    response.locals[key] = observation;
    let hasEnded = false;
    const end = (): void => {
      if (hasEnded) return;
      hasEnded = true;
      report(response, observation.end(response.statusCode));
    };
    // Node emits it when the response is handed to the socket, however slowly the client reads.
    response.once('prefinish', end).once('close', end).once(streamBegins, end);
    next();
  };
}

const isPage = (response: Response): boolean => String(response.getHeader('content-type')).startsWith('text/html');

/** The longest name of an operation that is logged, in characters. */
const maxNameLength = 100;

function lineOf({ operation, status, codes, ...request }: ObservedRequest, response: Response) {
  const { requestId } = response.locals as { readonly requestId?: unknown };
  return {
    requestId,
    ...(operation && {
      type: operation.type,
      operation: operation.name?.slice(0, maxNameLength),
      hash: operation.hash,
    }),
    status,
    ...(codes.length > 0 && { codes }),
    ms: Math.round(request.durationMs),
    ...(request.ownMs !== undefined && { ownMs: Math.round(request.ownMs) }),
    ...(request.planningMs !== undefined && { planningMs: Math.round(request.planningMs) }),
    subgraphRequests: request.subgraphRequests,
  };
}

/** Notes in Apollo Server what is known of an operation. */
export const observationPlugin: ApolloServerPlugin<GatewayRequestContext> = {
  requestDidStart: async () => ({
    didResolveOperation: async ({ operation, queryHash, contextValue: { observation } }) => {
      if (operation) observation?.resolved({ type: operation.operation, name: operation.name?.value, hash: queryHash });
    },
    willSendResponse: async ({ response: { body }, contextValue: { observation } }) => {
      if (body.kind !== 'single') return;
      const codes = (body.singleResult.errors ?? []).map(({ extensions }) => String(extensions?.['code']));
      if (codes.length > 0) observation?.failed([...new Set(codes)]);
    },
  }),
};
