import type { Compose, Composition, SubgraphSdl } from './composer.ts';

/** A service that wants to be part of the graph. */
export interface Candidate extends SubgraphSdl {
  /** The SDL with which it is part of the last good graph; none for a newcomer. */
  readonly accepted?: string;
}

/** What became of the candidates. */
export interface CompositionResult {
  /** The new graph; none when nothing new composes, and the last good graph stays. */
  readonly supergraphSdl?: string;
  /** By name, the SDL that each candidate in the graph has there: the latest, or the last good one. */
  readonly accepted: ReadonlyMap<string, string>;
  /** By name, why a candidate's latest SDL is not in the graph. */
  readonly rejected: ReadonlyMap<string, readonly string[]>;
  /** What composed otherwise than its author may think. */
  readonly hints: readonly string[];
}

/**
 * Composes all candidates, or as many as compose. One that spoils the graph is left out, or stays as it was, and is
 * named; it keeps nobody else's change from coming in.
 */
export async function resolveComposition(
  candidates: readonly Candidate[],
  compose: Compose,
): Promise<CompositionResult> {
  const whole = await compose(candidates);
  if (whole.composed) return verdict(candidates, candidates, { whole });
  const changed = candidates.filter((candidate) => candidate.accepted !== candidate.sdl);
  return (await blameOne(candidates, changed, { compose, whole })) ?? addOneByOne(candidates, changed, compose);
}

/** The usual case: all but one compose. Newcomers are suspected before those that were good until now. */
async function blameOne(
  candidates: readonly Candidate[],
  changed: readonly Candidate[],
  { compose, whole }: { compose: Compose; whole: Composition },
): Promise<CompositionResult | undefined> {
  if (changed.length < 2) return undefined;
  const suspects = changed.toSorted(
    (one, other) => Number(one.accepted !== undefined) - Number(other.accepted !== undefined),
  );
  for (const suspect of suspects) {
    const rest = candidates.flatMap((candidate) => (candidate === suspect ? lastGood(candidate) : [candidate]));
    const composition = await compose(rest);
    if (composition.composed)
      return verdict(candidates, rest, { whole: composition, problems: new Map([[suspect.name, whole]]) });
  }
  return undefined;
}

/** The rare case: from the last good graph, whoever can be added is added, until nobody can. */
async function addOneByOne(
  candidates: readonly Candidate[],
  changed: readonly Candidate[],
  compose: Compose,
): Promise<CompositionResult> {
  let chosen: readonly SubgraphSdl[] = candidates.flatMap(lastGood);
  let good: Composition | undefined;
  let pending = changed;
  const problems = new Map<string, Composition>();
  for (let added = true; added;) {
    added = false;
    for (const candidate of pending) {
      const attempt = [...chosen.filter(({ name }) => name !== candidate.name), candidate].toSorted(byName);
      const composition = await compose(attempt);
      if (!composition.composed) problems.set(candidate.name, composition);
      else [chosen, good, added] = [attempt, composition, problems.delete(candidate.name) || true];
    }
    pending = pending.filter(({ name }) => problems.has(name));
  }
  return verdict(candidates, chosen, { ...(good && { whole: good }), problems });
}

function lastGood({ name, accepted }: Candidate): readonly SubgraphSdl[] {
  return accepted === undefined ? [] : [{ name, sdl: accepted }];
}

function byName(one: SubgraphSdl, other: SubgraphSdl): number {
  return one.name < other.name ? -1 : 1;
}

function verdict(
  candidates: readonly Candidate[],
  chosen: readonly SubgraphSdl[],
  { whole, problems = new Map() }: { whole?: Composition; problems?: ReadonlyMap<string, Composition> },
): CompositionResult {
  const concerns = candidates.filter(({ name }) => problems.has(name)).map(({ name }) => name);
  return {
    ...(whole?.composed && { supergraphSdl: whole.supergraphSdl }),
    accepted: new Map(chosen.map(({ name, sdl }) => [name, sdl])),
    rejected: new Map(concerns.map((name) => [name, problemsOf(problems.get(name))])),
    hints: whole?.composed ? whole.hints : [],
  };
}

function problemsOf(composition: Composition | undefined): readonly string[] {
  return composition === undefined || composition.composed ? [] : composition.problems;
}
