import { fail, notAllowed, succeed, text, type Caller, type OperationContext, type Fields, type Outcome } from '#kit';

const name = { title: 'Username', min: 1, max: 100, valuesFrom: { resource: 'account', field: 'username' } };
const named = text({ ...name, description: 'Whom it is for.' });

/** What a caller is asked for: members nothing, others whom they mean. */
export const registrantInputFor = ({ role }: Caller): Fields => (role === 'member' ? {} : { username: named });

/** The input of `register` and `cancel`: members say nothing and mean themselves, others say whom. */
export const registrantInput = {
  username: text({
    ...name,
    description: 'Whom it is for. Members leave it out and mean themselves.',
    example: 'clopez',
  }).optional(),
};

/** Who is meant. */
export interface Registrant {
  readonly account: string;
  readonly username: string;
}

/** Finds out who is meant, and whether the caller may speak for them. */
export async function resolveRegistrant(
  input: Readonly<Record<string, unknown>>,
  { caller, remote }: OperationContext,
): Promise<Outcome<Registrant>> {
  const { username } = input;
  if (caller.role === 'member') {
    if (Object.keys(input).length > 0)
      return fail(notAllowed("Members are not allowed to register on other's behalf: send no body"));
    return succeed({ account: caller.id ?? '', username: caller.username ?? '' });
  }
  if (typeof username !== 'string') return fail(notAllowed('say whom it is for: {"username": …}'));
  const found = await remote.find('account', { where: { username } });
  if (!found.ok) return found;
  const [account] = found.value;
  if (account === undefined)
    return fail(notAllowed(`there is no account with the username ${JSON.stringify(username)}`));
  return succeed({ account: account._id, username });
}
