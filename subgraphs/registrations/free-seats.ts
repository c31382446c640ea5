import { LRUCache } from 'lru-cache';
import { memoize } from '#kit';
import type { FetchedLimit } from './capacity-limits.ts';
import type { RegistrationContext } from './recover-pending.ts';

/**
 * Seats of an event that may be free. It is a cache of this process and may be outdated: the store's unique index
 * decides. Seats are read in windows, in random order, and the free seats of a window are tried in random order, so that
 * instances rarely collide.
 */
interface SeatHints {
  /** The first seats of the windows that are to be read next. */
  readonly windows: number[];
  readonly free: number[];
  /** How often all windows were read. */
  passes: number;
  /** The read of a window that is running; those who need a seat share it. It resolves to whether the event is full. */
  reading: Promise<boolean> | undefined;
  /** The limit at which the event was full when its seating was read last; undefined if it was not. */
  fullAt: FetchedLimit | undefined;
}

/** Seats are divided into about so many windows, if these have at least `minWindowSeats`. */
const windowCount = 32;
const minWindowSeats = 32;
const maxWindowSeats = 256;
const maxEvents = 10_000;
/** The hints of a store by event. */
const hintsFor = memoize<RegistrationContext['documents'], LRUCache<string, SeatHints>>(
  () => new LRUCache({ maxSize: maxEvents, sizeCalculation: () => 1 }),
);

function hintsOf(event: string, { documents }: RegistrationContext): SeatHints {
  const hintsByEvent = hintsFor(documents);
  const hints = hintsByEvent.get(event) ?? { windows: [], free: [], passes: 0, reading: undefined, fullAt: undefined };
  hintsByEvent.set(event, hints);
  return hints;
}

function shuffle(numbers: number[]): number[] {
  for (let index = numbers.length - 1; index > 0; index--) {
    const other = Math.floor(Math.random() * (index + 1));
    [numbers[index], numbers[other]] = [numbers[other] ?? 0, numbers[index] ?? 0];
  }
  return numbers;
}

const windowSeatsOf = (limit: number): number =>
  Math.min(maxWindowSeats, Math.max(minWindowSeats, Math.ceil(limit / windowCount)));

/** Returns the seats from a first one to a last one. */
const seatsBetween = (first: number, last: number): number[] =>
  Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);

/** Returns the first seats of all windows up to a limit, in random order. */
function windowsOf(limit: number): number[] {
  const size = windowSeatsOf(limit);
  return shuffle(seatsBetween(0, Math.ceil(limit / size) - 1).map((index) => 1 + index * size));
}

interface SeatSearch {
  readonly event: string;
  readonly limit: number;
}

/** Reads the next window of seats, and adds its free seats to the hints. Returns whether all seats are taken. */
async function readWindow(
  hints: SeatHints,
  { event, limit }: SeatSearch,
  { documents }: RegistrationContext,
): Promise<boolean> {
  if ((await documents.count({ event, seat: { $lte: limit } })) >= limit) return true;
  if (hints.windows.length === 0) {
    hints.windows.push(...windowsOf(limit));
    hints.passes += 1;
  }
  const first = hints.windows.pop() ?? 1;
  const last = Math.min(limit, first + windowSeatsOf(limit) - 1);
  const seated = await documents.find({ event, seat: { $gte: first, $lte: last } });
  const taken = new Set(seated.map(({ seat }) => seat));
  hints.free.push(...shuffle(seatsBetween(first, last).filter((seat) => !taken.has(seat))));
  return false;
}

/**
 * Returns a seat up to the limit that may be free; undefined if all are taken, by committed or pending registrations.
 */
export async function freeSeat(
  event: string,
  limit: number,
  context: RegistrationContext,
): Promise<number | undefined> {
  const hints = hintsOf(event, context);
  const { passes } = hints;
  for (;;) {
    for (let seat = hints.free.pop(); seat !== undefined; seat = hints.free.pop()) if (seat <= limit) return seat;
    // All windows have been read since this call began.
    if (hints.reading === undefined && hints.windows.length === 0 && hints.passes > passes) return undefined;
    hints.reading ??= readWindow(hints, { event, limit }, context).finally(() => (hints.reading = undefined));
    if (await hints.reading) return undefined;
  }
}

/** Returns the limit at which the event was full when its seating was read last; undefined if it was not. */
export const fullAt = (event: string, context: RegistrationContext): FetchedLimit | undefined =>
  hintsOf(event, context).fullAt;

export function rememberFullAt(event: string, limit: FetchedLimit | undefined, context: RegistrationContext): void {
  hintsOf(event, context).fullAt = limit;
}
