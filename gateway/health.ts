import { problemOf, type ServiceDirectory } from './discover/reconcile.ts';

/** The state of a subgraph, as everybody may know it: nothing that was read from the service. */
export interface SubgraphHealth {
  readonly name: string;
  readonly state: string;
  /** When it entered the state, in ISO 8601. */
  readonly since: string;
  /** Whether its service is a guest; absent for others. */
  readonly guest?: true;
}

/** The state of a subgraph, as operators know it. */
export interface DetailedSubgraphHealth extends SubgraphHealth {
  /** Its GraphQL endpoint; absent while it is `withdrawn`. */
  readonly url?: string;
  readonly problem?: string;
}

/** The body of `GET /health`: for operators with URLs and problems, for others without. */
export interface Health<Subgraph extends SubgraphHealth = DetailedSubgraphHealth> {
  /** `starting` until the first graph is composed; `degraded` while a service that is no guest is not `serving`. */
  readonly status: 'ok' | 'degraded' | 'starting';
  /** When the current graph was composed, in ISO 8601. */
  readonly composedAt: string | undefined;
  readonly subgraphs: readonly Subgraph[];
}

/** Returns the health of the graph from the state of the services. */
export function healthOf(directory: ServiceDirectory, composedAt: Date | undefined): Health {
  const services = [...directory.values()].filter(({ state }) => state !== undefined);
  const subgraphs = services.map((service) => {
    const problem = problemOf(service);
    return {
      name: service.name,
      ...(service.guest && { guest: true as const }),
      ...(service.url === undefined ? {} : { url: service.url }),
      state: service.state ?? '',
      since: service.since.toISOString(),
      ...(problem === undefined ? {} : { problem }),
    };
  });
  const isComplete = subgraphs.every(({ state, guest }) => guest || state === 'serving');
  const status = composedAt === undefined ? 'starting' : isComplete ? 'ok' : 'degraded';
  return { status, composedAt: composedAt?.toISOString(), subgraphs };
}

/** Returns what everybody may know of the health: URLs and problems can quote what a service sent. */
export const publicHealth = ({ subgraphs, ...health }: Health): Health<SubgraphHealth> => ({
  ...health,
  subgraphs: subgraphs.map(({ name, state, since, guest }) => ({ name, state, since, ...(guest && { guest }) })),
});

/** Counts the services in each state. */
export function countStates(directory: ServiceDirectory): Readonly<Record<string, number>> {
  const counts: Record<string, number> = { serving: 0, unreachable: 0, rejected: 0, withdrawn: 0 };
  for (const { state } of directory.values()) if (state !== undefined) counts[state] = (counts[state] ?? 0) + 1;
  return counts;
}
