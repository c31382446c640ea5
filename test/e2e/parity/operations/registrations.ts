import { graphqlOperation, halWrite } from '../attempt.ts';
import { everybody, nobodyBut, type Endings, type Ending } from '../roles.ts';
import { createMutation, mutation, reading, removing, type Faces, type Operation } from './operation.ts';

type Acted = 'event' | 'owned';

const acting =
  (method: string, query: string) =>
  (document: Acted, username?: string): Faces => {
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
const registering = acting(
  'PUT',
  mutation('registerForEvent(id: $id, username: $username)', variables, '... on RegisterForEventSuccess { changed }'),
);
const cancelling = acting(
  'DELETE',
  mutation(
    'cancelRegistration(id: $id, username: $username)',
    variables,
    '... on CancelRegistrationSuccess { changed }',
  ),
);

/** Creates a registration of this account in the list of the event's registrations. */
const creatingRegistration = (account: 'self' | 'account'): Faces => ({
  hal: halWrite({
    method: 'POST',
    url: ({ event }) => event._links.registration.href as string,
    body: (fixture) => ({ _account_ref: fixture[account]._id }),
  }),
  graphql: graphqlOperation(createMutation('Registration'), (fixture) => ({
    input: { event: fixture.event._id, account: fixture[account]._id },
  })),
});

/** Members act for themselves only. */
const allButMembers = (ending: Ending): Endings => ({ ...everybody(ending), member: 'NotAllowed' });

export const registrationOperations: readonly Operation[] = [
  { title: 'read a registration', ...reading('registration', 'registration'), ends: everybody('done') },
  { title: 'register without saying whom', ...registering('event'), ends: nobodyBut({ member: 'done' }) },
  { title: 'register again', ...registering('owned', 'phartman'), ends: allButMembers('unchanged') },
  { title: 'register somebody by name', ...registering('event', 'tgraves'), ends: allButMembers('done') },
  { title: 'register nobody that there is', ...registering('event', 'nobody'), ends: everybody('NotAllowed') },
  { title: 'cancel without saying whose', ...cancelling('owned'), ends: nobodyBut({ member: 'done' }) },
  { title: 'cancel for somebody by name', ...cancelling('owned', 'phartman'), ends: allButMembers('done') },
  { title: 'cancel what is not there', ...cancelling('event', 'tgraves'), ends: allButMembers('unchanged') },
  {
    title: 'remove a registration of phartman',
    ...removing('registration', 'Registration'),
    ends: everybody('done'),
  },
  {
    title: 'register an account in the list of registrations',
    ...creatingRegistration('self'),
    ends: everybody('done'),
  },
  {
    title: "register another's account in the list of registrations",
    spare: true,
    ...creatingRegistration('account'),
    ends: allButMembers('done'),
  },
];
