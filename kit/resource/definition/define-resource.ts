import type { Fields } from '../fields/index.ts';
import type { Action } from './actions.ts';
import { faultsOf } from './checks/check-definition.ts';
import { DefinitionError } from './definition-error.ts';
import type { Definition, Policies, AuthenticationFields, Uniqueness } from './definition.ts';
import type { DocumentOf, NameIn, None, ReferenceKeys } from './documents.ts';
import type { InternalOperation } from './internal-operation.ts';
import type { Relations } from './relations.ts';
import type { Rule } from './rules.ts';
import type { Alternate } from './alternates.ts';
import type { Search } from './searches.ts';
import type { View } from './views.ts';

/** The members of documents that can hold the `_id` of the caller's account. */
type OwnName<R extends Relations, Owned extends boolean> =
  '_id' | ReferenceKeys<R> | (Owned extends true ? '_owner' : never);

interface DefinitionInput<
  F extends Fields,
  R extends Relations,
  I extends Fields,
  A extends Readonly<Record<string, Fields>>,
  V extends Readonly<Record<string, Fields>>,
  S extends Readonly<Record<string, Fields>>,
  Owned extends boolean,
> {
  readonly name: string;
  /** The plural of `name`; by default, `name` with an s. */
  readonly plural?: string;
  readonly summary: string;
  readonly fields: F;
  readonly relations?: R;
  /** Fields that only rules fill and read, such as the field of an `allocate`. Clients do not see them. */
  readonly internalFields?: I;
  readonly actions?: { readonly [Name in keyof A]: Action<NoInfer<DocumentOf<F, R, I>>, A[Name]> };
  readonly policies: Policies<NoInfer<OwnName<R, Owned>>, NoInfer<(keyof F & string) | ReferenceKeys<R>>>;
  readonly rules?: readonly Rule<NoInfer<DocumentOf<F, R, I>>>[];
  /** Whether documents store the account that created them, for the policy `own('_owner')`; false by default. */
  readonly owned?: Owned;
  readonly unique?: readonly Uniqueness<NoInfer<NameIn<DocumentOf<F, R, I>>>>[];
  readonly internal?: readonly InternalOperation<NoInfer<DocumentOf<F, R, I>>>[];
  /** Computed documents about the documents of other resources. */
  readonly views?: { readonly [Name in keyof V]: View<NoInfer<DocumentOf<F, R, I>>, V[Name]> };
  /** Searches for documents of other resources. */
  readonly searches?: { readonly [Name in keyof S]: Search<NoInfer<DocumentOf<F, R, I>>, S[Name]> };
  /** Representations of documents and lists in other formats, such as iCalendar. */
  readonly alternates?: readonly Alternate<NoInfer<DocumentOf<F, R, I>>>[];
  readonly authenticates?: AuthenticationFields<NoInfer<keyof F & string>>;
}

const definitions = new WeakSet<object>();

/** Whether a value was returned by `defineResource`. */
export const isDefinition = (value: unknown): value is Definition =>
  typeof value === 'object' && value !== null && definitions.has(value);

/**
 * Defines a resource. Both faces, validation, API descriptions and the indexes of the store are derived from it.
 * @throws {DefinitionError} with all faults of the definition: names, fields, relations, rules, policies and actions
 * @example
 * defineResource({
 *   name: 'book',
 *   summary: 'A book on a shelf.',
 *   fields: { title: text({ title: 'Title', description: 'The title of the book.', min: 1, max: 200 }) },
 *   relations: { shelf: toOne('shelf', { title: 'Shelf', description: 'The shelf of the book.' }) },
 *   policies: { read: anyone, create: signedIn, change: signedIn, remove: own('_owner'), empty: nobody },
 *   owned: true,
 * });
 */
export function defineResource<
  const F extends Fields,
  const R extends Relations = None,
  const I extends Fields = None,
  const A extends Readonly<Record<string, Fields>> = None,
  const V extends Readonly<Record<string, Fields>> = None,
  const S extends Readonly<Record<string, Fields>> = None,
  const Owned extends boolean = false,
>(input: DefinitionInput<F, R, I, A, V, S, Owned>): Definition {
  const defaults = {
    plural: `${input.name}s`,
    relations: {},
    actions: {},
    rules: [],
    owned: false,
    unique: [],
    internalFields: {},
    internal: [],
    views: {},
    alternates: [],
    searches: {},
    authenticates: undefined,
  };
  // Inside the kit, documents are loosely typed; resource authors see the types of their fields.
  const definition = Object.freeze({ ...defaults, ...input }) as unknown as Definition;
  const faults = faultsOf(definition);
  if (faults.length > 0) throw new DefinitionError(String(definition.name), faults);
  definitions.add(definition);
  return definition;
}
