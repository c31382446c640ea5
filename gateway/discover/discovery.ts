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

/** What the discovery is made of. Durations in milliseconds. */
export interface DiscoveryParts {
  readonly read: ReadService;
  readonly compose: Compose;
  /** Takes a new graph into service; what it throws says why it cannot, and the last one stays. */
  readonly show: (supergraphSdl: string) => Promise<void>;
  /** Hears of each change, with what was before. */
  readonly changed: (now: ServiceDirectory, before: ServiceDirectory) => void;
  /** Hears of what composed otherwise than its author may think. */
  readonly hinted: (hints: readonly string[]) => void;
  readonly sweepIntervalMs: number;
  readonly retryMs: number;
}

export interface Discovery {
  /** The root was read: names and homes of what it lists. Everything is read again. */
  updateServices(homes: ReadonlyMap<string, string>): void;
  /** A service did not answer as it should: it is read again now. Resolves when that is done. */
  rediscover(name: string): Promise<void>;
  directory(): ServiceDirectory;
  /** Closing twice is harmless. */
  close(): void;
}

/** Milliseconds that a change waits for others: what is read in one go is composed in one go. */
const settleMs = 25;

/** Keeps the directory: reads what the root lists, composes what changed, one composition at a time. */
export function createDiscovery(parts: DiscoveryParts): Discovery {
  let directory: ServiceDirectory = new Map();
  let composing = false;
  let closed = false;
  let tried = '';
  let settling: NodeJS.Timeout | undefined;

  const note = (occurrence: DiscoveryEvent): void => {
    const before = directory;
    directory = reconcile(before, occurrence, new Date());
    parts.changed(directory, before);
  };
  const read = async (name: string): Promise<boolean> => {
    const home = directory.get(name)?.home;
    const reading: ServiceReading = home === undefined ? { kind: 'no-graph' } : await parts.read(home);
    // While it was read it may have moved: then another reading is under way.
    if (closed || directory.get(name)?.home !== home) return true;
    note({ kind: 'read', name, reading });
    settling ??= setTimeout(() => void composeChanged(), settleMs);
    return reading.kind !== 'away';
  };
  const composeChanged = async (): Promise<void> => {
    settling = undefined;
    const candidates = candidatesOf(directory);
    const wanted = JSON.stringify(candidates.map(({ name, sdl }) => [name, sdl]));
    if (composing || closed || wanted === tried || candidates.length === 0) return;
    [composing, tried] = [true, wanted];
    const verdict = await shown(candidates, await resolveComposition(candidates, parts.compose), parts);
    composing = false;
    if (closed) return;
    parts.hinted(verdict.hints);
    note({ kind: 'composed', candidates, verdict });
    await composeChanged();
  };
  const rounds = createPollSchedule({ read, sweepIntervalMs: parts.sweepIntervalMs, retryMs: parts.retryMs });
  return {
    updateServices: (homes) => {
      if (closed) return;
      note({ kind: 'listed', homes });
      rounds.readAll([...homes.keys()]);
    },
    rediscover: (name) => rounds.readNow(name),
    directory: () => directory,
    close: () => {
      closed = true;
      clearTimeout(settling);
      rounds.close();
    },
  };
}

/** Takes the composed graph into service, or keeps the last one and rejects whoever brought a change. */
async function shown(
  candidates: readonly Candidate[],
  verdict: CompositionResult,
  parts: DiscoveryParts,
): Promise<CompositionResult> {
  if (verdict.supergraphSdl === undefined) return verdict;
  try {
    await parts.show(verdict.supergraphSdl);
    return verdict;
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

/** Services whose state or address is another than before. */
export function changes(now: ServiceDirectory, before: ServiceDirectory): readonly KnownService[] {
  return [...now.values()].filter((known) => {
    const earlier = before.get(known.name);
    return (
      earlier?.state !== known.state ||
      earlier?.url !== known.url ||
      earlier?.refused?.problem !== known.refused?.problem
    );
  });
}
