/** When an event takes place. */
export interface Slot {
  readonly date: string;
  readonly time: string;
  readonly duration: string;
}

/** An operation that a worker sends. */
export type ChaosOperation =
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
  | { readonly kind: 'createSpeaker'; readonly event: string }
  | { readonly kind: 'removeSpeaker'; readonly speaker: string }
  | { readonly kind: 'register' | 'cancel'; readonly event: string; readonly account: string };

/**
 * The outcome of an operation. `unknown`: no response, or a response that a service is unavailable; the operation may
 * have been applied, or may still be applied. `unexpected`: a response that must never occur.
 */
export type ChaosOutcome =
  | { readonly kind: 'succeeded'; readonly ids: readonly string[] }
  | { readonly kind: 'rejected'; readonly problem: string; readonly detail: string; readonly named: readonly string[] }
  | { readonly kind: 'unknown'; readonly reason: string }
  | { readonly kind: 'unexpected'; readonly reason: string };

/** A range of time, in milliseconds. */
export interface TimeRange {
  readonly start: number;
  readonly end: number;
}

/** An operation with its outcome, from the time of its request to the time of its response. */
export interface HistoryEntry extends TimeRange {
  readonly operation: ChaosOperation;
  readonly outcome: ChaosOutcome;
  /** `Infinity` if the operation may still be applied. */
  readonly end: number;
}

/** A request that is sent again after a lost response. */
export interface Repetition {
  readonly operation: ChaosOperation;
  /** When it was sent for the first time, and now. */
  readonly firstStart: number;
  readonly start: number;
}

/**
 * Returns the time from which on a repetition may have taken effect: with the same idempotency key, it may report what
 * its first attempt has done.
 */
export const effectiveStart = ({ operation, firstStart, start }: Repetition): number =>
  operation.kind.startsWith('create') || operation.kind === 'register' ? firstStart : start;

/** The time range in which an effect may have taken place. */
export interface Effect extends TimeRange {
  /** Whether the effect is known to have taken place. */
  readonly isCertain: boolean;
}

const isAfter = (later: Effect, earlier: Effect): boolean => later.start >= earlier.end;

/** Whether a document with these additions and removals may have existed at any time in the range. */
export function mayHaveExisted(
  added: readonly Effect[],
  removed: readonly Effect[],
  { start, end }: TimeRange,
): boolean {
  const removals = removed.filter((each) => each.isCertain && each.end <= start);
  return added.some((each) => each.start <= end && !removals.some((removal) => isAfter(removal, each)));
}

/** Whether a document must exist in the final state, whatever the order of concurrent operations. */
export const mustExist = (added: readonly Effect[], removed: readonly Effect[]): boolean =>
  added.some((each) => each.isCertain && !removed.some((removal) => removal.end > each.start));

/** Whether a document must not exist in the final state, whatever the order of concurrent operations. */
export const mustNotExist = (added: readonly Effect[], removed: readonly Effect[]): boolean =>
  removed.some((each) => each.isCertain && !added.some((addition) => addition.end > each.start));

/** A value that may have been written. */
export interface Write<T> extends Effect {
  readonly value: T;
}

/** Returns the values that a field may have had at any time in the range. */
export function possibleValues<T>(writes: readonly Write<T>[], { start, end }: TimeRange): readonly T[] {
  const completed = writes.filter((each) => each.isCertain && each.end <= start);
  return writes
    .filter((each) => each.start <= end && !completed.some((later) => later !== each && isAfter(later, each)))
    .map(({ value }) => value);
}
