import { invalid, notAllowed, signedIn, succeed, type Action } from '#kit';
import { registrationAvailability, type EventDocument } from './registration-availability.ts';
import { registrantInputFor, resolveRegistrant, registrantInput } from './registrant.ts';

/** Cancels somebody's registration for the event. Cancelling what is not there changes nothing. */
export const cancel: Action<EventDocument> = {
  title: 'Cancel',
  description: 'Give the seat at this event back: members their own, others that of whom they name.',
  method: 'DELETE',
  path: 'register',
  mutation: 'cancelRegistration',
  input: registrantInput,
  yields: [],
  policy: signedIn,
  problems: [notAllowed, invalid],
  inputFor: registrantInputFor,
  isAvailable: async (events, context) => {
    const isMember = context.caller.role === 'member';
    const now = await registrationAvailability(events, context);
    return now.map((each) => each !== undefined && (isMember ? each.isRegistered : each.registered > 0));
  },
  run: async (event, input, context) => {
    const person = await resolveRegistrant(input, context);
    if (!person.ok) return person;
    const { account, username } = person.value;
    const found = await context.remote.find('registration', { of: { event: event._id, account } });
    if (!found.ok) return found;
    const [registration] = found.value;
    if (registration === undefined)
      return succeed({ changed: false, message: `${username} is not registered`, references: {} });
    const removed = await context.remote.remove('registration', registration);
    return removed.ok
      ? succeed({ changed: true, message: `${username} is no longer registered`, references: {} })
      : removed;
  },
};
