import { freeUntil, segmentIn, type Hours, type Segment } from './segments.ts';

/** The minutes of one row of a calendar. */
export const slotMinutes = 30;

/** What is booked if somebody chooses a start only, if it is free for so long. */
const usualMinutes = 60;

/** Returns the starts of the rows of a calendar. */
export const slotsOf = ({ from, to }: Hours): readonly number[] =>
  Array.from({ length: (to - from) / slotMinutes }, (_, index) => from + index * slotMinutes);

/** A free time on one day. */
export interface FreeTime {
  readonly day: string;
  readonly from: number;
  readonly to: number;
}

/** Returns the first free minute of a row; undefined if it is taken to its end. */
export function freeIn(segments: readonly Segment[], slot: number): number | undefined {
  const segment = segmentIn(segments, slot, slot + slotMinutes);
  if (segment === undefined || segment.from > slot) return slot;
  const after = segment.to;
  return after < slot + slotMinutes && segmentIn(segments, after, slot + slotMinutes)?.from !== after
    ? after
    : undefined;
}

/**
 * Returns the free time between two rows of a day, in either order, cut where something else happens. Of a single row
 * it is the usual time. Undefined if the first row is not free.
 */
export function chooseTime(
  segments: readonly Segment[],
  [first, last]: readonly [number, number],
): Omit<FreeTime, 'day'> | undefined {
  const from = freeIn(segments, Math.min(first, last));
  if (from === undefined) return undefined;
  const wanted = first === last ? from + usualMinutes : Math.max(first, last) + slotMinutes;
  return { from, to: Math.min(wanted, freeUntil(segments, from)) };
}
