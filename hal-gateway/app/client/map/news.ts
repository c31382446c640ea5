import type { ServiceOnMap, SystemMap } from './system.ts';

const stateWords: Readonly<Record<ServiceOnMap['state'], string>> = {
  live: 'is live',
  away: 'is away',
  left: 'has left',
  retired: 'is retired',
};

const subgraphWords: Readonly<Record<string, string>> = {
  serving: 'is in the graph',
  unreachable: 'cannot be read by the GraphQL gateway',
  rejected: 'is rejected by the GraphQL gateway',
  withdrawn: 'has no service behind its part of the graph',
};

/** The most changes that one message tells. */
const mostTold = 3;

function changeOf(before: ServiceOnMap | undefined, now: ServiceOnMap): readonly string[] {
  const { name, state, subgraph } = now;
  if (before?.state !== state) return [`${name} ${stateWords[state]}`];
  if (subgraph === undefined || before.subgraph?.state === subgraph.state) return [];
  return [`${name} ${subgraphWords[subgraph.state] ?? subgraph.state}`];
}

/** Returns in one sentence what is different; empty if nothing is. */
export function describeMapNews(before: SystemMap, now: SystemMap): string {
  const known = new Map(before.services.map((service) => [service.name, service]));
  const names = new Set(now.services.map(({ name }) => name));
  const gone = before.services.filter(({ name }) => !names.has(name)).map(({ name }) => `${name} is gone`);
  const changes = [...now.services.flatMap((service) => changeOf(known.get(service.name), service)), ...gone];
  const more = changes.length - mostTold;
  return [...changes.slice(0, mostTold), ...(more > 0 ? [`${more} more changes`] : [])].join(', ');
}
