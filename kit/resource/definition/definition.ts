import type { Policy } from '../../access/policy.ts';
import type { Fields } from '../fields/index.ts';
import type { Action } from './actions.ts';
import type { Relations } from './relations.ts';
import type { InternalOperation, Rule } from './rules.ts';

export type Verb = 'read' | 'create' | 'change' | 'remove';

export interface Policies {
  readonly read: Policy;
  readonly create: Policy;
  readonly change: Policy;
  readonly remove: Policy;
  /** The removal of all documents of the collection. */
  readonly empty: Policy;
  /** Additional restrictions on changing a field, beyond those of `change`. */
  readonly fields?: Readonly<Record<string, Policy>>;
}

/** A combination of fields and relations that no two documents share. */
export interface Uniqueness {
  readonly fields: readonly string[];
  /** `returnExisting`: creating a duplicate succeeds with the existing document. By default, it is a `Duplicate`. */
  readonly onConflict?: 'returnExisting';
}

/** The definition of a resource, from which all faces are derived. */
export interface Definition {
  readonly name: string;
  readonly plural: string;
  readonly summary: string;
  readonly fields: Fields;
  readonly relations: Relations;
  readonly actions: Readonly<Record<string, Action>>;
  readonly policies: Policies;
  readonly rules: readonly Rule[];
  readonly owned: boolean;
  readonly unique: readonly Uniqueness[];
  readonly internal: Readonly<Record<string, InternalOperation>>;
  /** The fields with which callers sign in, if the documents are accounts. */
  readonly authenticates: AuthenticationFields | undefined;
}

/** The names of the fields of an account that hold credentials and role. */
export interface AuthenticationFields {
  readonly username: string;
  /** The name of a `secret` field. */
  readonly password: string;
  /** The name of a `choice` field, whose options are the roles in policies. */
  readonly role: string;
}
