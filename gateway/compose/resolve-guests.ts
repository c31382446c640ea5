import type { Compose, SubgraphSdl } from './composer.ts';
import { byName, resultOf, type Candidate, type Composed, type CompositionResult } from './resolve-composition.ts';

/** The graph of the trusted services alone. */
export interface TrustedGraph {
  readonly supergraphSdl: string;
  readonly subgraphs: readonly SubgraphSdl[];
}

/** Adds guests to the graph of the trusted services. Never rejects. */
export type ResolveGuests = (trusted: TrustedGraph, guests: readonly Candidate[]) => Promise<CompositionResult>;

/** A rejected schema of a guest. It is not composed again with the same graph of the trusted services. */
interface Rejection {
  readonly sdl: string;
  readonly trusted: string;
  readonly problems: readonly string[];
}

/**
 * Creates a function that adds guests to a graph: first together those that were in the last graph, then each new or
 * changed one. A guest that does not compose, or that changes anything of the trusted services, is rejected; its last
 * valid SDL stays if that composes. Needs at most two compositions for each guest.
 */
export function createGuestResolver(compose: Compose): ResolveGuests {
  let rejections: ReadonlyMap<string, Rejection> = new Map();
  return async (trusted, guests) => {
    const composeWith = (chosen: readonly SubgraphSdl[]) =>
      compose([...trusted.subgraphs, ...chosen].toSorted(byName), trusted.supergraphSdl);
    const isKnown = ({ name, sdl }: Candidate): boolean =>
      rejections.get(name)?.sdl === sdl && rejections.get(name)?.trusted === trusted.supergraphSdl;
    const known = guests.filter(isKnown);
    const progress = await addAccepted(guests, composeWith);
    const changed = guests.filter((guest) => guest.sdl !== guest.accepted && !isKnown(guest));
    for (const guest of changed) await addGuest(progress, guest, composeWith);
    for (const { name } of known) progress.rejected.set(name, rejections.get(name)?.problems ?? []);
    rejections = new Map(
      guests.flatMap(({ name, sdl }) => {
        const problems = progress.rejected.get(name);
        return problems === undefined ? [] : [[name, { sdl, trusted: trusted.supergraphSdl, problems }] as const];
      }),
    );
    const { latest, rejected } = progress;
    const result = resultOf([...progress.chosen.values()], { ...(latest && { composition: latest }), rejected });
    return { ...result, supergraphSdl: latest?.supergraphSdl ?? trusted.supergraphSdl };
  };
}

/** The guests that are in the graph so far, and the graph; undefined without guests. */
interface Progress {
  readonly chosen: Map<string, SubgraphSdl>;
  latest: Composed | undefined;
  readonly rejected: Map<string, readonly string[]>;
}

type ComposeWith = (chosen: readonly SubgraphSdl[]) => ReturnType<Compose>;

/** Adds the guests of the last graph with their last valid SDLs: all together, or each by itself if that fails. */
async function addAccepted(guests: readonly Candidate[], composeWith: ComposeWith): Promise<Progress> {
  const accepted = guests.flatMap(({ name, accepted: sdl }) => (sdl === undefined ? [] : [{ name, sdl, guest: true }]));
  const progress: Progress = { chosen: new Map(), latest: undefined, rejected: new Map() };
  if (accepted.length === 0) return progress;
  const composition = await composeWith(accepted);
  if (!composition.composed) for (const guest of accepted) await addGuest(progress, guest, composeWith);
  else {
    progress.latest = composition;
    for (const guest of accepted) progress.chosen.set(guest.name, guest);
  }
  return progress;
}

/** Adds one guest, or replaces its last valid SDL, if it composes. */
async function addGuest(progress: Progress, { name, sdl }: SubgraphSdl, composeWith: ComposeWith): Promise<void> {
  const attempt = new Map(progress.chosen).set(name, { name, sdl, guest: true });
  const composition = await composeWith([...attempt.values()]);
  if (!composition.composed) return void progress.rejected.set(name, composition.problems);
  progress.latest = composition;
  progress.chosen.set(name, { name, sdl, guest: true });
  progress.rejected.delete(name);
}
