import { findByUniqueText, implementInternal, succeed, usernameKey, type InternalOperation } from '#kit';
import { accountNamed } from '../shared.ts';
import type { AccountDocument } from './fields.ts';

export const findByUsername: InternalOperation<AccountDocument> = implementInternal(
  accountNamed,
  async ({ username }, { documents }) => {
    const found = await findByUniqueText(documents, { field: 'username', comparedAs: usernameKey }, username);
    return succeed({ account: found === undefined ? null : { _id: found._id, username: found.username } });
  },
);
