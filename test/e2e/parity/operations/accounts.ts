import { graphqlOperation, halRead, halWrite } from '../attempt.ts';
import { nextNumber, type Fixture } from '../fixture.ts';
import { everybody, nobodyBut } from '../roles.ts';
import { changing, createMutation, reading, removing, type Faces, type Operation } from './operation.ts';

const accounts = ({ system }: Fixture): string => system.href('account');

const creatingAccount = (username: () => string): Faces => {
  const newAccount = () => ({ username: username(), name: 'New', password: 'a password' });
  return {
    hal: halWrite({ method: 'POST', url: accounts, body: () => ({ ...newAccount(), role: 'member' }) }),
    graphql: graphqlOperation(createMutation('Account'), () => ({ input: { ...newAccount(), role: 'MEMBER' } })),
  };
};

export const accountOperations: readonly Operation[] = [
  {
    title: "read another's account",
    spare: true,
    ...reading('account', 'account'),
    ends: nobodyBut({ manager: 'done', hr: 'done', admin: 'done' }, 'nothing'),
  },
  { title: 'read their own account', ...reading('self', 'account'), ends: everybody('done') },
  {
    title: 'list accounts',
    hal: halRead(accounts),
    graphql: graphqlOperation('{ accounts { totalCount } }'),
    ends: everybody('done'),
  },
  {
    title: 'create an account',
    ...creatingAccount(() => `new${nextNumber()}`),
    ends: nobodyBut({ hr: 'done', admin: 'done' }),
  },
  {
    title: 'create an account that is there',
    ...creatingAccount(() => 'phartman'),
    ends: nobodyBut({ hr: 'Duplicate', admin: 'Duplicate' }),
  },
  {
    title: "change another's account",
    spare: true,
    ...changing(['account', 'Account'], { name: 'Changed' }),
    ends: nobodyBut({ member: 'NotFound', hr: 'done', admin: 'done' }),
  },
  {
    title: "change an account's role",
    ...changing(['self', 'Account'], { role: 'manager' }, () => ({ role: 'MANAGER' })),
    ends: nobodyBut({ hr: 'done', admin: 'done' }),
  },
  {
    title: "remove another's account",
    spare: true,
    ...removing('account', 'Account'),
    ends: nobodyBut({ member: 'NotFound', hr: 'done', admin: 'done' }),
  },
];
