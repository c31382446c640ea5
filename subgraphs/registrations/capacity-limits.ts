import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import {
  coalesce,
  fail,
  missingReference,
  retentionMs,
  succeed,
  transient,
  withRetry,
  type Collection,
  type Outcome,
  type RemoteResources,
  type Stored,
} from '#kit';
import { seatCapacityOf, type SeatCapacity } from '../shared.ts';
import type { RegistrationContext } from './registration-document.ts';

/**
 * How many seats an event has, copied beside its registrations. A record is written before the venue is asked, and the
 * answer is stored only if the record is still as it was: so whoever lowers a capacity, and then lowers the records that
 * there are, has lowered them all.
 */
export interface CapacityLimit extends Stored {
  /** Null when it is not known: it is to be fetched. */
  readonly capacity: number | null;
  /** Another one after every write. */
  readonly version: string;
  readonly at: Date;
}

const open = (context: RegistrationContext): Promise<Collection<CapacityLimit>> =>
  context.collection<CapacityLimit>('limits', [{ fields: ['at'], unique: false }]);

const written = (capacity: number | null) => ({ capacity, version: randomUUID(), at: new Date() });

/** The limits of these events as they are stored; those that are not known are absent. */
export async function storedLimits(
  events: readonly string[],
  context: RegistrationContext,
): Promise<ReadonlyMap<string, number>> {
  const limits = await (await open(context)).find({ _id: { $in: events } });
  return new Map(
    limits.flatMap(({ _id, capacity }): [string, number][] => (capacity === null ? [] : [[_id, capacity]])),
  );
}

/** The limit as it is stored; undefined when it is not known. */
export const storedLimit = async (event: string, context: RegistrationContext): Promise<number | undefined> =>
  (await storedLimits([event], context)).get(event);

const placed = z.object({ venue: z.string() });
const intendedPlace = z.object({ venue: z.string().optional() });

/** The event's seats now: those of its venue, and of the one that it may be about to move to. */
export async function fetchCapacity(event: string, peers: RemoteResources): Promise<Outcome<SeatCapacity>> {
  const found = await peers.referenceState('event', event, 'service');
  if (!found.ok) return found;
  if (found.value === undefined) return fail(missingReference({ relation: 'event', target: 'event', id: event }));
  const { venue } = placed.parse(found.value.current);
  const { venue: nextVenue } = intendedPlace.parse(found.value.next ?? {});
  const here = await peers.referenceState('venue', venue, 'service');
  if (!here.ok) return here;
  const there = nextVenue === undefined ? undefined : await peers.referenceState('venue', nextVenue, 'service');
  if (there?.ok === false) return there;
  return succeed(seatCapacityOf(here.value, there?.value));
}

/** Fetches the limit and stores it, unless somebody else wrote it meanwhile: then the next try will tell. */
async function fetchOnce({ event, context }: Question): Promise<Outcome<SeatCapacity>> {
  const limits = await open(context);
  const record = (await limits.findOne({ _id: event })) ?? (await placeholder(event, limits));
  const seating = await fetchCapacity(event, context.remote);
  if (!seating.ok) return seating;
  const { capacity } = seating.value;
  const asItWas = { _id: event, version: record.version };
  const stored =
    record.capacity === capacity
      ? (await limits.findOne(asItWas)) !== undefined
      : (await limits.update(asItWas, { $set: written(capacity) })).kind === 'updated';
  return stored ? seating : fail(transient('the limit of the event is being changed; try again'));
}

async function placeholder(event: string, limits: Collection<CapacityLimit>): Promise<CapacityLimit> {
  const record = { _id: event, ...written(null) };
  return (await limits.insert([record])).kind === 'inserted'
    ? record
    : ((await limits.findOne({ _id: event })) ?? record);
}

interface Question {
  readonly event: string;
  readonly context: RegistrationContext;
}

/** Most limits that are fetched together. */
const mostTogether = 100;

/** Many who ask for one limit at once share a look that began after they asked. */
const fetchTogether = coalesce<Question, Outcome<SeatCapacity>>(async (questions) => {
  const looks = new Map<string, Promise<Outcome<SeatCapacity>>>();
  for (const question of questions)
    looks.set(question.event, looks.get(question.event) ?? withRetry(() => fetchOnce(question)));
  return Promise.all(questions.map(async ({ event }) => (await looks.get(event)) ?? fail(transient('nobody looked'))));
}, mostTogether);

/** The limit as it is now; from now on it is known. */
export const refreshLimit = (event: string, context: RegistrationContext): Promise<Outcome<SeatCapacity>> =>
  fetchTogether({ event, context });

/** Lowers the limits that are above, or not known; answers when all later looks see it. */
export async function lowerLimits(
  events: readonly string[],
  capacity: number,
  context: RegistrationContext,
): Promise<void> {
  const limits = await open(context);
  const above = { $or: [{ capacity: null }, { capacity: { $gt: capacity } }] };
  for (const { _id } of await limits.find({ $and: [{ _id: { $in: events } }, above] }))
    await limits.update({ $and: [{ _id }, above] }, { $set: written(capacity) });
}

/** Makes the limit of an event be fetched before it is used again. */
export async function forgetLimit(event: string, context: RegistrationContext): Promise<void> {
  await (await open(context)).update({ _id: event }, { $set: written(null) });
}

/** Forgets limits that nobody has written for a day: those of events that are gone, or that nobody registers for. */
export async function forgetIdleLimits(context: RegistrationContext): Promise<void> {
  await (await open(context)).removeMany({ at: { $lt: new Date(Date.now() - retentionMs) } });
}
