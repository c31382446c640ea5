import type { Compose } from '../compose/composer.ts';
import type { TrustedGraph } from '../compose/resolve-guests.ts';
import type { SavedGraph } from '../persistence/supergraph-file.ts';
import { createConcurrencyLimit } from '../../kit/util/concurrency-limit.ts';
import { createCompositions } from './compositions.ts';
import {
  reconcile,
  type ServiceDirectory,
  type KnownService,
  type DiscoveryEvent,
  type ServiceReading,
} from './reconcile.ts';
import type { Listing } from './listed-services.ts';
import type { ReadService } from './service-reader.ts';
import { createPollSchedule } from './poll-schedule.ts';
import { createRetirement, type RetirementSettings } from './retirement.ts';

/** The dependencies and intervals of the discovery. Durations are in milliseconds. */
export interface DiscoveryParts extends RetirementSettings {
  readonly read: ReadService;
  /** Composes the trusted services. */
  readonly compose: Compose;
  /** Composes guests with them. */
  readonly composeGuests: Compose;
  /** Puts a new supergraph into service. If it rejects, the last one stays and the error is the problem. */
  readonly publish: (supergraphSdl: string) => Promise<void>;
  /** Receives the directory after each event, and the one before it. */
  readonly onChange: (now: ServiceDirectory, before: ServiceDirectory) => void;
  /** Receives the hints of each composition. */
  readonly onHints: (hints: readonly string[]) => void;
  /** The graph that an earlier process served, if it is in service already. */
  readonly restored: SavedGraph | undefined;
  /** Receives the graph of the trusted services that is in service, after each event. */
  readonly save: (graph: SavedGraph) => void;
  readonly sweepIntervalMs: number;
  readonly retryMs: number;
  /** The maximum number of services that are read at the same time; the same number of guests. */
  readonly readConcurrency: number;
}

/** Discovers the services that are listed at the HAL gateway's root, and keeps the graph composed of them. */
export interface Discovery {
  /** Updates the listed services, and reads them all again. Those that are retired leave the graph. */
  updateServices(listing: Pick<Listing, 'services' | 'retired'>): void;
  /** Reads the services of the restored graph, while the root that lists them cannot be read. */
  readRestored(): void;
  /** Reads a service again at once. Resolves when it has been read. */
  rediscover(name: string): Promise<void>;
  directory(): ServiceDirectory;
  /** Stops reading and composing. Idempotent. */
  close(): void;
}

/** Milliseconds to wait after a change, so that services read together are composed together. */
const debounceMs = 25;

/** Creates the discovery. It reads the listed services, composes changes, and retires services that stay away. */
export function createDiscovery(parts: DiscoveryParts): Discovery {
  let directory = restoredDirectory(parts.restored);
  let closed = false;
  let debounce: NodeJS.Timeout | undefined;
  const retirement = createRetirement(parts);
  const limitTrusted = createConcurrencyLimit(parts.readConcurrency);
  const limitGuests = createConcurrencyLimit(parts.readConcurrency);

  const apply = (event: DiscoveryEvent): void => {
    const before = directory;
    directory = reconcile(before, event, new Date());
    parts.onChange(directory, before);
    const trusted = compositions.trusted();
    if (trusted !== undefined) parts.save(savedGraphOf(trusted, directory));
  };
  const compositions = createCompositions({
    ...parts,
    restored: parts.restored && trustedGraphOf(parts.restored),
    directory: () => directory,
    apply,
    guestPauseMs: parts.sweepIntervalMs,
  });
  const composeSoon = (): void => {
    debounce ??= setTimeout(() => {
      debounce = undefined;
      compositions.update();
    }, debounceMs);
  };
  const read = async (name: string): Promise<boolean> => {
    const { home, guest } = directory.get(name) ?? {};
    const limit = guest === true ? limitGuests : limitTrusted;
    const reading: ServiceReading = home === undefined ? { kind: 'no-graph' } : await limit(() => parts.read(home));
    // If the service moved in the meantime, another read is in progress.
    if (closed || directory.get(name)?.home !== home) return true;
    apply({ kind: 'read', name, reading });
    composeSoon();
    return reading.kind !== 'unreachable';
  };
  const retire = (): void => {
    const names = retirement.due(directory);
    if (names.size === 0) return;
    apply({ kind: 'retired', names });
    composeSoon();
  };
  const schedule = createPollSchedule({ read, sweepIntervalMs: parts.sweepIntervalMs, retryMs: parts.retryMs });
  const retiring = setInterval(retire, parts.sweepIntervalMs).unref();
  return {
    updateServices: ({ services, retired }) => {
      if (closed) return;
      apply({ kind: 'listed', services });
      const names = new Set([...retired].filter((name) => directory.has(name) && !services.has(name)));
      if (names.size > 0) apply({ kind: 'retired', names });
      schedule.readAll(new Set(services.keys()));
      composeSoon();
    },
    readRestored: () => {
      const listed = [...directory.values()].filter((service) => service.listed);
      if (!closed) schedule.readAll(new Set(listed.map(({ name }) => name)));
    },
    rediscover: (name) => schedule.readNow(name),
    directory: () => directory,
    close: () => {
      closed = true;
      clearTimeout(debounce);
      clearInterval(retiring);
      compositions.close();
      schedule.close();
    },
  };
}

/** Returns the directory before the root has been read. */
const restoredDirectory = (restored: SavedGraph | undefined): ServiceDirectory =>
  reconcile(new Map(), { kind: 'restored', services: restored?.services ?? [] }, new Date());

const trustedGraphOf = ({ supergraphSdl, services }: SavedGraph): TrustedGraph => ({
  supergraphSdl,
  subgraphs: services.map(({ name, sdl }) => ({ name, sdl })),
});

/** A service that is no longer trusted is saved as withdrawn: it is sent nothing after a restart. */
const savedGraphOf = ({ supergraphSdl, subgraphs }: TrustedGraph, directory: ServiceDirectory): SavedGraph => ({
  supergraphSdl,
  services: subgraphs.map(({ name, sdl }) => {
    const { home = '', url, guest = false } = directory.get(name) ?? {};
    return { name, home, sdl, ...(url !== undefined && !guest && { url }) };
  }),
});

/** Returns the services whose state, URL or composition problem changed. */
export function changedServices(now: ServiceDirectory, before: ServiceDirectory): readonly KnownService[] {
  return [...now.values()].filter((service) => {
    const previous = before.get(service.name);
    return (
      previous?.state !== service.state ||
      previous?.url !== service.url ||
      previous?.rejected?.problem !== service.rejected?.problem
    );
  });
}
