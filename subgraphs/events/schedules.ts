import type { Collection, RuleContext, Stored } from '#kit';
import type { EventDocument } from './fields.ts';
import { periodsOf, type Interval } from './interval.ts';

export type ScheduleContext = RuleContext<EventDocument>;

/** A booking of a venue. It is valid while its event has the token, as `_claim` or in its pending write. */
export interface Booking extends Interval {
  readonly event: string;
  readonly token: string;
}

/** The bookings of one venue in one period, stored as one document. */
export interface Schedule extends Stored {
  readonly bookings: readonly Booking[];
}

export const scheduleId = (venue: string, period: number): string => `${venue}/${period}`;
const venueOf = ({ _id }: Schedule): string => _id.slice(0, _id.lastIndexOf('/'));

export const openSchedules = (context: ScheduleContext): Promise<Collection<Schedule>> =>
  context.collection<Schedule>('day_schedules');

/** Most schedules that one query of the store reads. */
const schedulesPerQuery = 1000;

/** Returns the overlapping bookings of venues, each with its venue. Those that are not valid are included. */
async function overlappingBookings(
  venues: readonly string[],
  { from, to }: Interval,
  context: ScheduleContext,
): Promise<readonly (Booking & { readonly venue: string })[]> {
  const schedules = await openSchedules(context);
  const ids = periodsOf({ from, to }).flatMap((period) => venues.map((venue) => scheduleId(venue, period)));
  const overlapping: (Booking & { readonly venue: string })[] = [];
  for (let start = 0; start < ids.length; start += schedulesPerQuery) {
    const _id = { $in: ids.slice(start, start + schedulesPerQuery) };
    const found = await schedules.find({ _id, bookings: { $elemMatch: { from: { $lt: to }, to: { $gt: from } } } });
    for (const schedule of found)
      for (const booking of schedule.bookings)
        if (booking.from < to && booking.to > from) overlapping.push({ ...booking, venue: venueOf(schedule) });
  }
  return overlapping;
}

/**
 * Returns those of the venues that are booked at some time of the interval. It reads the schedules of the interval and
 * the events that have bookings then; a pending booking counts.
 */
export async function bookedVenues(
  venues: readonly string[],
  interval: Interval,
  context: ScheduleContext,
): Promise<ReadonlySet<string>> {
  const bookings = await overlappingBookings(venues, interval, context);
  const ids = [...new Set(bookings.map(({ event }) => event))];
  const events = ids.length === 0 ? [] : await context.documents.find({ _id: { $in: ids } });
  const tokens = new Set(events.flatMap(({ _claim, _intent }) => [_claim ?? [], _intent?.token ?? []].flat()));
  return new Set(bookings.filter(({ token }) => tokens.has(token)).map(({ venue }) => venue));
}
