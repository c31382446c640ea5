/**
 * Faults in definitions that the compiler must report where they are written: `npm run typecheck` fails if one of them
 * compiles. Nothing here runs.
 */
import {
  anyOf,
  defineInternal,
  defineProblem,
  defineResource,
  implementInternal,
  integer,
  nobody,
  own,
  signedIn,
  succeed,
  text,
  toOne,
  type Action,
  type DocumentOf,
  type InternalOperation,
  type OperationContext,
  type Rule,
} from '#kit';
import { z } from 'zod';
import { eventFull, roles } from '../../subgraphs/shared.ts';

const labels = { title: 'Title', description: 'What it is.' };
const fields = { name: text({ ...labels, max: 9 }), capacity: integer({ ...labels, min: 1, max: 9 }).optional() };
const relations = { event: toOne('event', labels), host: toOne('account', labels) };
const policies = { read: signedIn, create: signedIn, change: signedIn, remove: signedIn, empty: nobody };
const room = { name: 'room', summary: 'A room.', fields, relations, policies };
type Room = DocumentOf<typeof fields, typeof relations>;

const closed = defineProblem({ name: 'Closed', status: 409, ...labels });

const countRooms = defineInternal({
  resource: 'room',
  name: 'count',
  input: z.object({ event: z.string() }),
  output: z.object({ count: z.number() }),
});

const count: InternalOperation<Room> = implementInternal(countRooms, async ({ event }, { documents }) =>
  succeed({ count: await documents.count({ event }) }),
);

/** What is right compiles. */
export const right = () =>
  defineResource({
    ...room,
    owned: true,
    unique: [{ fields: ['name', 'event'] }],
    policies: { ...policies, change: anyOf(own('_owner'), own('host'), roles('hr')), fields: { event: nobody } },
    rules: [
      {
        problems: [closed],
        on: ['capacity', 'event'],
        check: (next) => Promise.resolve(next.name ? undefined : closed('')),
      },
    ],
    actions: {
      open: {
        ...{ ...labels, method: 'PUT', path: 'open', mutation: 'openRoom', yields: [], policy: signedIn, problems: [] },
        input: { reason: text({ ...labels, max: 9 }) },
        run: (document, { reason }) =>
          Promise.resolve(succeed({ changed: true, message: `${document.name}: ${reason.trim()}`, references: {} })),
      },
    },
    internal: [count],
  });

export const names = () => [
  // @ts-expect-error -- a rule on a field that does not exist
  defineResource({ ...room, rules: [{ problems: [], on: ['capcity'] }] }),
  // @ts-expect-error -- a unique combination with a field that does not exist
  defineResource({ ...room, unique: [{ fields: ['evnt'] }] }),
  // @ts-expect-error -- credentials that are no fields
  defineResource({ ...room, authenticates: { username: 'usrname', password: 'name', role: 'name' } }),
  // @ts-expect-error -- a policy about a member that does not exist
  defineResource({ ...room, owned: true, policies: { ...policies, read: own('_ownr') } }),
  // @ts-expect-error -- the same among other policies
  defineResource({ ...room, owned: true, policies: { ...policies, read: anyOf(roles('hr'), own('_ownr')) } }),
  // @ts-expect-error -- the owner of a document that does not store one
  defineResource({ ...room, policies: { ...policies, read: own('_owner') } }),
  // @ts-expect-error -- a policy for a field that does not exist
  defineResource({ ...room, policies: { ...policies, fields: { nme: nobody } } }),
  // @ts-expect-error -- a role that does not exist
  roles('manger'),
  // @ts-expect-error -- an option that does not exist
  text({ ...labels, max: 9, mni: 1 }),
];

export const problems = () => [
  eventFull('all seats are taken', { capacity: 5, event: 'e' }),
  // @ts-expect-error -- a misspelt extension
  eventFull('all seats are taken', { capcity: 5, event: 'e' }),
  // @ts-expect-error -- an extension of another type
  eventFull('all seats are taken', { capacity: '5', event: 'e' }),
  // @ts-expect-error -- without its extension
  eventFull('all seats are taken'),
  // @ts-expect-error -- an extension of a problem that has none
  closed('it is closed', { capacity: 5 }),
];

export const rule: Rule<Room> = {
  problems: [closed],
  on: ['name'],
  // @ts-expect-error -- a value that documents do not have
  check: (next) => Promise.resolve(next.nmae === '' ? closed('') : undefined),
};

const input = { reason: text({ ...labels, max: 9 }) };
export const action: Action<Room, typeof input> = {
  ...{ ...labels, method: 'PUT', path: 'open', mutation: 'openRoom', yields: [], policy: signedIn, problems: [] },
  input,
  // @ts-expect-error -- an input that the action does not have
  inputFor: () => ({ reasn: input.reason }),
  // @ts-expect-error -- another one
  run: (_room, { reasn }) => Promise.resolve(succeed({ changed: false, message: String(reasn), references: {} })),
};

export const internal = async ({ remote }: OperationContext) => {
  const counted = await remote.invoke(countRooms, { event: '1' });
  const count: number = counted.ok ? counted.value.count : 0;
  // @ts-expect-error -- a result that the operation does not have
  const total: unknown = counted.ok && counted.value.total;
  // @ts-expect-error -- an input that the operation does not take
  await remote.invoke(countRooms, { evnt: '1' });
  // @ts-expect-error -- an implementation with another result
  implementInternal(countRooms, () => Promise.resolve(succeed({ count: '1' })));
  return [count, total];
};
