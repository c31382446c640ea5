import type { Compose, Composition, SubgraphSdl } from './composer.ts';

type Composed = Extract<Composition, { composed: true }>;

/** A subgraph that is to be composed. */
export interface Candidate extends SubgraphSdl {
  /** The SDL of the subgraph in the last valid supergraph; undefined for a new subgraph. */
  readonly accepted?: string;
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

/**
 * Composes all candidates, or as many of them as compose. A candidate that does not compose is rejected: its last valid
 * SDL stays, and a new candidate is left out. It does not block the changes of other candidates.
 */
export async function resolveComposition(
  candidates: readonly Candidate[],
  compose: Compose,
): Promise<CompositionResult> {
  const composition = await compose(candidates);
  if (composition.composed) return resultOf(candidates, { composition });
  const changed = candidates.filter((candidate) => candidate.accepted !== candidate.sdl);
  return (
    (await rejectOne(candidates, changed, { compose, problems: composition.problems })) ??
    addOneByOne(candidates, changed, compose)
  );
}

/** The common case: all candidates but one compose. Tries without new candidates first, then without changed ones. */
async function rejectOne(
  candidates: readonly Candidate[],
  changed: readonly Candidate[],
  { compose, problems }: { compose: Compose; problems: readonly string[] },
): Promise<CompositionResult | undefined> {
  if (changed.length < 2) return undefined;
  const suspects = changed.toSorted((a, b) => Number(a.accepted !== undefined) - Number(b.accepted !== undefined));
  for (const suspect of suspects) {
    const rest = candidates.flatMap((candidate) => (candidate === suspect ? lastValid(candidate) : [candidate]));
    const composition = await compose(rest);
    if (composition.composed) return resultOf(rest, { composition, rejected: new Map([[suspect.name, problems]]) });
  }
  return undefined;
}

/** The rare case: starts from the last valid supergraph and adds changes one by one until none composes. */
async function addOneByOne(
  candidates: readonly Candidate[],
  changed: readonly Candidate[],
  compose: Compose,
): Promise<CompositionResult> {
  let chosen: readonly SubgraphSdl[] = candidates.flatMap(lastValid);
  let latest: Composed | undefined;
  let pending = changed;
  const rejected = new Map<string, readonly string[]>();
  for (let added = true; added;) {
    added = false;
    for (const candidate of pending) {
      const attempt = [...chosen.filter(({ name }) => name !== candidate.name), candidate].toSorted(byName);
      const composition = await compose(attempt);
      if (!composition.composed) rejected.set(candidate.name, composition.problems);
      else [chosen, latest, added] = [attempt, composition, rejected.delete(candidate.name) || true];
    }
    pending = pending.filter(({ name }) => rejected.has(name));
  }
  return resultOf(chosen, { ...(latest && { composition: latest }), rejected });
}

function lastValid({ name, accepted }: Candidate): readonly SubgraphSdl[] {
  return accepted === undefined ? [] : [{ name, sdl: accepted }];
}

function byName(a: SubgraphSdl, b: SubgraphSdl): number {
  return a.name < b.name ? -1 : 1;
}

function resultOf(
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
