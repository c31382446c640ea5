import { invalid, notAllowed, signedIn, succeed, type Action } from '#kit';
import { eventFull } from '../shared.ts';
import { registrationAvailability, type EventDocument } from './registration-availability.ts';
import { registrantInputFor, resolveRegistrant, registrantInput } from './registrant.ts';

/** Registers somebody for the event. Registering again changes nothing. */
export const register: Action<EventDocument> = {
  title: 'Register',
  description: 'Take a seat at this event: members for themselves, others for whom they name.',
  method: 'PUT',
  path: 'register',
  mutation: 'registerForEvent',
  input: registrantInput,
  yields: ['registration'],
  policy: signedIn,
  problems: [eventFull, notAllowed, invalid],
  inputFor: registrantInputFor,
  isAvailable: async (events, context) =>
    (await registrationAvailability(events, context)).map(
      (now) => now !== undefined && !now.isRegistered && now.registered < now.capacity,
    ),
  run: async (event, input, context) => {
    const person = await resolveRegistrant(input, context);
    if (!person.ok) return person;
    const created = await context.remote.create('registration', {
      of: { event: event._id, account: person.value.account },
    });
    if (!created.ok) return created;
    const changed = created.value.created;
    const message = changed
      ? `${person.value.username} is registered`
      : `${person.value.username} is already registered`;
    return succeed({ changed, message, references: { registration: created.value.document._id } });
  },
};
