import { invalid, notAllowed, signedIn, succeed, type Action } from '#kit';
import { eventFull } from '../shared.ts';
import type { EventDocument } from './fields.ts';
import { registrationAvailability } from './registration-availability.ts';
import { checkRegistrant, registrantInputFor, resolveRegistrant, registrantInput } from './registrant.ts';

/**
 * Registers an account for the event: creates a document of the registrations service, which allocates the seat
 * (`subgraphs/registrations/seat-allocation.ts`). If the account is already registered, succeeds and changes nothing.
 */
export const register: Action<EventDocument, typeof registrantInput> = {
  title: 'Register',
  description: 'Register an account for this event. Members register themselves; other roles give a username.',
  method: 'PUT',
  path: 'register',
  mutation: 'registerForEvent',
  input: registrantInput,
  yields: ['registration'],
  policy: signedIn,
  problems: [eventFull, notAllowed, invalid],
  isQueued: true,
  checkPermission: checkRegistrant,
  inputFor: registrantInputFor,
  // Decides only whether clients are offered the action: the registrations service decides who gets a seat.
  isAvailable: async (events, context) =>
    (await registrationAvailability(events, context)).map(
      (event) => event !== undefined && !event.isRegistered && event.registered < event.capacity,
    ),
  run: async (event, input, context) => {
    const registrant = await resolveRegistrant(input, context);
    if (!registrant.ok) return registrant;
    const { account, username } = registrant.value;
    // A request to the registrations service, which decides for this caller.
    const creation = await context.remote.create('registration', { of: { event: event._id, account } });
    if (!creation.ok) return creation;
    const { created: changed, _id } = creation.value;
    const message = changed ? `${username} is registered` : `${username} is already registered`;
    return succeed({ changed, message, references: { registration: _id } });
  },
};
