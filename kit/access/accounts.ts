import type { Collection, Stored } from '../store/port.ts';
import type { SignedIn } from './identify.ts';
import { verifyPassword } from './passwords.ts';

/** Which fields of an account hold what. */
export interface AccountFields {
  readonly username: string;
  readonly password: string;
  readonly role: string;
}

const textOf = (document: Stored | undefined, field: string): string | undefined => {
  const value: unknown = document === undefined ? undefined : Reflect.get(document, field);
  return typeof value === 'string' ? value : undefined;
};

/** Signs in where the accounts are. It takes as long for an unknown name as for a known one. */
export function localSignIn(accounts: Collection, fields: AccountFields) {
  return async (username: string, password: string): Promise<SignedIn> => {
    const account = await accounts.findOne({ [fields.username]: username });
    const matches = await verifyPassword(textOf(account, fields.password), password);
    if (!matches || account === undefined) return { kind: 'bad' };
    const caller = { signedIn: true, id: account._id, username, role: textOf(account, fields.role) };
    return { kind: 'good', caller, onward: undefined };
  };
}
