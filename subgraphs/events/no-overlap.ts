import {
  defineProblem,
  fail,
  succeed,
  transient,
  unavailable,
  withRetry,
  type Collection,
  type Filter,
  type Outcome,
  type Problem,
  type Rule,
} from '#kit';
import type { EventDocument } from './fields.ts';
import { countPeriods, intervalOf, periodsOf, type Interval } from './interval.ts';
import { openSchedules, scheduleId, type Booking, type Schedule, type ScheduleContext } from './schedules.ts';

/** The pauses while a pending booking is neither confirmed nor released, in milliseconds. */
const pendingBackoff = { initialMs: 10, maxMs: 15 };

export const overlap = defineProblem({
  name: 'Overlap',
  status: 409,
  title: 'The venue is already booked at that time',
  description:
    'Another event at the venue overlaps. An event may start when another ends. Choose another time or venue.',
  extensions: { event: { kind: 'reference', resource: 'event', description: 'The event that overlaps.' } },
});

const overlapInBatch = defineProblem({
  name: 'OverlapInBatch',
  status: 409,
  title: 'Two events of the request overlap',
  description: 'Two events of one batch overlap at the same venue, so none was created. Choose another time for one.',
});

/** Matches a schedule with a booking of another event that overlaps the interval. */
const overlapFilter = (event: string, { from, to }: Interval): Filter => ({
  bookings: { $elemMatch: { event: { $ne: event }, from: { $lt: to }, to: { $gt: from } } },
});

/** Adds a booking to a period by one conditional update. Returns false if a booking of another event overlaps. */
async function book(schedules: Collection<Schedule>, _id: string, booking: Booking): Promise<boolean> {
  const result = await schedules.upsert(
    { _id, $nor: [overlapFilter(booking.event, booking)] },
    { $push: { bookings: booking } },
  );
  return result.kind === 'updated';
}

async function findOverlappingBooking(
  schedules: Collection<Schedule>,
  _id: string,
  booking: Booking,
): Promise<Booking | undefined> {
  const schedule = await schedules.findOne({ _id });
  return schedule?.bookings.find(
    ({ event, from, to }) => event !== booking.event && from < booking.to && to > booking.from,
  );
}

const removeBooking = (
  schedules: Collection<Schedule>,
  _id: string,
  { event, token }: Pick<Booking, 'event' | 'token'>,
) => schedules.update({ _id }, { $pull: { bookings: { event, token } } });

/** Books one period or returns the problem. Waits for pending bookings and removes bookings that are not valid. */
async function claimPeriod(_id: string, booking: Booking, context: ScheduleContext): Promise<Problem | undefined> {
  const schedules = await openSchedules(context);
  const limits = { ...pendingBackoff, contentionMs: context.contentionMs };
  const result = await withRetry(() => tryToClaim({ schedules, _id, booking }, context), limits);
  if (result.ok) return undefined;
  // This rule has already waited, so the operation must not retry.
  return result.problem.transient === true ? unavailable(result.problem.detail) : result.problem;
}

interface Claim {
  readonly schedules: Collection<Schedule>;
  readonly _id: string;
  readonly booking: Booking;
}

async function tryToClaim(claim: Claim, context: ScheduleContext): Promise<Outcome<undefined>> {
  const { schedules, _id, booking } = claim;
  if (await book(schedules, _id, booking)) return succeed(undefined);
  const pending = fail(transient('another request is booking the venue at that time; try again'));
  const conflicting = await findOverlappingBooking(schedules, _id, booking);
  if (conflicting === undefined) return pending;
  const event = await context.documents.findOne({ _id: conflicting.event });
  if (event?._claim === conflicting.token) return fail(overlapWith(event));
  if (event?._intent?.token !== conflicting.token) {
    if (await isVoid(conflicting, context)) await removeBooking(schedules, _id, conflicting);
    return tryToClaim(claim, context);
  }
  if (conflicting.token === booking.token) return fail(overlapInRequest(event));
  await context.recover(event);
  return pending;
}

/** Whether the event of a booking does not hold it, and will not in a failover. */
async function isVoid({ event: _id, token }: Booking, { documents, durably }: ScheduleContext): Promise<boolean> {
  const event = await durably(() => documents.findOne({ _id }));
  return event?._claim !== token && event?._intent?.token !== token;
}

const overlapWith = ({ _id, name, date, time, duration }: EventDocument): Problem =>
  overlap(`${JSON.stringify(name)} is at the venue on ${date} at ${time} for ${duration}`, { event: _id });

const overlapInRequest = ({ name }: EventDocument): Problem =>
  overlapInBatch(`the event overlaps ${JSON.stringify(name)} in the same request`);

/**
 * Rejects an event that overlaps another at the same venue. Intervals are half-open. The event books each period that
 * it overlaps, by one conditional update, so concurrent requests cannot both succeed.
 */
export const noOverlap: Rule<EventDocument> = {
  problems: [overlap, overlapInBatch],
  on: ['date', 'time', 'duration', 'venue'],
  writes: { count: (document) => countPeriods(intervalOf(document)), field: 'duration' },
  claim: async (document, token, context) => {
    const interval = intervalOf(document);
    const booking = { event: document._id, ...interval, token };
    for (const period of periodsOf(interval)) {
      const problem = await claimPeriod(scheduleId(document.venue, period), booking, context);
      if (problem !== undefined) return problem;
    }
    return undefined;
  },
  release: async (document, token, context) => {
    const schedules = await openSchedules(context);
    for (const period of periodsOf(intervalOf(document)))
      await removeBooking(schedules, scheduleId(document.venue, period), { event: document._id, token });
  },
};
