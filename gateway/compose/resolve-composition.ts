import type { Compose, Composition, SubgraphSdl } from './composer.ts';

export type Composed = Extract<Composition, { composed: true }>;

/** A subgraph that is to be composed. */
export interface Candidate extends SubgraphSdl {
  /** The SDL of the subgraph in the last valid supergraph; undefined for a new subgraph. */
  readonly accepted?: string;
  /** Whether its service is withdrawn or unreachable: a candidate that composes only without it replaces it. */
  readonly away?: boolean;
}

/** Which SDL of each candidate is in the supergraph, and which candidates were rejected. */
export interface CompositionResult {
  /** The new supergraph; undefined if no change composes, so that the last valid supergraph stays. */
  readonly supergraphSdl?: string;
  /** The SDL of each composed candidate by name: the latest one, or the last valid one. */
  readonly accepted: ReadonlyMap<string, string>;
  /** The problems of each candidate whose latest SDL is not composed, by name. */
  readonly rejected: ReadonlyMap<string, readonly string[]>;
  /** Hints of the composition about schemas whose result may be unexpected. */
  readonly hints: readonly string[];
}

/** Most changed candidates of which each is left out once to find the one that does not compose. */
const maxSuspects = 8;

/**
 * Composes all candidates, or as many of them as compose. A candidate that does not compose is rejected: its last valid
 * SDL stays, and a new candidate is left out. It does not block the changes of other candidates. The number of
 * compositions is at most linear in the number of candidates that do not compose, and logarithmic in the others.
 */
export async function resolveComposition(
  candidates: readonly Candidate[],
  compose: Compose,
): Promise<CompositionResult> {
  const composition = await compose(candidates);
  if (composition.composed) return resultOf(candidates, { composition });
  const away = candidates.filter((candidate) => candidate.away);
  if (away.length > 0) return addGroups(candidates, compose);
  const changed = candidates.filter(isChanged);
  return (
    (await rejectOne(candidates, changed, { compose, problems: composition.problems })) ??
    addGroups(candidates, compose)
  );
}

const isChanged = ({ accepted, sdl }: Candidate): boolean => accepted !== sdl;

/** The common case: all candidates but one compose. Tries without new candidates first, then without changed ones. */
async function rejectOne(
  candidates: readonly Candidate[],
  changed: readonly Candidate[],
  { compose, problems }: { compose: Compose; problems: readonly string[] },
): Promise<CompositionResult | undefined> {
  if (changed.length < 2 || changed.length > maxSuspects) return undefined;
  const suspects = changed.toSorted((a, b) => Number(a.accepted !== undefined) - Number(b.accepted !== undefined));
  for (const suspect of suspects) {
    const rest = candidates.flatMap((candidate) => (candidate === suspect ? lastValid(candidate) : [candidate]));
    const composition = await compose(rest);
    if (composition.composed) return resultOf(rest, { composition, rejected: new Map([[suspect.name, problems]]) });
  }
  return undefined;
}

/** The state of a composition to which candidates are added. */
interface Progress {
  chosen: readonly SubgraphSdl[];
  latest: Composed | undefined;
  readonly rejected: Map<string, readonly string[]>;
}

/**
 * The rare case: starts from the last valid SDLs of the candidates that are not away, and adds groups of candidates:
 * changed ones, new ones, those that are away, and then those again that may have needed one of a later group.
 */
async function addGroups(candidates: readonly Candidate[], compose: Compose): Promise<CompositionResult> {
  const present = candidates.filter(({ away }) => !away);
  const progress: Progress = { chosen: present.flatMap(lastValid), latest: undefined, rejected: new Map() };
  await addGroup(
    present.filter((candidate) => candidate.accepted !== undefined && isChanged(candidate)),
    { progress, compose },
  );
  await addGroup(
    present.filter(({ accepted }) => accepted === undefined),
    { progress, compose },
  );
  await addGroup(
    candidates.filter(({ away }) => away),
    { progress, compose },
  );
  if (progress.latest)
    await addGroup(
      present.filter(({ name }) => progress.rejected.has(name)),
      { progress, compose },
    );
  return resultOf(progress.chosen, {
    ...(progress.latest && { composition: progress.latest }),
    rejected: progress.rejected,
  });
}

/** Adds a group of candidates if they compose; otherwise adds each half of it. */
async function addGroup(
  group: readonly Candidate[],
  parts: { readonly progress: Progress; readonly compose: Compose },
): Promise<void> {
  const { progress, compose } = parts;
  if (group.length === 0) return;
  const names = new Set(group.map(({ name }) => name));
  const attempt = [...progress.chosen.filter(({ name }) => !names.has(name)), ...group].toSorted(byName);
  const composition = await compose(attempt);
  if (composition.composed) {
    [progress.chosen, progress.latest] = [attempt, composition];
    for (const name of names) progress.rejected.delete(name);
  } else if (group.length === 1) {
    for (const name of names) progress.rejected.set(name, composition.problems);
  } else {
    const middle = Math.ceil(group.length / 2);
    await addGroup(group.slice(0, middle), parts);
    await addGroup(group.slice(middle), parts);
  }
}

function lastValid({ name, accepted }: Candidate): readonly SubgraphSdl[] {
  return accepted === undefined ? [] : [{ name, sdl: accepted }];
}

export function byName(a: SubgraphSdl, b: SubgraphSdl): number {
  return a.name < b.name ? -1 : 1;
}

export function resultOf(
  chosen: readonly SubgraphSdl[],
  { composition, rejected = new Map() }: { composition?: Composed; rejected?: CompositionResult['rejected'] },
): CompositionResult {
  return {
    ...(composition && { supergraphSdl: composition.supergraphSdl }),
    accepted: new Map(chosen.map(({ name, sdl }) => [name, sdl])),
    rejected,
    hints: composition?.hints ?? [],
  };
}
