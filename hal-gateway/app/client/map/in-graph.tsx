import { moment } from './moment.ts';
import type { ServiceOnMap } from './system.ts';

const subgraphs: Readonly<Record<string, string>> = {
  serving: 'In the graph',
  unreachable: 'Its home or schema cannot be read; the last good schema stays',
  rejected: 'Its schema does not fit the others; the last good one stays',
  withdrawn: 'In the graph, but nobody serves it; its fields are null',
};

/** Why a service without a subgraph is not in the graph. */
const absence = ({ isGuest, state }: ServiceOnMap): string =>
  isGuest ? 'Not in the graph: it is a guest' : state === 'live' ? 'Not in the graph' : 'Not in the graph any more';

/** The place of a service in the graph, or why it has none. */
export const InGraph = ({ service }: { readonly service: ServiceOnMap }) => {
  const { subgraph } = service;
  return subgraph === undefined ? (
    <span>{absence(service)}</span>
  ) : (
    <>
      <span class={subgraph.state === 'serving' ? 'good-text' : 'danger-text'}>
        {subgraphs[subgraph.state] ?? subgraph.state}
      </span>
      {subgraph.since !== undefined && <span class="map-since"> since {moment(subgraph.since)}</span>}
      {subgraph.problem !== undefined && <span class="map-problem">{subgraph.problem}</span>}
    </>
  );
};
