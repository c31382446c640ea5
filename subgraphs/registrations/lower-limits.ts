import { implementInternal, succeed, committedFilter, withRetry, type InternalOperation, type Outcome } from '#kit';
import { limitRegistrations, type RegistrationCount } from '../shared.ts';
import { forgetLimit, lowerLimits } from './capacity-limits.ts';
import type { RegistrationDocument } from './fields.ts';
import { recoverPending, type RegistrationContext } from './recover-pending.ts';
import { freeSeat } from './free-seats.ts';

/**
 * Moves a registration to a free seat up to the capacity, by an update that a unique index guards. It is read again if
 * it is gone or was moved meanwhile: another change, to a higher capacity, may have done that.
 */
async function moveDown(
  registration: RegistrationDocument,
  capacity: number,
  context: RegistrationContext,
): Promise<'moved' | 'full'> {
  const { _id, event } = registration;
  let current: RegistrationDocument | undefined = registration;
  while (current?.seat !== undefined && current.seat > capacity) {
    const free = await freeSeat(event, capacity, context);
    if (free === undefined) return 'full';
    const result = await context.documents.update({ _id, seat: current.seat }, { $set: { seat: free } });
    if (result.kind === 'updated') return 'moved';
    if (result.kind === 'unmatched') current = await context.documents.findOne({ _id });
  }
  return 'moved';
}

/**
 * Moves every registration above the capacity to a lower seat. Returns the number of registrations if there are too
 * many, else undefined.
 */
async function fitToCapacity(
  event: string,
  capacity: number,
  context: RegistrationContext,
): Promise<Outcome<RegistrationCount | undefined>> {
  const { documents } = context;
  for (const registration of await documents.find({ event, seat: { $gt: capacity } })) {
    if ((await moveDown(registration, capacity, context)) === 'moved') continue;
    const registered = await documents.count({ event, ...committedFilter });
    if (registered > capacity) return succeed({ event, registered });
    return recoverPending(event, context, 'registrations for the event are pending; try again');
  }
  return succeed(undefined);
}

/**
 * Lowers the limits of events to a new capacity and moves registrations to seats within it. The venue, or the event
 * that moves, already has a pending write with that capacity. Returns the events with more registrations than the
 * capacity. A limit that is too low costs one fetch, but never rejects a registration wrongly.
 */
export const lowerLimitsOperation: InternalOperation<RegistrationDocument> = implementInternal(
  limitRegistrations,
  async ({ events, capacity }, context) => {
    await lowerLimits(events, capacity, context);
    const aboveCapacity = await context.documents.find({ event: { $in: events }, seat: { $gt: capacity } });
    const full: RegistrationCount[] = [];
    for (const event of new Set(aboveCapacity.map((registration) => registration.event))) {
      const excess = await withRetry(() => fitToCapacity(event, capacity, context), context);
      if (!excess.ok) return excess;
      if (excess.value === undefined) continue;
      await forgetLimit(event, context);
      full.push(excess.value);
    }
    return succeed({ full });
  },
);
