import type { Policy } from '../../access/policy.ts';
import type { Fields } from '../fields.ts';
import type { Action } from './actions.ts';
import type { Relations } from './relations.ts';
import type { InternalOperation, Rule } from './rules.ts';

export type Verb = 'read' | 'create' | 'change' | 'remove';

export interface Policies {
  readonly read: Policy;
  readonly create: Policy;
  readonly change: Policy;
  readonly remove: Policy;
  /** Emptying the whole collection. */
  readonly empty: Policy;
  /** Who may change a field, where not everybody who may change the document. */
  readonly fields?: Readonly<Record<string, Policy>>;
}

export interface Uniqueness {
  readonly fields: readonly string[];
  /** Creating a second one is no error: it answers the first and changes nothing. */
  readonly onConflict?: 'returnExisting';
}

/** A resource, described once; both faces are derived from it. */
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
  /** The fields by which callers sign in, where the resource's documents are accounts. */
  readonly authenticates: AuthenticationFields | undefined;
}

/** Which fields of an account hold what a caller signs in with, and what they may then do. */
export interface AuthenticationFields {
  readonly username: string;
  /** A `secret`. */
  readonly password: string;
  /** A `choice`: the roles that policies speak of. */
  readonly role: string;
}
