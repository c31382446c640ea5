import { isAway, type KnownService, type ServiceDirectory } from './reconcile.ts';

/** How long a service that is away stays in the graph, in milliseconds. */
export interface RetirementSettings {
  /** For a service that is no longer listed. */
  readonly withdrawnMs: number;
  /** For a service that is listed, but cannot be read. */
  readonly unreachableMs: number;
}

/** Finds the services that have been away for too long. */
export interface Retirement {
  /** Returns the names of the services that are due, as the directory is now. Call it regularly. */
  due(directory: ServiceDirectory): ReadonlySet<string>;
}

/** Creates a retirement. It measures durations with a monotonic clock: the time of day can be changed. */
export function createRetirement(
  { withdrawnMs, unreachableMs }: RetirementSettings,
  monotonicMs: () => number = () => performance.now(),
): Retirement {
  /** When each service that is away was found in its state, by state and name. */
  let since: ReadonlyMap<string, number> = new Map();
  const keyOf = ({ state, name }: KnownService): string => `${String(state)} ${name}`;
  const limitOf = ({ state }: KnownService): number => (state === 'withdrawn' ? withdrawnMs : unreachableMs);
  return {
    due: (directory) => {
      const now = monotonicMs();
      const away = [...directory.values()].filter((service) => isAway(service) && service.accepted !== undefined);
      since = new Map(away.map((service) => [keyOf(service), since.get(keyOf(service)) ?? now]));
      const isDue = (service: KnownService): boolean => now - (since.get(keyOf(service)) ?? now) >= limitOf(service);
      return new Set(away.filter(isDue).map(({ name }) => name));
    },
  };
}
