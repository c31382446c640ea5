import { LRUCache } from 'lru-cache';
import type { RegistrationContext } from './recover-pending.ts';

/**
 * Seats of an event that may be free. It is a cache of this process and may be outdated: the store's unique index
 * decides. Seats are read in windows. The free seats of a window are tried in random order, so that instances rarely
 * collide.
 */
interface SeatHints {
  /** The last seat that was read. */
  lastRead: number;
  readonly free: number[];
}

const windowSeats = 256;
const maxEvents = 10_000;
const hintsByEvent = new LRUCache<string, SeatHints>({ max: maxEvents });

function shuffle(seats: number[]): number[] {
  for (let index = seats.length - 1; index > 0; index--) {
    const other = Math.floor(Math.random() * (index + 1));
    [seats[index], seats[other]] = [seats[other] ?? 0, seats[index] ?? 0];
  }
  return seats;
}

/** Reads the next window of seats, starting again at 1 after the limit, and adds its free seats to the hints. */
async function readWindow(
  hints: SeatHints,
  { event, limit }: { readonly event: string; readonly limit: number },
  context: RegistrationContext,
): Promise<void> {
  const first = hints.lastRead >= limit ? 1 : hints.lastRead + 1;
  const last = Math.min(limit, first + windowSeats - 1);
  hints.lastRead = last;
  const seated = await context.documents.find({ event, seat: { $gte: first, $lte: last } });
  const taken = new Set(seated.map(({ seat }) => seat));
  const free = Array.from({ length: last - first + 1 }, (_, index) => first + index).filter((seat) => !taken.has(seat));
  hints.free.push(...shuffle(free));
}

/**
 * Returns a seat up to the limit that may be free; undefined if all are taken, by committed or pending registrations.
 */
export async function freeSeat(
  event: string,
  limit: number,
  context: RegistrationContext,
): Promise<number | undefined> {
  const hints = hintsByEvent.get(event) ?? { lastRead: 0, free: [] };
  hintsByEvent.set(event, hints);
  for (let windows = Math.ceil(limit / windowSeats) + 1; ; windows--) {
    for (let seat = hints.free.pop(); seat !== undefined; seat = hints.free.pop()) if (seat <= limit) return seat;
    if (windows === 0) return undefined;
    if (limit > windowSeats && (await isFull(event, limit, context))) return undefined;
    await readWindow(hints, { event, limit }, context);
  }
}

const isFull = async (event: string, limit: number, { documents }: RegistrationContext): Promise<boolean> =>
  (await documents.count({ event, seat: { $lte: limit } })) >= limit;
