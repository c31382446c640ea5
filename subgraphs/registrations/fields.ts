import { integer, toOne, type DocumentOf } from '#kit';

/** Clients see only the references of a registration. */
export const fields = {};

/** The references of a registration. */
export const relations = {
  event: toOne('event', {
    parent: true,
    createsElsewhere: true,
    labelField: 'name',
    title: 'Event',
    description: 'The event that the account is registered for.',
    inverse: { name: 'registration', title: 'Registrations', description: 'The registrations of the event.' },
  }),
  account: toOne('account', {
    labelField: 'username',
    title: 'Account',
    description: 'The account that is registered.',
    inverse: {
      name: 'registration',
      title: 'Registrations',
      description: 'The registrations of the account.',
    },
  }),
};

/** What `seatAllocation` fills. */
export const internalFields = {
  seat: integer({
    title: 'Seat',
    description: "The seat number, up to the capacity of the event's venue; unique per event.",
    min: 1,
    max: 1_000_000,
  }),
};

/** A registration as it is stored. */
export type RegistrationDocument = DocumentOf<typeof fields, typeof relations, typeof internalFields>;
