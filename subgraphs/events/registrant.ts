import {
  fail,
  notAllowed,
  succeed,
  text,
  type Caller,
  type Infer,
  type OperationContext,
  type Outcome,
  type Problem,
  type RemoteResources,
} from '#kit';
import { accountNamed, isMember } from '../shared.ts';

const usernameField = { title: 'Username', min: 1, max: 100, valuesFrom: { resource: 'account', field: 'username' } };
const requiredUsername = text({ ...usernameField, description: 'The username of the account that the action is for.' });

/** Returns the input fields for a caller: none for a member, a required `username` for every other role. */
export const registrantInputFor = (caller: Caller) => (isMember(caller) ? {} : { username: requiredUsername });

/** The input of `register` and `cancel`: members omit the username and act for themselves; other roles give it. */
export const registrantInput = {
  username: text({
    ...usernameField,
    description: 'The username of the account that the action is for. Members omit it and act for themselves.',
    example: 'clopez',
  }).optional(),
};

type RegistrantInput = Infer<typeof registrantInput>;

/** The account that an action registers, or whose registration it cancels. */
export interface Registrant {
  readonly account: string;
  readonly username: string;
}

/**
 * Creates the problem of a username that names nobody. In HAL it is a 403, on which clients ask for a username; in GraphQL
 * the input is invalid.
 */
const invalidUsername = (detail: string, message: string): Problem => ({
  ...notAllowed(detail),
  inputIssues: [{ field: 'username', message }],
});

const missingUsername = invalidUsername(
  'username is required: give the username of the account, as in {"username": "clopez"}',
  'is required: give the username of the account',
);

/**
 * Returns the problem of a member who names anybody, and of any other caller who names nobody. Clients react to it by
 * asking for a username.
 */
export function checkRegistrant(
  input: Partial<Readonly<Record<keyof RegistrantInput, unknown>>>,
  caller: Caller,
): Problem | undefined {
  const { username = null } = input;
  if (!isMember(caller)) return username === null || username === '' ? missingUsername : undefined;
  return Object.values(input).some((value) => value !== undefined && value !== null)
    ? notAllowed("Members are not allowed to register on other's behalf: leave out the username")
    : undefined;
}

/** Resolves the account that an action is for, whose input is permitted. Fails with `notAllowed` if it does not exist. */
export async function resolveRegistrant(
  { username = '' }: RegistrantInput,
  { caller, remote }: OperationContext,
): Promise<Outcome<Registrant>> {
  if (isMember(caller)) return succeed({ account: caller.id ?? '', username: caller.username ?? '' });
  const account = await findAccount(remote, username);
  if (!account.ok) return account;
  if (account.value === undefined) {
    const detail = `there is no account with the username ${JSON.stringify(username)}`;
    return fail(invalidUsername(detail, detail));
  }
  return succeed({ account: account.value._id, username });
}

/** Finds the account with this username, or else with another Unicode form of it. */
async function findAccount(
  remote: RemoteResources,
  username: string,
): Promise<Outcome<{ readonly _id: string } | undefined>> {
  const accounts = await remote.find('account', { where: { username } });
  if (!accounts.ok || accounts.value.length > 0) return accounts.ok ? succeed(accounts.value[0]) : accounts;
  const named = await remote.invoke(accountNamed, { username });
  return named.ok ? succeed(named.value.account ?? undefined) : named;
}
