import { createRandom } from '../chaos/random.ts';

/** What a choice is about. Random choices of each kind have their own rate of deviations. */
export const choiceKinds = ['operation', 'order', 'answer', 'message', 'time', 'fault', 'variant'] as const;
export type ChoiceKind = (typeof choiceKinds)[number];

/** One choice that was made: `value` of 0 to `below` - 1. */
export interface Choice {
  readonly kind: ChoiceKind;
  readonly below: number;
  readonly value: number;
}

/**
 * Makes all choices of a run. 0 is always the plain one: the oldest step, no fault. So a list of zeros is a run without
 * faults in the order of events, and a failing list shrinks towards it.
 */
export interface Choices {
  /** Returns an integer from 0 to `below` - 1. */
  next(kind: ChoiceKind, below: number): number;
  /** All choices that were made. */
  readonly made: readonly Choice[];
}

function recording(valueOf: (kind: ChoiceKind, below: number) => number): Choices {
  const made: Choice[] = [];
  return {
    made,
    next: (kind, below) => {
      const value = below <= 1 ? 0 : valueOf(kind, below);
      if (below > 1) made.push({ kind, below, value });
      return value;
    },
  };
}

/** Replays a list of numbers. Each is taken modulo the number of possibilities; after the end all choices are 0. */
export function replayChoices(list: readonly number[]): Choices {
  let position = 0;
  return recording((_kind, below) => (list[position++] ?? 0) % below);
}

/** The shares of choices that are made at random, of which each run draws one; the others are the usual one. */
export type ChoiceRates = Readonly<Record<ChoiceKind, readonly number[]>>;

const usualRates: ChoiceRates = {
  operation: [1],
  order: [0.03, 0.1, 0.3, 1],
  answer: [0, 0.05, 0.3, 0.6],
  message: [0, 0, 0.01, 0.05],
  time: [0, 0.005, 0.02, 0.05],
  fault: [0, 0.003, 0.01, 0.03],
  variant: [0.5],
};

/**
 * Makes random choices. The seed draws their rates, too, so that runs differ in kind and not only in detail. In half of
 * the runs the usual step is the newest one instead of the oldest: an operation goes on to its end, and others wait in
 * the middle of theirs.
 */
export function randomChoices(seed: number, ownRates: Partial<ChoiceRates> = {}): Choices {
  const random = createRandom(seed);
  const rates = { ...usualRates, ...ownRates };
  const rateOf = Object.fromEntries(choiceKinds.map((kind) => [kind, random.pick(rates[kind]) ?? 0]));
  const isNewestFirst = random.chance(0.5);
  const usual = (kind: ChoiceKind, below: number): number => (kind === 'order' && isNewestFirst ? below - 1 : 0);
  return recording((kind, below) => (random.chance(rateOf[kind] ?? 0) ? random.under(below) : usual(kind, below)));
}

/** Returns the list that replays choices, without the zeros at its end. */
export function listOf({ made }: Pick<Choices, 'made'>): readonly number[] {
  const values = made.map(({ value }) => value);
  while (values.at(-1) === 0) values.pop();
  return values;
}

/** Returns the number of the first choice in which two runs differ; undefined if they are the same. */
export function firstDifference(one: readonly Choice[], other: readonly Choice[]): number | undefined {
  const length = Math.max(one.length, other.length);
  for (let index = 0; index < length; index++) {
    const [a, b] = [one[index], other[index]];
    if (a?.kind !== b?.kind || a?.below !== b?.below || a?.value !== b?.value) return index;
  }
  return undefined;
}
