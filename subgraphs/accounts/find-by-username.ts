import { z } from 'zod';
import {
  findByUniqueText,
  parseInternalInput,
  succeed,
  usernameKey,
  type InternalOperation,
  type Metadata,
} from '#kit';

interface AccountDocument extends Metadata {
  readonly username: string;
}

const inputShape = z.object({ username: z.string() });

/** Finds the account of a username, in any Unicode form of it. Returns `{"account": null}` if there is none. */
export const findByUsername: InternalOperation<AccountDocument> = async (input, { documents }) => {
  const parsed = parseInternalInput(inputShape, input);
  if (!parsed.ok) return parsed;
  const field = { field: 'username', comparedAs: usernameKey };
  const found = await findByUniqueText(documents, field, parsed.value.username);
  return succeed({ account: found === undefined ? null : { _id: found._id, username: found.username } });
};
