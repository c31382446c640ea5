import { graphqlOperation, halRead, halWrite } from '../attempt.ts';
import { nextNumber, type Fixture } from '../fixture.ts';
import { sameForAll, deniedExcept } from '../roles.ts';
import { changing, createMutation, reading, removing, type FaceAttempts, type ParityOperation } from './operation.ts';

const accounts = ({ system }: Fixture): string => system.href('account');

const creatingAccount = (username: () => string): FaceAttempts => {
  const newAccount = () => ({ username: username(), name: 'New', password: 'a password' });
  return {
    hal: halWrite({ method: 'POST', url: accounts, body: () => ({ ...newAccount(), role: 'member' }) }),
    graphql: graphqlOperation(createMutation('Account'), () => ({ input: { ...newAccount(), role: 'MEMBER' } })),
  };
};

export const accountOperations: readonly ParityOperation[] = [
  {
    title: "read another's account",
    needsAccount: true,
    ...reading('account', 'account'),
    expected: deniedExcept({ manager: 'done', hr: 'done', admin: 'done' }, 'nothing'),
  },
  { title: 'read their own account', ...reading('self', 'account'), expected: sameForAll('done') },
  {
    title: 'list accounts',
    hal: halRead(accounts),
    graphql: graphqlOperation('{ accounts { totalCount } }'),
    expected: sameForAll('done'),
  },
  {
    title: 'create an account',
    ...creatingAccount(() => `new${nextNumber()}`),
    expected: deniedExcept({ hr: 'done', admin: 'done' }),
  },
  {
    title: 'create an account that exists',
    ...creatingAccount(() => 'phartman'),
    expected: deniedExcept({ hr: 'Duplicate', admin: 'Duplicate' }),
  },
  {
    title: "change another's account",
    needsAccount: true,
    ...changing(['account', 'Account'], { name: 'Changed' }),
    expected: deniedExcept({ member: 'NotFound', hr: 'done', admin: 'done' }),
  },
  {
    title: "change an account's role",
    ...changing(['self', 'Account'], { role: 'manager' }, () => ({ role: 'MANAGER' })),
    expected: deniedExcept({ hr: 'done', admin: 'done' }),
  },
  {
    title: "remove another's account",
    needsAccount: true,
    ...removing('account', 'Account'),
    expected: deniedExcept({ member: 'NotFound', hr: 'done', admin: 'done' }),
  },
];
