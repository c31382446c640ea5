import type { Compose } from '../compose/composer.ts';
import { createGuestResolver, type TrustedGraph } from '../compose/resolve-guests.ts';
import { resolveComposition, type Candidate, type CompositionResult } from '../compose/resolve-composition.ts';
import { candidatesOf, type DiscoveryEvent, type ServiceDirectory } from './reconcile.ts';

/** The dependencies of the compositions. */
export interface CompositionsParts {
  readonly directory: () => ServiceDirectory;
  readonly apply: (event: DiscoveryEvent) => void;
  /** Composes the trusted services. */
  readonly compose: Compose;
  /** Composes guests with them, in a process of their own: guests do not delay the trusted services. */
  readonly composeGuests: Compose;
  /** Puts a new supergraph into service. If it rejects, the last one stays and the error is the problem. */
  readonly publish: (supergraphSdl: string) => Promise<void>;
  /** Receives the hints of each composition. */
  readonly onHints: (hints: readonly string[]) => void;
  /** The graph of the trusted services that is in service already. */
  readonly restored: TrustedGraph | undefined;
  /** The shortest time between two compositions with guests, in milliseconds. */
  readonly guestPauseMs: number;
}

/** Composes the graph of a directory. */
export interface Compositions {
  /** Composes what has changed since the last composition. */
  update(): void;
  /** Returns the graph of the trusted services that is in service, without guests. */
  trusted(): TrustedGraph | undefined;
  /** Idempotent. */
  close(): void;
}

/**
 * Creates the compositions. The trusted services are composed and served first; then guests are added to their graph.
 * One composition of each kind runs at a time.
 */
export function createCompositions(parts: CompositionsParts): Compositions {
  const resolveGuests = createGuestResolver(parts.composeGuests);
  let trusted = parts.restored;
  /** The graph to which guests were added last. */
  let guestBase: TrustedGraph | undefined;
  let guestPause: NodeJS.Timeout | undefined;
  let closed = false;

  async function composeTrusted(candidates: readonly Candidate[]): Promise<void> {
    if (candidates.length === 0) return;
    const resolved = await resolveComposition(candidates, parts.compose);
    const { supergraphSdl } = resolved;
    const isNew = supergraphSdl !== undefined && supergraphSdl !== trusted?.supergraphSdl;
    const problem = isNew && !closed ? await publishProblem(parts, supergraphSdl) : undefined;
    if (closed) return;
    if (isNew && problem === undefined)
      trusted = { supergraphSdl, subgraphs: [...resolved.accepted].map(([name, sdl]) => ({ name, sdl })) };
    parts.onHints(resolved.hints);
    const result = problem === undefined ? resolved : rejectChanges(candidates, problem);
    parts.apply({ kind: 'composed', candidates, result });
  }

  async function composeGuests(candidates: readonly Candidate[]): Promise<void> {
    const base = trusted;
    guestBase = base;
    if (base === undefined) return;
    const resolved = await resolveGuests(base, candidates);
    // If the trusted services have changed in the meantime, they are served alone until guests are composed again.
    if (closed || trusted !== base) return;
    const problem = await publishProblem(parts, resolved.supergraphSdl ?? base.supergraphSdl);
    if (problem !== undefined) await publishProblem(parts, base.supergraphSdl);
    const result = problem === undefined ? resolved : rejectAll(candidates, problem);
    if (!closed) parts.apply({ kind: 'composed', candidates, result });
  }

  const trustedStage = createStage(() => candidatesOf(parts.directory(), { guests: false }), composeTrusted);
  const guestStage = createStage(() => candidatesOf(parts.directory(), { guests: true }), composeGuests);

  async function updateTrusted(): Promise<void> {
    while (!closed && trustedStage.isDue()) await trustedStage.run();
    await updateGuests();
  }
  /** Composes guests at once with another graph of the trusted services; their own changes wait for the pause. */
  async function updateGuests(): Promise<void> {
    const isRebased = guestBase !== trusted && !guestStage.isEmpty();
    if (closed || !(isRebased || (guestStage.isDue() && guestPause === undefined))) return;
    guestPause ??= setTimeout(() => {
      guestPause = undefined;
      void updateGuests();
    }, parts.guestPauseMs).unref();
    await guestStage.run();
    await updateGuests();
  }
  return {
    update: () => void updateTrusted(),
    trusted: () => trusted,
    close: () => {
      closed = true;
      clearTimeout(guestPause);
    },
  };
}

/** Composes one kind of candidates. */
interface Stage {
  /** Whether there are other candidates than at the last run. */
  isDue(): boolean;
  isEmpty(): boolean;
  /** Starts a run, or joins the current one. */
  run(): Promise<void>;
}

function createStage(
  current: () => readonly Candidate[],
  compose: (now: readonly Candidate[]) => Promise<void>,
): Stage {
  let last: readonly Candidate[] = [];
  let running: Promise<void> | undefined;
  const start = (): Promise<void> => {
    last = current();
    return compose(last);
  };
  return {
    isDue: () => !isSame(current(), last),
    isEmpty: () => current().length === 0,
    run: () => (running ??= start().finally(() => (running = undefined))),
  };
}

/** Whether a composition of these candidates has the result of the last one. */
function isSame(now: readonly Candidate[], last: readonly Candidate[]): boolean {
  // Who is away matters only to a candidate that is not in the graph: it can take the place of another.
  const isContested = now.some(({ sdl, accepted, away }) => !away && sdl !== accepted);
  const isEqual = (candidate: Candidate, before: Candidate | undefined): boolean =>
    candidate.name === before?.name && candidate.sdl === before.sdl && (!isContested || candidate.away === before.away);
  return now.length === last.length && now.every((candidate, index) => isEqual(candidate, last[index]));
}

/** Publishes a supergraph and returns why that failed; undefined if it did not. */
async function publishProblem({ publish }: CompositionsParts, supergraphSdl: string): Promise<string | undefined> {
  try {
    await publish(supergraphSdl);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** The result if a supergraph cannot be published: the last one stays, and each new or changed candidate is rejected. */
function rejectChanges(candidates: readonly Candidate[], problem: string): CompositionResult {
  const accepted = candidates.flatMap(({ name, accepted: sdl }) => (sdl === undefined ? [] : [[name, sdl] as const]));
  const changed = candidates.filter(({ sdl, accepted: before }) => sdl !== before);
  return { ...rejectAll(changed, problem), accepted: new Map(accepted) };
}

const rejectAll = (candidates: readonly Candidate[], problem: string): CompositionResult => ({
  accepted: new Map(),
  rejected: new Map(candidates.map(({ name }) => [name, [problem]])),
  hints: [],
});
