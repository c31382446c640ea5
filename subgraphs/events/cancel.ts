import { invalid, notAllowed, signedIn, succeed, type Action } from '#kit';
import { isMember } from '../shared.ts';
import type { EventDocument } from './fields.ts';
import { registrationAvailability } from './registration-availability.ts';
import { checkRegistrant, registrantInputFor, resolveRegistrant, registrantInput } from './registrant.ts';

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
    if (registration === undefined)
      return succeed({ changed: false, message: `${username} is not registered`, references: {} });
    const removed = await context.remote.remove('registration', registration);
    return removed.ok
      ? succeed({ changed: true, message: `${username} is no longer registered`, references: {} })
      : removed;
  },
};
