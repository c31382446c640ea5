import {
  fail,
  invalid,
  notAllowed,
  signedIn,
  succeed,
  transient,
  type Action,
  type OperationContext,
  type Outcome,
} from '#kit';
import { isMember, occupancyOfEvents } from '../shared.ts';
import type { EventDocument } from './fields.ts';
import { registrationAvailability } from './registration-availability.ts';
import { checkRegistrant, registrantInputFor, resolveRegistrant, registrantInput } from './registrant.ts';

/** Verifies that an account is not registered: a removal that a list shows may still be rolled back. */
async function isNotRegistered(event: string, account: string, { remote }: OperationContext): Promise<Outcome<void>> {
  const occupancy = await remote.invoke(occupancyOfEvents, { events: [event], account });
  if (!occupancy.ok) return occupancy;
  return occupancy.value.mine.length === 0
    ? succeed(undefined)
    : fail(transient('the registration is being canceled; try again'));
}

/** Cancels an account's registration for the event. Without a registration it succeeds and changes nothing. */
export const cancel: Action<EventDocument, typeof registrantInput> = {
  title: 'Cancel',
  description: 'Cancel a registration for this event. Members cancel their own; other roles give a username.',
  method: 'DELETE',
  path: 'register',
  mutation: 'cancelRegistration',
  input: registrantInput,
  yields: [],
  policy: signedIn,
  problems: [notAllowed, invalid],
  checkPermission: checkRegistrant,
  inputFor: registrantInputFor,
  isAvailable: async (events, context) => {
    const isForSelf = isMember(context.caller);
    const availabilities = await registrationAvailability(events, context);
    return availabilities.map(
      (event) => event !== undefined && (isForSelf ? event.isRegistered : event.registered > 0),
    );
  },
  run: async (event, input, context) => {
    const registrant = await resolveRegistrant(input, context);
    if (!registrant.ok) return registrant;
    const { account, username } = registrant.value;
    const registrations = await context.remote.find('registration', { of: { event: event._id, account } });
    if (!registrations.ok) return registrations;
    const [registration] = registrations.value;
    if (registration === undefined) {
      const isCanceled = await isNotRegistered(event._id, account, context);
      return isCanceled.ok
        ? succeed({ changed: false, message: `${username} is not registered`, references: {} })
        : isCanceled;
    }
    const removed = await context.remote.remove('registration', registration);
    return removed.ok
      ? succeed({ changed: true, message: `${username} is no longer registered`, references: {} })
      : removed;
  },
};
