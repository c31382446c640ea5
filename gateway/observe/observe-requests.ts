import type { ApolloServerPlugin } from '@apollo/server';
import type { RequestHandler, Response } from 'express';
import type { GatewayRequestContext } from '../serve/request-context.ts';
import type { GatewayMetrics } from './gateway-metrics.ts';
import { observeRequest, type RequestObservation } from './request-observation.ts';

export interface RequestObserverSettings {
  readonly metrics: Pick<GatewayMetrics, 'countRequest'>;
}

const key = 'observation';

/** Returns the observation of the request that a response belongs to; undefined if it is not observed. */
export const observationOf = ({ locals }: Response): RequestObservation | undefined =>
  (locals as { readonly [key]?: RequestObservation })[key];

/** Returns the handler that observes GraphQL requests. Those for the playground are not counted. */
export function observeRequests({ metrics }: RequestObserverSettings): RequestHandler {
  return (_request, response, next) => {
    const observation = observeRequest();
    response.locals[key] = observation;
    let hasEnded = false;
    const end = (): void => {
      if (hasEnded) return;
      hasEnded = true;
      if (!isPage(response)) metrics.countRequest(observation.end(response.statusCode));
    };
    // Node emits it when the response is handed to the socket, however slowly the client reads.
    response.once('prefinish', end).once('close', end);
    next();
  };
}

const isPage = (response: Response): boolean => String(response.getHeader('content-type')).startsWith('text/html');

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
