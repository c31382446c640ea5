import { problemOf, type ServiceDirectory } from './discover/reconcile.ts';

/** The body of `GET /health`. */
export interface Health {
  /** `starting` until the first graph is composed; `degraded` while a service is not `serving`. */
  readonly status: 'ok' | 'degraded' | 'starting';
  /** When the current graph was composed, in ISO 8601. */
  readonly composedAt: string | undefined;
  readonly subgraphs: readonly {
    readonly name: string;
    /** Its GraphQL endpoint; absent while it is `withdrawn`. */
    readonly url?: string;
    readonly state: string;
    /** When it entered the state, in ISO 8601. */
    readonly since: string;
    readonly problem?: string;
  }[];
}

/** Returns the health of the graph from the state of the services. */
export function healthOf(directory: ServiceDirectory, composedAt: Date | undefined): Health {
  const services = [...directory.values()].filter(({ state }) => state !== undefined);
  const subgraphs = services.map((service) => {
    const problem = problemOf(service);
    return {
      name: service.name,
      ...(service.url === undefined ? {} : { url: service.url }),
      state: service.state ?? '',
      since: service.since.toISOString(),
      ...(problem === undefined ? {} : { problem }),
    };
  });
  const isComplete = subgraphs.every(({ state }) => state === 'serving');
  const status = composedAt === undefined ? 'starting' : isComplete ? 'ok' : 'degraded';
  return { status, composedAt: composedAt?.toISOString(), subgraphs };
}
