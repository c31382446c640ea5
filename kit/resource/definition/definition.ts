import type { Policy } from '../../access/policy.ts';
import type { Fields } from '../fields/index.ts';
import type { Action } from './actions.ts';
import type { Relations } from './relations.ts';
import type { InternalOperation } from './internal-operation.ts';
import type { Rule } from './rules.ts';
import type { Alternate } from './alternates.ts';
import type { Search } from './searches.ts';
import type { View } from './views.ts';

export type Verb = 'read' | 'create' | 'change' | 'remove';

export interface Policies<Own extends string = string, Name extends string = string> {
  readonly read: Policy<Own>;
  readonly create: Policy<Own>;
  readonly change: Policy<Own>;
  readonly remove: Policy<Own>;
  /** The removal of all documents of the collection. */
  readonly empty: Policy<Own>;
  /** Additional restrictions on changing a field or a reference, beyond those of `change`. */
  readonly fields?: { readonly [N in Name]?: Policy<Own> };
}

/** A combination of fields and relations that no two documents share. */
export interface Uniqueness<Name extends string = string> {
  readonly fields: readonly Name[];
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
  /** Fields that only rules fill and read. Clients do not see them. */
  readonly internalFields: Fields;
  readonly internal: readonly InternalOperation[];
  /** What the resource knows of the documents of other resources, by name. */
  readonly views: Readonly<Record<string, View>>;
  /** Representations in other formats. */
  readonly alternates: readonly Alternate[];
  /** How the documents of other resources are found by what this one knows, by name. */
  readonly searches: Readonly<Record<string, Search>>;
  /** The fields with which callers sign in, if the documents are accounts. */
  readonly authenticates: AuthenticationFields | undefined;
}

/** The names of the fields of an account that hold credentials and role. */
export interface AuthenticationFields<Name extends string = string> {
  readonly username: Name;
  /** The name of a `secret` field. */
  readonly password: Name;
  /** The name of a `choice` field, whose options are the roles in policies. */
  readonly role: Name;
}
