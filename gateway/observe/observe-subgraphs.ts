import type { Compose, Composer } from '../compose/composer.ts';
import { isWireErrorCode } from '../../kit/graphql/wire-errors.ts';
import type { SendToService } from '../serve/service-client.ts';
import type { SubgraphResult } from '../execute/response/subgraph-result.ts';
import type { CompositionSample, GatewayMetrics, SubgraphOutcome } from './gateway-metrics.ts';

const secondsSince = (startedAt: number): number => (performance.now() - startedAt) / 1000;

/** Returns a client of services that counts their answers, and notes that the client's request waits for them. */
export const observeServices =
  (send: SendToService, metrics: Pick<GatewayMetrics, 'countSubgraphRequest'>): SendToService =>
  async (request, origin) => {
    const startedAt = performance.now();
    const end = origin.context.observation?.beginSubgraphRequest();
    // It never rejects.
    const result = await send(request, origin);
    end?.();
    const { service } = request;
    metrics.countSubgraphRequest({ service, outcome: outcomeOf(result), seconds: secondsSince(startedAt) });
    return result;
  };

function outcomeOf(result: SubgraphResult): SubgraphOutcome {
  if (result.kind === 'failure') return result.code;
  const { data, errors = [] } = result.response;
  const [first] = errors;
  if (first === undefined) return 'ok';
  if (data !== null) return 'errors';
  const code = first.extensions?.['code'];
  return isWireErrorCode(code) ? code : 'INTERNAL_SERVER_ERROR';
}

/** Returns a composer that counts its compositions. */
export function observeComposer(
  composer: Composer,
  { of, metrics }: Pick<CompositionSample, 'of'> & { readonly metrics: Pick<GatewayMetrics, 'countComposition'> },
): Composer {
  const compose: Compose = async (subgraphs, trusted) => {
    const startedAt = performance.now();
    const composition = await composer.compose(subgraphs, trusted);
    metrics.countComposition({ of, composed: composition.composed, seconds: secondsSince(startedAt) });
    return composition;
  };
  return { ...composer, compose };
}
