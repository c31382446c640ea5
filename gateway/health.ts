import { problemOf, type Directory } from './discover/reconcile.ts';

/** What `GET /health` says. */
export interface Health {
  /** `starting` until there is a graph; `degraded` while a service is not in it as it is now. */
  readonly status: 'ok' | 'degraded' | 'starting';
  readonly composedAt: string | undefined;
  readonly subgraphs: readonly {
    readonly name: string;
    readonly state: string;
    readonly since: string;
    readonly problem?: string;
  }[];
}

export function healthOf(directory: Directory, composedAt: Date | undefined): Health {
  const known = [...directory.values()].filter(({ state }) => state !== undefined);
  const subgraphs = known.map((each) => {
    const problem = problemOf(each);
    return {
      name: each.name,
      state: each.state ?? '',
      since: each.since.toISOString(),
      ...(problem === undefined ? {} : { problem }),
    };
  });
  const whole = subgraphs.every(({ state }) => state === 'serving');
  const status = composedAt === undefined ? 'starting' : whole ? 'ok' : 'degraded';
  return { status, composedAt: composedAt?.toISOString(), subgraphs };
}
