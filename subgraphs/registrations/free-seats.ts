import { LRUCache } from 'lru-cache';
import type { RegistrationContext } from './registration-document.ts';

/**
 * Where to look for a free seat: hints, of this process, that may be wrong, since the store decides. Seats are looked at
 * in windows; those of a window that seem free are tried in random order, so that several instances do not try the same.
 */
interface Hint {
  /** The last seat of the windows looked at so far. */
  looked: number;
  readonly free: number[];
}

const windowSeats = 256;
const hintsMost = 10_000;
const hints = new LRUCache<string, Hint>({ max: hintsMost });

function shuffle(seats: number[]): number[] {
  for (let index = seats.length - 1; index > 0; index--) {
    const other = Math.floor(Math.random() * (index + 1));
    [seats[index], seats[other]] = [seats[other] ?? 0, seats[index] ?? 0];
  }
  return seats;
}

async function lookAtWindow(
  hint: Hint,
  { event, limit }: { readonly event: string; readonly limit: number },
  context: RegistrationContext,
): Promise<void> {
  const first = hint.looked >= limit ? 1 : hint.looked + 1;
  const last = Math.min(limit, first + windowSeats - 1);
  hint.looked = last;
  const seated = await context.documents.find({ event, seat: { $gte: first, $lte: last } });
  const taken = new Set(seated.map(({ seat }) => seat));
  const free = Array.from({ length: last - first + 1 }, (_, index) => first + index).filter((seat) => !taken.has(seat));
  hint.free.push(...shuffle(free));
}

/** A seat up to the limit that seems free; undefined when all are taken, by registrations or by those under way. */
export async function freeSeat(
  event: string,
  limit: number,
  context: RegistrationContext,
): Promise<number | undefined> {
  const hint = hints.get(event) ?? { looked: 0, free: [] };
  hints.set(event, hint);
  for (let windows = Math.ceil(limit / windowSeats) + 1; ; windows--) {
    for (let seat = hint.free.pop(); seat !== undefined; seat = hint.free.pop()) if (seat <= limit) return seat;
    if (windows === 0) return undefined;
    if (limit > windowSeats && (await isFull(event, limit, context))) return undefined;
    await lookAtWindow(hint, { event, limit }, context);
  }
}

const isFull = async (event: string, limit: number, { documents }: RegistrationContext): Promise<boolean> =>
  (await documents.count({ event, seat: { $lte: limit } })) >= limit;
