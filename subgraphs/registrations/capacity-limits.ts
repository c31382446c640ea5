import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import {
  coalesce,
  fail,
  memoize,
  missingReference,
  retentionMs,
  succeed,
  transient,
  withRetry,
  type Collection,
  type Outcome,
  type ReferenceState,
  type RemoteResources,
  type Stored,
} from '#kit';
import { seatCapacityOf, type SeatCapacity } from '../shared.ts';
import type { RegistrationContext } from './recover-pending.ts';

/**
 * A copy of the number of seats of an event, stored with the registrations. The record is inserted before the venue is
 * read, and the result is stored only if the record's version did not change. A capacity change that lowers the
 * existing records therefore misses none.
 */
export interface CapacityLimit extends Stored {
  /** Null if unknown: it is fetched before it is used. */
  readonly capacity: number | null;
  /** Changes with every write. */
  readonly version: string;
  /** The time of the last write. */
  readonly at: Date;
}

const openLimits = (context: RegistrationContext): Promise<Collection<CapacityLimit>> =>
  context.collection<CapacityLimit>('limits', [{ fields: ['at'], unique: false }]);

const newVersion = () => ({ version: randomUUID(), at: new Date() });
const newValues = (capacity: number | null) => ({ capacity, ...newVersion() });

/** Returns the stored limits by event, without those that are unknown. */
export async function storedLimits(
  events: readonly string[],
  context: RegistrationContext,
): Promise<ReadonlyMap<string, number>> {
  const limits = await (await openLimits(context)).find({ _id: { $in: events } });
  return new Map(
    limits.flatMap(({ _id, capacity }): [string, number][] => (capacity === null ? [] : [[_id, capacity]])),
  );
}

type ReadLimit = (request: LimitRequest) => Promise<number | undefined>;

/** Reads stored limits. Those that are asked for while another read is running share the next. */
const readerFor = memoize<RegistrationContext['documents'], ReadLimit>(() =>
  coalesce<LimitRequest, number | undefined>(async (requests) => {
    const events = [...new Set(requests.map(({ event }) => event))];
    const limits = await storedLimits(events, requests[0]!.context);
    return requests.map(({ event }) => limits.get(event));
  }, maxBatchSize),
);

/** Returns the stored limit of an event; undefined if it is unknown. */
export const storedLimit = (event: string, context: RegistrationContext): Promise<number | undefined> =>
  readerFor(context.documents)({ event, context });

const currentShape = z.object({ venue: z.string() });
const nextShape = z.object({ venue: z.string().optional() });

/** Returns the venue of an event and, during a pending move, the next one. */
export function venuesOf({ current, next }: ReferenceState): { readonly venue: string; readonly nextVenue?: string } {
  const { venue } = currentShape.parse(current);
  const { venue: nextVenue } = nextShape.parse(next ?? {});
  return { venue, ...(nextVenue !== undefined && { nextVenue }) };
}

/** Reads the current capacity of an event from its venue and, during a pending move, from the next venue. */
export async function fetchCapacity(event: string, remote: RemoteResources): Promise<Outcome<SeatCapacity>> {
  const state = await remote.referenceState('event', event, 'service');
  if (!state.ok) return state;
  if (state.value === undefined) return fail(missingReference({ relation: 'event', target: 'event', id: event }));
  const { venue, nextVenue } = venuesOf(state.value);
  const current = await remote.referenceState('venue', venue, 'service');
  if (!current.ok) return current;
  // The event has been removed or moved since it was read: venues of events are not removed.
  if (current.value === undefined) return fail(transient('the venue of the event has been removed; try again'));
  const next = nextVenue === undefined ? undefined : await remote.referenceState('venue', nextVenue, 'service');
  if (next?.ok === false) return next;
  return succeed(seatCapacityOf(current.value, next?.value));
}

/** The current limit of an event, and the version of its record: as long as that stays, the limit is not lowered. */
export interface FetchedLimit extends SeatCapacity, Pick<CapacityLimit, 'version'> {}

/** Fetches the limit and stores it. Fails with a transient problem if the record was changed in the meantime. */
async function fetchOnce({ event, context }: LimitRequest): Promise<Outcome<FetchedLimit>> {
  const limits = await openLimits(context);
  const record = (await limits.findOne({ _id: event })) ?? (await insertUnknown(event, limits));
  const fetched = await fetchCapacity(event, context.remote);
  if (!fetched.ok) return fetched;
  const { capacity } = fetched.value;
  const unchanged = { _id: event, version: record.version };
  const values = record.capacity === capacity ? undefined : newValues(capacity);
  const stored =
    values === undefined
      ? (await limits.findOne(unchanged)) !== undefined
      : (await limits.update(unchanged, { $set: values })).kind === 'updated';
  if (!stored) return fail(transient('the limit of the event is being changed; try again'));
  return succeed({ ...fetched.value, version: (values ?? record).version });
}

async function insertUnknown(event: string, limits: Collection<CapacityLimit>): Promise<CapacityLimit> {
  const record = { _id: event, ...newValues(null) };
  return (await limits.insert([record])).kind === 'inserted'
    ? record
    : ((await limits.findOne({ _id: event })) ?? record);
}

interface LimitRequest {
  readonly event: string;
  readonly context: RegistrationContext;
}

const maxBatchSize = 100;

type FetchLimit = (request: LimitRequest) => Promise<Outcome<FetchedLimit>>;

/** Fetches limits for a store. Requests for the same limit share one fetch, which starts after all of them. */
const fetchFor = memoize<RegistrationContext['documents'], FetchLimit>(() =>
  coalesce<LimitRequest, Outcome<FetchedLimit>>(async (requests) => {
    const fetches = new Map<string, Promise<Outcome<FetchedLimit>>>();
    for (const request of requests)
      fetches.set(request.event, fetches.get(request.event) ?? withRetry(() => fetchOnce(request), request.context));
    return Promise.all(requests.map(async ({ event }) => (await fetches.get(event)) ?? fail(transient('not fetched'))));
  }, maxBatchSize),
);

/** Fetches the current limit of an event and stores it. */
export const refreshLimit = (event: string, context: RegistrationContext): Promise<Outcome<FetchedLimit>> =>
  fetchFor(context.documents)({ event, context });

/**
 * Lowers every stored limit that is above the capacity. Later reads return the lower limit. All limits get a new version
 * first: a fetch that began before must not store a higher capacity, also where the limit is low already. Unknown
 * limits stay unknown: the capacity may be that of a larger venue, and the move to it may still fail.
 */
export async function lowerLimits(
  events: readonly string[],
  capacity: number,
  context: RegistrationContext,
): Promise<void> {
  const limits = await openLimits(context);
  await limits.updateMany({ _id: { $in: events } }, { $set: newVersion() });
  const above = { capacity: { $gt: capacity } };
  for (const { _id } of await limits.find({ _id: { $in: events }, ...above }))
    await limits.update({ _id, ...above }, { $set: newValues(capacity) });
}

/** Marks the limit of an event as unknown, so that it is fetched before it is used again. */
export async function forgetLimit(event: string, context: RegistrationContext): Promise<void> {
  await (await openLimits(context)).update({ _id: event }, { $set: newValues(null) });
}

/** Removes limits that were not written for a day: their events are removed, or have no new registrations. */
export async function forgetIdleLimits(context: RegistrationContext): Promise<void> {
  await (await openLimits(context)).removeMany({ at: { $lt: new Date(Date.now() - retentionMs) } });
}
