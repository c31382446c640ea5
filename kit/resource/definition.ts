import type { Caller } from '../access/caller.ts';
import type { Policy } from '../access/policy.ts';
import type { Collection, Index, Stored } from '../store/port.ts';
import type { Fields, FieldText, Infer } from './fields.ts';
import { memoize } from '../util/memoize.ts';
import type { Peers } from './remote-resources.ts';
import type { Intention } from './pending-write.ts';
import type { DefinedProblem, Outcome, Problem } from './problems.ts';

/** A document of this resource refers to one of another; the reference is required. */
export interface ToOne extends FieldText {
  readonly cardinality: 'one';
  readonly target: string;
  /** Documents are created in the target's list, not in the collection itself. */
  readonly parent: boolean;
}

/** Documents of another resource refer to one of this one, by their relation `by`. */
export interface ToMany extends FieldText {
  readonly cardinality: 'many';
  readonly target: string;
  readonly by: string;
  /**
   * What becomes of them when a document of this resource is to go: they keep it from going unless the caller asks for
   * them to go as well (`restrict`), or they always go with it (`cascade`). Either way as far as the caller may.
   */
  readonly onRemoval: 'restrict' | 'cascade';
}

export type Relation = ToOne | ToMany;
export type Relations = Readonly<Record<string, Relation>>;

export const toOne = (
  target: string,
  words: FieldText & { readonly parent?: boolean },
): ToOne & { cardinality: 'one' } => ({
  parent: false,
  ...words,
  cardinality: 'one',
  target,
});

export const toMany = (
  target: string,
  words: FieldText & { readonly by: string; readonly onRemoval?: ToMany['onRemoval'] },
): ToMany => ({
  onRemoval: 'restrict',
  ...words,
  cardinality: 'many',
  target,
});

/** What every document has besides its fields. */
export interface Metadata extends Stored {
  readonly _created: Date;
  readonly _updated: Date;
  /** Opaque, another one after every change; unquoted. */
  readonly _etag: string;
  /** The account that created it, where the resource is `owned`. */
  readonly _owner?: string;
  readonly _intent?: Intention;
  /** The token under which its rules claimed what it holds. */
  readonly _claim?: string;
}

/** A document as the kit sees it: metadata, fields by name, references by relation. */
export type Document = Metadata & { readonly [name: string]: unknown };

type ReferenceKeys<R extends Relations> = { [K in keyof R]: R[K] extends ToOne ? K : never }[keyof R];

/** A document with these fields and relations. */
export type DocumentOf<F extends Fields, R extends Relations> = Metadata &
  Infer<F> & { readonly [K in ReferenceKeys<R>]: string };

/** What rules and actions work with: who asks, other services, the service's own collections. */
export interface Context {
  readonly caller: Caller;
  readonly peers: Peers;
  /** A collection of the service's own, beside the documents. */
  collection<D extends Stored>(name: string, indexes?: readonly Index[]): Promise<Collection<D>>;
}

/** The references that all documents of a list have: none of the whole collection. */
export type Known = Readonly<Record<string, string>>;

/** What a rule sees: the context, and the documents that it guards, with those that are arriving. */
export interface RuleContext<D extends Stored> extends Context {
  readonly documents: Collection<D>;
  /** Finishes a document's intention if its time is over. */
  settle(document: D): Promise<void>;
}

/**
 * Something that must hold for the documents of a resource. It stands below both faces.
 * `check` looks at the values alone. All else runs while the document is an intention that others can see. `claim` takes
 * what the store gives only once, and `release` gives it back; what is claimed under a token that the document does not
 * bear, as its `_claim` or its intention's, counts for nothing. `prepare` makes others ready for a change, or finds out
 * that they cannot be.
 */
export interface Rule<D extends Stored = Document> {
  readonly problems: readonly DefinedProblem[];
  /** The fields and relations that it looks at: a change of others leaves it out. */
  readonly on: readonly string[];
  readonly check?: (next: D, previous: D | undefined, context: RuleContext<D>) => Promise<Problem | undefined>;
  readonly claim?: (document: D, token: string, context: RuleContext<D>) => Promise<Problem | undefined>;
  readonly release?: (document: D, token: string, context: RuleContext<D>) => Promise<void>;
  readonly prepare?: (next: D, previous: D, context: RuleContext<D>) => Promise<Problem | undefined>;
  readonly allot?: Allotment<D>;
  /** Whether it would let a document come now to each of these lists; for offers only. It would if not given. */
  readonly open?: (lists: readonly Known[], context: RuleContext<D>) => Promise<readonly boolean[]>;
  /** Forgets what the rule keeps and nobody needs any more; now and then. */
  readonly sweep?: (context: RuleContext<D>) => Promise<void>;
}

/** A uniquely indexed internal field that a rule fills when a document is created. */
export interface Allotment<D extends Stored> {
  readonly field: string;
  /** A value to try; asked again when the store has refused it. */
  readonly next: (document: D, context: RuleContext<D>) => Promise<Outcome<unknown>>;
  /** Looks once more after the document was inserted: whether what it holds is still to be had. */
  readonly holds: (document: D, context: RuleContext<D>) => Promise<Outcome<boolean>>;
}

