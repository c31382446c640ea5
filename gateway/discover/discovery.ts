import { resolveComposition, type Candidate, type CompositionResult } from '../compose/resolve-composition.ts';
import type { Compose } from '../compose/composer.ts';
import {
  candidatesOf,
  reconcile,
  type ServiceDirectory,
  type KnownService,
  type DiscoveryEvent,
  type ServiceReading,
} from './reconcile.ts';
import type { ReadService } from './service-reader.ts';
import { createPollSchedule } from './poll-schedule.ts';

/** The dependencies and intervals of the discovery. Durations are in milliseconds. */
export interface DiscoveryParts {
  readonly read: ReadService;
  readonly compose: Compose;
  /** Puts a new supergraph into service. If it rejects, the last one stays and the error is the problem. */
  readonly publish: (supergraphSdl: string) => Promise<void>;
  /** Receives the directory after each event, and the one before it. */
  readonly onChange: (now: ServiceDirectory, before: ServiceDirectory) => void;
  /** Receives the hints of each composition. */
  readonly onHints: (hints: readonly string[]) => void;
  readonly sweepIntervalMs: number;
  readonly retryMs: number;
}

/** Discovers the services that are listed at the HAL gateway's root, and keeps the graph composed of them. */
export interface Discovery {
  /** Updates the listed services, given as name → URL of the home, and reads them all again. */
  updateServices(homes: ReadonlyMap<string, string>): void;
  /** Reads a service again at once. Resolves when it has been read. */
  rediscover(name: string): Promise<void>;
  directory(): ServiceDirectory;
  /** Stops reading and composing. Idempotent. */
  close(): void;
}

/** Milliseconds to wait after a service was read, so that services read together are composed together. */
const debounceMs = 25;

/** Creates the discovery. It reads the listed services and composes changes, one composition at a time. */
export function createDiscovery(parts: DiscoveryParts): Discovery {
  let directory: ServiceDirectory = new Map();
  let composing = false;
  let closed = false;
  let lastComposed = '';
  let debounce: NodeJS.Timeout | undefined;

  const apply = (event: DiscoveryEvent): void => {
    const before = directory;
    directory = reconcile(before, event, new Date());
    parts.onChange(directory, before);
  };
  const read = async (name: string): Promise<boolean> => {
    const home = directory.get(name)?.home;
    const reading: ServiceReading = home === undefined ? { kind: 'no-graph' } : await parts.read(home);
    // If the service moved in the meantime, another read is in progress.
    if (closed || directory.get(name)?.home !== home) return true;
    apply({ kind: 'read', name, reading });
    debounce ??= setTimeout(() => void composeChanged(), debounceMs);
    return reading.kind !== 'unreachable';
  };
  const composeChanged = async (): Promise<void> => {
    debounce = undefined;
    const candidates = candidatesOf(directory);
    const fingerprint = JSON.stringify(candidates.map(({ name, sdl }) => [name, sdl]));
    if (composing || closed || fingerprint === lastComposed || candidates.length === 0) return;
    [composing, lastComposed] = [true, fingerprint];
    const result = await publishResult(candidates, await resolveComposition(candidates, parts.compose), parts);
    composing = false;
    if (closed) return;
    parts.onHints(result.hints);
    apply({ kind: 'composed', candidates, result });
    await composeChanged();
  };
  const schedule = createPollSchedule({ read, sweepIntervalMs: parts.sweepIntervalMs, retryMs: parts.retryMs });
  return {
    updateServices: (homes) => {
      if (closed) return;
      apply({ kind: 'listed', homes });
      schedule.readAll([...homes.keys()]);
    },
    rediscover: (name) => schedule.readNow(name),
    directory: () => directory,
    close: () => {
      closed = true;
      clearTimeout(debounce);
      schedule.close();
    },
  };
}

/** Publishes the supergraph. If that fails, keeps the last one and rejects every candidate that is new or changed. */
async function publishResult(
  candidates: readonly Candidate[],
  result: CompositionResult,
  parts: DiscoveryParts,
): Promise<CompositionResult> {
  if (result.supergraphSdl === undefined) return result;
  try {
    await parts.publish(result.supergraphSdl);
    return result;
  } catch (error) {
    const problem = [error instanceof Error ? error.message : String(error)];
    const before = candidates.flatMap(({ name, accepted }) =>
      accepted === undefined ? [] : [[name, accepted] as const],
    );
    const changed = candidates
      .filter(({ sdl, accepted }) => sdl !== accepted)
      .map(({ name }) => [name, problem] as const);
    return { accepted: new Map(before), rejected: new Map(changed), hints: [] };
  }
}

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
