import { problemOf, type ServiceDirectory } from './discover/reconcile.ts';

/** What `GET /health` says. */
export interface Health {
  /** `starting` until there is a graph; `degraded` while a service is not in it as it is now. */
  readonly status: 'ok' | 'degraded' | 'starting';
  readonly composedAt: string | undefined;
  readonly subgraphs: readonly {
    readonly name: string;
    /** Its GraphQL endpoint; none once it withdrew. */
    readonly url?: string;
    readonly state: string;
    readonly since: string;
    readonly problem?: string;
  }[];
}

/** The health of the graph, from what is known of the services. Times are ISO 8601. */
export function healthOf(directory: ServiceDirectory, composedAt: Date | undefined): Health {
  const known = [...directory.values()].filter(({ state }) => state !== undefined);
  const subgraphs = known.map((each) => {
    const problem = problemOf(each);
    return {
      name: each.name,
      ...(each.url === undefined ? {} : { url: each.url }),
      state: each.state ?? '',
      since: each.since.toISOString(),
      ...(problem === undefined ? {} : { problem }),
    };
  });
  const whole = subgraphs.every(({ state }) => state === 'serving');
  const status = composedAt === undefined ? 'starting' : whole ? 'ok' : 'degraded';
  return { status, composedAt: composedAt?.toISOString(), subgraphs };
}
