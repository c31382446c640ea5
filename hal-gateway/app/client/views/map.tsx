import { usePage } from '../../../../kit/html/client/components/context.ts';
import { problemOf } from '../../../../kit/html/client/model/problem.ts';
import { Empty } from '../components/empty.tsx';
import { useTitle } from '../components/use-title.ts';
import { GatewayCard } from '../map/gateway-card.tsx';
import { moment } from '../map/moment.ts';
import { ServiceCard } from '../map/service-card.tsx';
import type { SystemMap } from '../map/system.ts';
import { useNow } from '../map/use-now.ts';
import { useSystemMap, type MapHandle } from '../map/use-system-map.ts';

const time = (ms: number): string => new Date(ms).toLocaleTimeString(undefined, { timeStyle: 'medium' });

const count = (number: number, word: string): string => `${number} ${word}${number === 1 ? '' : 's'}`;

/** How old the map is, and the choice to keep it as it is. */
const Freshness = ({ readAt, failure, isPaused, pause }: MapHandle) => (
  <p class="map-freshness">
    <span class={`map-pulse ${failure === undefined && !isPaused ? 'on' : ''}`} aria-hidden="true" />
    <span>{readAt === 0 ? 'Reading…' : `As of ${time(readAt)}`}</span>
    <button type="button" class="quiet" aria-pressed={isPaused} onClick={() => pause(!isPaused)}>
      Pause
    </button>
  </p>
);

const Gateways = ({ map }: { readonly map: SystemMap }) => {
  const { rootUrl } = usePage();
  const { halGateway, graphGateway, graphEndpoint, services } = map;
  const live = services.filter(({ state }) => state === 'live').length;
  const inGraph = services.filter(({ subgraph }) => subgraph?.state === 'serving').length;
  return (
    <ul class="map-gateways" aria-label="Gateways">
      <GatewayCard title="HAL gateway" gateway={halGateway} href={rootUrl}>
        <p>
          {count(live, 'service')} at the root. Its store is {halGateway.store ?? 'not known'}.
        </p>
      </GatewayCard>
      {graphEndpoint !== undefined && (
        <GatewayCard title="GraphQL gateway" gateway={graphGateway} href={graphEndpoint}>
          <p>
            {count(inGraph, 'service')} in the graph
            {graphGateway?.composedAt !== undefined && `, composed at ${moment(graphGateway.composedAt)}`}.
          </p>
        </GatewayCard>
      )}
    </ul>
  );
};

/** The system as it is now: its gateways, and each service with its lease, what it offers, and its place in the graph. */
export const MapView = () => {
  const handle = useSystemMap();
  const { map, failure, report, isPaused } = handle;
  const now = useNow(map !== undefined && !isPaused && failure === undefined);
  useTitle('Map');
  return (
    <div class="map">
      <header class="screen-head map-head">
        <h1>Map</h1>
        <Freshness {...handle} />
      </header>
      {failure !== undefined && (
        <p class="stale" role="status">
          {problemOf(failure)?.title ?? 'The HAL gateway does not answer'}.
          {map !== undefined && ' This is what it was before.'} The page keeps asking.
        </p>
      )}
      {map !== undefined && (
        <>
          <Gateways map={map} />
          {map.services.length === 0 ? (
            <Empty title="No service is registered" />
          ) : (
            <ul class="map-services" aria-label="Services">
              {map.services.map((service) => (
                <ServiceCard key={service.name} service={service} now={now} hasGraph={map.graphGateway !== undefined} />
              ))}
            </ul>
          )}
          {map.omitted > 0 && <p class="hint">And {count(map.omitted, 'more service')}.</p>}
        </>
      )}
      <p class="hidden" role="status" aria-label="Changes">
        {report}
      </p>
    </div>
  );
};