/** What other services may ask of this one, under their own identity: `POST {collection}/_{name}`. */
export type InternalOperation<D extends Stored = Document> = (
  input: unknown,
  context: RuleContext<D>,
) => Promise<Outcome<unknown>>;

/** What an action answers: whether it changed anything, in words, and the document that came of it. */
export interface Acted {
  readonly changed: boolean;
  readonly message: string;
  /** Relation name → `_id` of a document that came of it. */
  readonly references: Readonly<Record<string, string>>;
}

/** What may be done with one document besides changing and removing it. */
export interface Action<D extends Stored = Document> extends FieldText {
  /** Safe to repeat with the same outcome, in HAL: `PUT` does it, `DELETE` undoes it, on the same path. */
  readonly method: 'PUT' | 'DELETE';
  /** The path segment below the document. */
  readonly path: string;
  /** The name of the GraphQL mutation. */
  readonly mutation: string;
  readonly input: Fields;
  /** Relations, by resource name, of what `Acted.references` may hold. */
  readonly yields: readonly string[];
  readonly policy: Policy;
  readonly problems: readonly DefinedProblem[];
  /** What this caller is to be asked for, where that is not the whole input; for offers only. */
  readonly asks?: (caller: Caller) => Fields;
  /** Whether it would work now for each of the documents and this caller; for offers only. It would if not given. */
  readonly open?: (documents: readonly D[], context: Context) => Promise<readonly boolean[]>;
  readonly run: (document: D, input: Readonly<Record<string, unknown>>, context: Context) => Promise<Outcome<Acted>>;
}

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
  readonly again?: 'same';
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
  readonly authenticates: SignIn | undefined;
}

/** Which fields of an account hold what a caller signs in with, and what they may then do. */
export interface SignIn {
  readonly username: string;
  /** A `secret`. */
  readonly password: string;
  /** A `choice`: the roles that policies speak of. */
  readonly role: string;
}

interface DefinitionInput<F extends Fields, R extends Relations> {
  readonly name: string;
  /** `name` with an s, if not given. */
  readonly plural?: string;
  readonly summary: string;
  readonly fields: F;
  readonly relations?: R;
  readonly actions?: Readonly<Record<string, Action<DocumentOf<F, R>>>>;
  readonly policies: Omit<Policies, 'fields'> & { readonly fields?: { readonly [K in keyof F]?: Policy } };
  readonly rules?: readonly Rule<DocumentOf<F, R>>[];
  /** Documents remember the account that created them, for `own('_owner')`. */
  readonly owned?: boolean;
  readonly unique?: readonly Uniqueness[];
  readonly internal?: Readonly<Record<string, InternalOperation<DocumentOf<F, R>>>>;
  readonly authenticates?: SignIn;
}

/** A definition that contradicts itself; thrown when the module is loaded. */
export class DefinitionFault extends Error {
  override readonly name = 'DefinitionFault';
}

const legalName = /^[a-z][a-zA-Z0-9]*$/;
const reserved = new Set([
  'id',
  'href',
  'etag',
  'createdAt',
  'updatedAt',
  'actions',
  'and',
  'or',
  'ifMatch',
  'cascade',
]);

function checkNames(definition: Definition): void {
  const names = [...Object.keys(definition.fields), ...Object.keys(definition.relations)];
  const fault = (name: string, why: string) => new DefinitionFault(`${definition.name}.${name} ${why}`);
  names.forEach((name, index) => {
    if (!legalName.test(name)) throw fault(name, 'is no name: use a lower-case letter, then letters and digits');
    if (reserved.has(name)) throw fault(name, 'is a name that every resource has already');
    if (names.indexOf(name) !== index) throw fault(name, 'names a field and a relation');
  });
}

/** Checks a description and freezes it. Throws `DefinitionFault`, naming the resource and the field. */
export function defineResource<const F extends Fields, const R extends Relations = Readonly<Record<never, never>>>(
  input: DefinitionInput<F, R>,
): Definition {
  const defaults = {
    plural: `${input.name}s`,
    relations: {},
    actions: {},
    rules: [],
    owned: false,
    unique: [],
    internal: {},
    authenticates: undefined,
  };
  // Inside the kit documents are loose; here, at the edge, they have the shape of their fields.
  const definition = Object.freeze({ ...defaults, ...input }) as unknown as Definition;
  checkNames(definition);
  return definition;
}

/** The relations of one cardinality, by name. */
export const references = memoize(({ relations }: Definition): readonly (readonly [string, ToOne])[] =>
  Object.entries(relations).filter((entry): entry is [string, ToOne] => entry[1].cardinality === 'one'),
);
export const collections = memoize(({ relations }: Definition): readonly (readonly [string, ToMany])[] =>
  Object.entries(relations).filter((entry): entry is [string, ToMany] => entry[1].cardinality === 'many'),
);

/** The relation in whose target's list documents are created, if there is one. */
export const parentOf = (definition: Definition): readonly [string, ToOne] | undefined =>
  references(definition).find(([, relation]) => relation.parent);

/** Whether documents are created in lists whose documents all have these references: in their parent's, if there is one. */
export function createsIn(definition: Definition, relations: readonly string[]): boolean {
  const [parent] = parentOf(definition) ?? [];
  return parent === undefined || relations.includes(parent);
}
