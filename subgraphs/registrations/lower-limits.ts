import { z } from 'zod';
import {
  fail,
  malformed,
  succeed,
  committedFilter,
  transient,
  withRetry,
  type InternalOperation,
  type Outcome,
} from '#kit';
import type { RegistrationCount } from '../shared.ts';
import { forgetLimit, lowerLimits } from './capacity-limits.ts';
import type { RegistrationDocument, RegistrationContext } from './registration-document.ts';
import { freeSeat } from './free-seats.ts';

const inputShape = z.object({ events: z.array(z.string()).max(1000), capacity: z.number().int().min(0) });

/** Moves a registration to a seat up to the capacity: one uniquely indexed update. `full` when there is none. */
async function moveDown(
  { _id, event, seat = 0 }: RegistrationDocument,
  capacity: number,
  context: RegistrationContext,
) {
  for (;;) {
    const free = await freeSeat(event, capacity, context);
    if (free === undefined) return 'full';
    const moved = await context.documents.update({ _id, seat }, { $set: { seat: free } });
    if (moved.kind !== 'duplicate') return 'moved';
  }
}

/** Moves everybody above the capacity down; answers how many are registered where there is no room for them. */
async function squeeze(
  event: string,
  capacity: number,
  context: RegistrationContext,
): Promise<Outcome<RegistrationCount | undefined>> {
  const { documents } = context;
  for (const seated of await documents.find({ event, seat: { $gt: capacity } })) {
    if ((await moveDown(seated, capacity, context)) === 'moved') continue;
    const registered = await documents.count({ event, ...committedFilter });
    if (registered > capacity) return succeed({ event, registered });
    const arriving = await documents.find({ event, '_intent.kind': 'arriving' });
    for (const document of arriving) await context.recover(document);
    return fail(transient('registrations for the event are under way; try again'));
  }
  return succeed(undefined);
}

/**
 * Lowers the limits of events to a capacity that their venue is about to have, or moves them down to it. The venue, or
 * the event that moves, already shows the capacity as its intention. Answers the events that have more registrations
 * than that; a limit that is lower than it need be costs a look, and never a wrong refusal.
 */
export const lowerLimitsOperation: InternalOperation<RegistrationDocument> = async (input, context) => {
  const parsed = inputShape.safeParse(input);
  if (!parsed.success) return fail(malformed(z.prettifyError(parsed.error)));
  const { events, capacity } = parsed.data;
  await lowerLimits(events, capacity, context);
  const above = await context.documents.find({ event: { $in: events }, seat: { $gt: capacity } });
  const full: RegistrationCount[] = [];
  for (const event of new Set(above.map((each) => each.event))) {
    const squeezed = await withRetry(() => squeeze(event, capacity, context));
    if (!squeezed.ok) return squeezed;
    if (squeezed.value === undefined) continue;
    await forgetLimit(event, context);
    full.push(squeezed.value);
  }
  return succeed({ full });
};
