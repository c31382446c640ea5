import type { Compose, Composition, SubgraphSdl } from './composer.ts';

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
  if (composition.composed) return resultOf(candidates, candidates, { composition });
  const changed = candidates.filter((candidate) => candidate.accepted !== candidate.sdl);
  return (
    (await rejectOne(candidates, changed, { compose, failed: composition })) ??
    addOneByOne(candidates, changed, compose)
  );
}

/** The common case: all candidates but one compose. Tries without new candidates first, then without changed ones. */
async function rejectOne(
  candidates: readonly Candidate[],
  changed: readonly Candidate[],
  { compose, failed }: { compose: Compose; failed: Composition },
): Promise<CompositionResult | undefined> {
  if (changed.length < 2) return undefined;
  const suspects = changed.toSorted((a, b) => Number(a.accepted !== undefined) - Number(b.accepted !== undefined));
  for (const suspect of suspects) {
    const rest = candidates.flatMap((candidate) => (candidate === suspect ? lastValid(candidate) : [candidate]));
    const composition = await compose(rest);
    if (composition.composed)
      return resultOf(candidates, rest, { composition, problems: new Map([[suspect.name, failed]]) });
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
  let latest: Composition | undefined;
  let pending = changed;
  const problems = new Map<string, Composition>();
  for (let added = true; added;) {
    added = false;
    for (const candidate of pending) {
      const attempt = [...chosen.filter(({ name }) => name !== candidate.name), candidate].toSorted(byName);
      const composition = await compose(attempt);
      if (!composition.composed) problems.set(candidate.name, composition);
      else [chosen, latest, added] = [attempt, composition, problems.delete(candidate.name) || true];
    }
    pending = pending.filter(({ name }) => problems.has(name));
  }
  return resultOf(candidates, chosen, { ...(latest && { composition: latest }), problems });
}

function lastValid({ name, accepted }: Candidate): readonly SubgraphSdl[] {
  return accepted === undefined ? [] : [{ name, sdl: accepted }];
}

function byName(a: SubgraphSdl, b: SubgraphSdl): number {
  return a.name < b.name ? -1 : 1;
}

function resultOf(
  candidates: readonly Candidate[],
  chosen: readonly SubgraphSdl[],
  { composition, problems = new Map() }: { composition?: Composition; problems?: ReadonlyMap<string, Composition> },
): CompositionResult {
  const rejected = candidates.filter(({ name }) => problems.has(name)).map(({ name }) => name);
  return {
    ...(composition?.composed && { supergraphSdl: composition.supergraphSdl }),
    accepted: new Map(chosen.map(({ name, sdl }) => [name, sdl])),
    rejected: new Map(rejected.map((name) => [name, problemsOf(problems.get(name))])),
    hints: composition?.composed ? composition.hints : [],
  };
}

function problemsOf(composition: Composition | undefined): readonly string[] {
  return composition === undefined || composition.composed ? [] : composition.problems;
}
