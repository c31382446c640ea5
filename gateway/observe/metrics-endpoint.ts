import type { Request, RequestHandler } from 'express';
import { challengesOf } from '../../kit/access/challenges.ts';
import { parseCredentials } from '../../kit/access/credentials.ts';
import { sendErrorResponse } from '../../kit/graphql/http/error-response.ts';
import { resolveOrigin, type IsTrustedProxy } from '../../kit/http/forwarded.ts';
import type { IsOperator } from '../../kit/remote/operator-check.ts';
import { isSameSecret } from '../../kit/util/is-same-secret.ts';
import type { MetricsReader } from './gateway-metrics.ts';

export interface MetricsEndpointParts {
  /** The metrics; undefined if there are none. */
  readonly metricsReader: MetricsReader | undefined;
  readonly metrics: {
    readonly access: 'operators' | 'public' | 'off';
    /** The Bearer token of scrapers, who then need no account; undefined accepts none. */
    readonly token: string | undefined;
  };
  readonly isOperator: IsOperator;
  readonly trust: IsTrustedProxy;
  readonly realm: string;
  /** Whether HTTP Basic authentication is accepted. */
  readonly basic: boolean;
}

/** Returns the handler of `GET /metrics`: Prometheus text for operators and scrapers, 401 for others. */
export function metricsEndpoint(parts: MetricsEndpointParts): RequestHandler {
  const { metricsReader: reader, metrics } = parts;
  if (reader === undefined) return (_request, _response, next) => next();
  return async (request, response) => {
    response.set('cache-control', 'no-store').vary('authorization');
    if (metrics.access !== 'public' && !(await mayRead(request, parts)))
      return sendErrorResponse(response, {
        code: 'UNAUTHENTICATED',
        message: 'The metrics are for operators: send the Bearer token of GRAPHQL_METRICS_TOKEN, or sign in as root.',
        headers: { 'www-authenticate': challengesOf(parts) },
      });
    response.set('content-type', reader.contentType).send(await reader.read());
  };
}

async function mayRead(request: Request, { metrics, isOperator, trust }: MetricsEndpointParts): Promise<boolean> {
  const { authorization } = request.headers;
  const credentials = parseCredentials(authorization);
  // The token works while the accounts service is down.
  if (credentials.scheme === 'bearer' && metrics.token !== undefined && isSameSecret(credentials.token, metrics.token))
    return true;
  const { address = 'unknown' } = resolveOrigin(request, trust);
  return isOperator(authorization, address);
}
