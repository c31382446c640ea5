import { graphqlOperation, halWrite } from '../attempt.ts';
import { sameForAll, deniedExcept, type OutcomesByRole, type ParityOutcome } from '../roles.ts';
import { createMutation, mutation, reading, removing, type FaceAttempts, type ParityOperation } from './operation.ts';

type ActionTarget = 'event' | 'owned';

const actionAttempts =
  (method: string, query: string) =>
  (document: ActionTarget, username?: string): FaceAttempts => {
    const body = username === undefined ? {} : { username };
    return {
      hal: halWrite({
        method,
        url: (fixture) => fixture[document]._links.register.href as string,
        body: username === undefined ? undefined : () => body,
      }),
      graphql: graphqlOperation(query, (fixture) => ({ id: fixture[document]._id, ...body })),
    };
  };
const variables = '($id: ID!, $username: String)';
const registering = actionAttempts(
  'PUT',
  mutation('registerForEvent(id: $id, username: $username)', variables, '... on RegisterForEventSuccess { changed }'),
);
const cancelling = actionAttempts(
  'DELETE',
  mutation(
    'cancelRegistration(id: $id, username: $username)',
    variables,
    '... on CancelRegistrationSuccess { changed }',
  ),
);

/** Creates a registration of this account in the list of the event's registrations. */
const creatingRegistration = (account: 'self' | 'account'): FaceAttempts => ({
  hal: halWrite({
    method: 'POST',
    url: ({ event }) => event._links.registration.href as string,
    body: (fixture) => ({ _account_ref: fixture[account]._id }),
  }),
  graphql: graphqlOperation(createMutation('Registration'), (fixture) => ({
    input: { event: fixture.event._id, account: fixture[account]._id },
  })),
});

/** Expects `NotAllowed` for members, who act only for themselves. */
const sameExceptMembers = (ending: ParityOutcome): OutcomesByRole => ({ ...sameForAll(ending), member: 'NotAllowed' });

export const registrationOperations: readonly ParityOperation[] = [
  { title: 'read a registration', ...reading('registration', 'registration'), expected: sameForAll('done') },
  {
    title: 'register without a username',
    ...registering('event'),
    expected: deniedExcept({ member: 'done' }),
    expectedOfGraphql: { ...sameForAll('Invalid'), member: 'done' },
  },
  { title: 'register again', ...registering('owned', 'phartman'), expected: sameExceptMembers('unchanged') },
  { title: 'register an account by username', ...registering('event', 'tgraves'), expected: sameExceptMembers('done') },
  {
    title: 'register an unknown username',
    ...registering('event', 'nobody'),
    expected: sameForAll('NotAllowed'),
    expectedOfGraphql: sameExceptMembers('Invalid'),
  },
  {
    title: 'cancel without a username',
    ...cancelling('owned'),
    expected: deniedExcept({ member: 'done' }),
    expectedOfGraphql: { ...sameForAll('Invalid'), member: 'done' },
  },
  {
    title: 'cancel for an account by username',
    ...cancelling('owned', 'phartman'),
    expected: sameExceptMembers('done'),
  },
  {
    title: 'cancel a registration that does not exist',
    ...cancelling('event', 'tgraves'),
    expected: sameExceptMembers('unchanged'),
  },
  {
    title: 'remove a registration of phartman',
    ...removing('registration', 'Registration'),
    expected: sameForAll('done'),
  },
  {
    title: 'register an account in the list of registrations',
    ...creatingRegistration('self'),
    expected: sameForAll('done'),
  },
  {
    title: "register another's account in the list of registrations",
    needsAccount: true,
    ...creatingRegistration('account'),
    expected: sameExceptMembers('done'),
  },
];
