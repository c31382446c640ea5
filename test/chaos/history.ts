/** When an event takes place. */
export interface Slot {
  readonly date: string;
  readonly time: string;
  readonly duration: string;
}

/** One thing that a worker asks for. */
export type Deed =
  | { readonly kind: 'createVenue'; readonly name: string; readonly capacity: number }
  | { readonly kind: 'resize'; readonly venue: string; readonly capacity: number }
  | { readonly kind: 'removeVenue'; readonly venue: string; readonly cascade: boolean }
  | { readonly kind: 'createEvents'; readonly venue: string; readonly slots: readonly Slot[] }
  | {
      readonly kind: 'move';
      readonly event: string;
      readonly slot?: Slot | undefined;
      readonly venue?: string | undefined;
    }
  | { readonly kind: 'removeEvent'; readonly event: string; readonly cascade: boolean }
  | { readonly kind: 'createAccount'; readonly username: string }
  | { readonly kind: 'removeAccount'; readonly account: string; readonly cascade: boolean }
  | { readonly kind: 'register' | 'cancel'; readonly event: string; readonly account: string };

/**
 * What came of it. `unknown`: no answer, or one that says that a part was away; it may have been done, or be done yet.
 * `broken`: an answer that should never be given.
 */
export type Outcome =
  | { readonly kind: 'done'; readonly ids: readonly string[] }
  | { readonly kind: 'refused'; readonly problem: string; readonly detail: string; readonly named: readonly string[] }
  | { readonly kind: 'unknown'; readonly why: string }
  | { readonly kind: 'broken'; readonly why: string };

/** A deed with its answer, and when it was asked and answered; milliseconds. */
export interface Entry {
  readonly deed: Deed;
  readonly outcome: Outcome;
  readonly from: number;
  /** Infinite where it may be done yet. */
  readonly to: number;
}

/** A stretch of time in which something may have happened; `sure` where it did. */
export interface Happening {
  readonly from: number;
  readonly to: number;
  readonly sure: boolean;
}

const isAfter = (later: Happening, earlier: Happening): boolean => later.from >= earlier.to;

/** Whether something that is added and removed may have been there at some time from `from` to `to`. */
export function mayHaveBeen(
  added: readonly Happening[],
  removed: readonly Happening[],
  { from, to }: { readonly from: number; readonly to: number },
): boolean {
  const gone = removed.filter((each) => each.sure && each.to <= from);
  return added.some((each) => each.from <= to && !gone.some((removal) => isAfter(removal, each)));
}

/** Whether it is there in the end, whatever the order of what ran at once. */
export const mustBe = (added: readonly Happening[], removed: readonly Happening[]): boolean =>
  added.some((each) => each.sure && !removed.some((removal) => removal.to > each.from));

/** Whether it is gone in the end, whatever the order of what ran at once. */
export const mustNotBe = (added: readonly Happening[], removed: readonly Happening[]): boolean =>
  removed.some((each) => each.sure && !added.some((addition) => addition.to > each.from));

/** A value that may have been written. */
export interface Writing<T> extends Happening {
  readonly value: T;
}

/** The values that may have stood at some time from `from` to `to`. */
export function possibleValues<T>(
  writings: readonly Writing<T>[],
  { from, to }: { readonly from: number; readonly to: number },
): readonly T[] {
  const settled = writings.filter((each) => each.sure && each.to <= from);
  return writings
    .filter((each) => each.from <= to && !settled.some((later) => later !== each && isAfter(later, each)))
    .map(({ value }) => value);
}
