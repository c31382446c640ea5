import {
  defineProblem,
  fail,
  invalidInput,
  succeed,
  transient,
  unavailable,
  withRetry,
  type Collection,
  type Filter,
  type Metadata,
  type Outcome,
  type Problem,
  type Rule,
  type RuleContext,
  type Stored,
} from '#kit';
import { intervalOf, periodsOf, type Interval, type Timed } from './interval.ts';

interface ScheduledEvent extends Metadata, Timed {
  readonly name: string;
  readonly venue: string;
}
type ScheduleContext = RuleContext<ScheduledEvent>;

/** A booking of a venue. It counts while its event bears the token: as its claim, or as its intention's. */
interface Booking extends Interval {
  readonly event: string;
  readonly token: string;
}

/** The bookings of one venue in one period. */
interface Schedule extends Stored {
  readonly bookings: readonly Booking[];
}

/** For how long, and how often, to check whether a pending booking is confirmed. */
const pendingPolicy = { initialMs: 10, maxMs: 15, giveUpAfterMs: 2000 };

export const overlap = defineProblem({
  name: 'Overlap',
  status: 409,
  title: 'The venue is taken at that time',
  description:
    'Another event is at the venue then. An event may start the minute another ends. Choose another time or venue.',
  extensions: { event: { kind: 'reference', resource: 'event', description: 'The event that is at the venue then.' } },
});

const scheduleId = (venue: string, period: number): string => `${venue}/${period}`;
const open = (context: ScheduleContext): Promise<Collection<Schedule>> => context.collection<Schedule>('day_schedules');

const meets = (event: string, { from, to }: Interval): Filter => ({
  bookings: { $elemMatch: { event: { $ne: event }, from: { $lt: to }, to: { $gt: from } } },
});

/** Books one period; the store refuses when a booking of another event meets it. */
async function book(schedules: Collection<Schedule>, _id: string, booking: Booking): Promise<boolean> {
  const result = await schedules.upsert(
    { _id, $nor: [meets(booking.event, booking)] },
    { $push: { bookings: booking } },
  );
  return result.kind === 'updated';
}

async function bookingInTheWay(
  schedules: Collection<Schedule>,
  _id: string,
  booking: Booking,
): Promise<Booking | undefined> {
  const schedule = await schedules.findOne({ _id });
  return schedule?.bookings.find(
    ({ event, from, to }) => event !== booking.event && from < booking.to && to > booking.from,
  );
}

const drop = (schedules: Collection<Schedule>, _id: string, { event, token }: Pick<Booking, 'event' | 'token'>) =>
  schedules.update({ _id }, { $pull: { bookings: { event, token } } });

/** Books one period, or returns why it is not free. Waits for pending bookings; removes those that no longer count. */
async function claimPeriod(_id: string, booking: Booking, context: ScheduleContext): Promise<Problem | undefined> {
  const schedules = await open(context);
  const claimed = await withRetry(() => tryToClaim({ schedules, _id, booking }, context), pendingPolicy);
  if (claimed.ok) return undefined;
  // This rule has waited already: the operation must not wait again.
  return claimed.problem.transient === true ? unavailable(claimed.problem.detail) : claimed.problem;
}

interface Claim {
  readonly schedules: Collection<Schedule>;
  readonly _id: string;
  readonly booking: Booking;
}

async function tryToClaim(claim: Claim, context: ScheduleContext): Promise<Outcome<undefined>> {
  const { schedules, _id, booking } = claim;
  if (await book(schedules, _id, booking)) return succeed(undefined);
  const isPending = fail(transient('the venue is being booked by others at that time; try again'));
  const obstacle = await bookingInTheWay(schedules, _id, booking);
  if (obstacle === undefined) return isPending;
  const event = await context.documents.findOne({ _id: obstacle.event });
  if (event?._claim === obstacle.token) return fail(taken(event));
  if (event?._intent?.token !== obstacle.token) {
    await drop(schedules, _id, obstacle);
    return tryToClaim(claim, context);
  }
  if (obstacle.token === booking.token) return fail(takenByItself(event));
  await context.recover(event);
  return isPending;
}

const taken = ({ _id, name, date, time, duration }: ScheduledEvent): Problem =>
  overlap(`${JSON.stringify(name)} is at the venue on ${date} at ${time} for ${duration}`, { event: _id });

const takenByItself = ({ name }: ScheduledEvent): Problem =>
  invalidInput([{ field: 'time', message: `overlaps ${JSON.stringify(name)} of the same request` }]);

/** No two events at one venue overlap: half-open intervals, booked in each period by one conditional update. */
export const noOverlap: Rule<ScheduledEvent> = {
  problems: [overlap],
  on: ['date', 'time', 'duration', 'venue'],
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
    const schedules = await open(context);
    for (const period of periodsOf(intervalOf(document)))
      await drop(schedules, scheduleId(document.venue, period), { event: document._id, token });
  },
};
