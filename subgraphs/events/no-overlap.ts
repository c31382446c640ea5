import { setTimeout as delay } from 'node:timers/promises';
import type { Metadata, Rule, RuleContext } from '../../kit/resource/definition.ts';
import { defineProblem, unavailable, type Problem } from '../../kit/resource/problems.ts';
import type { Collection, Filter, Stored } from '../../kit/store/port.ts';
import { intervalOf, periodsOf, type Interval, type Timed } from './interval.ts';

interface Scheduled extends Metadata, Timed {
  readonly name: string;
  readonly venue: string;
}
type Context = RuleContext<Scheduled>;

/** A booking of a venue. It is an intention until the event's document says the same. */
interface Booking extends Interval {
  readonly event: string;
  /** Milliseconds since 1970: when it was made. */
  readonly at: number;
}

/** The bookings of one venue in one period. */
interface Schedule extends Stored {
  readonly bookings: readonly Booking[];
}

/** Milliseconds after which a booking whose event does not bear it out counts for nothing: its writer died. */
const intentionMs = 10_000;
/** Milliseconds between looks at whether a booking in the way is borne out, and how often to look. */
const patienceMs = 20;
const patience = 200;

export const overlap = defineProblem({
  name: 'Overlap',
  status: 409,
  title: 'The venue is taken at that time',
  description:
    'Another event is at the venue then. An event may start the minute another ends. Choose another time or venue.',
  extensions: { event: { kind: 'reference', resource: 'event' } },
});

const scheduleId = (venue: string, period: number): string => `${venue}/${period}`;
const open = (context: Context): Promise<Collection<Schedule>> => context.collection<Schedule>('schedules');

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

/** The event that a booking stands for, if its document bears it out. */
async function bearer({ event, from, to }: Booking, { documents }: Context): Promise<Scheduled | undefined> {
  const document = await documents.findOne({ _id: event });
  if (document === undefined) return undefined;
  const interval = intervalOf(document);
  return interval.from === from && interval.to === to ? document : undefined;
}

const drop = (schedules: Collection<Schedule>, _id: string, { event, from, to }: Booking) =>
  schedules.update({ _id }, { $pull: { bookings: { event, from, to } } });

/** Books one period, or says which event is in the way. Waits for intentions; clears away those whose writer died. */
async function claimPeriod(_id: string, booking: Booking, context: Context): Promise<Problem | undefined> {
  const schedules = await open(context);
  for (let look = 0; look < patience; look++) {
    if (await book(schedules, _id, booking)) return undefined;
    const obstacle = await bookingInTheWay(schedules, _id, booking);
    if (obstacle === undefined) continue;
    const event = await bearer(obstacle, context);
    if (event !== undefined) return taken(event);
    if (obstacle.at + intentionMs < Date.now()) await drop(schedules, _id, obstacle);
    else await delay(patienceMs + Math.random() * patienceMs);
  }
  return unavailable('the venue is being booked by others at that time; try again');
}

const taken = ({ _id, name, date, time, duration }: Scheduled): Problem =>
  overlap(`${JSON.stringify(name)} is at the venue on ${date} at ${time} for ${duration}`, { event: _id });

/** No two events at one venue overlap: half-open intervals, booked in each period by one conditional update. */
export const noOverlap: Rule<Scheduled> = {
  problems: [overlap],
  on: ['date', 'time', 'duration', 'venue'],
  claim: async (next, context) => {
    const interval = intervalOf(next);
    const booking = { event: next._id, ...interval, at: Date.now() };
    const booked: string[] = [];
    for (const period of periodsOf(interval)) {
      const id = scheduleId(next.venue, period);
      const problem = await claimPeriod(id, booking, context);
      if (problem === undefined) booked.push(id);
      else {
        for (const each of booked) await drop(await open(context), each, booking);
        return problem;
      }
    }
    return undefined;
  },
  release: async (document, context) => {
    const interval = intervalOf(document);
    const schedules = await open(context);
    for (const period of periodsOf(interval))
      await drop(schedules, scheduleId(document.venue, period), { event: document._id, ...interval, at: 0 });
  },
};
