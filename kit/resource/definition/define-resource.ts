import type { Policy } from '../../access/policy.ts';
import type { Fields } from '../fields/index.ts';
import type { Action } from './actions.ts';
import { faultsOf } from './checks/check-definition.ts';
import { DefinitionError } from './definition-error.ts';
import type { Definition, Policies, AuthenticationFields, Uniqueness } from './definition.ts';
import type { DocumentOf } from './documents.ts';
import type { Relations } from './relations.ts';
import type { InternalOperation, Rule } from './rules.ts';

interface DefinitionInput<F extends Fields, R extends Relations> {
  readonly name: string;
  /** The plural of `name`; by default, `name` with an s. */
  readonly plural?: string;
  readonly summary: string;
  readonly fields: F;
  readonly relations?: R;
  readonly actions?: Readonly<Record<string, Action<DocumentOf<F, R>>>>;
  readonly policies: Omit<Policies, 'fields'> & { readonly fields?: { readonly [K in keyof F]?: Policy } };
  readonly rules?: readonly Rule<DocumentOf<F, R>>[];
  /** Whether documents store the account that created them, for the policy `own('_owner')`; false by default. */
  readonly owned?: boolean;
  readonly unique?: readonly Uniqueness[];
  readonly internal?: Readonly<Record<string, InternalOperation<DocumentOf<F, R>>>>;
  readonly authenticates?: AuthenticationFields;
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
 *   policies: { read: anyone, create: signedIn, change: signedIn, remove: roles('admin'), empty: roles('admin') },
 * });
 */
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
  // Inside the kit, documents are loosely typed; resource authors see the types of their fields.
  const definition = Object.freeze({ ...defaults, ...input }) as unknown as Definition;
  const faults = faultsOf(definition);
  if (faults.length > 0) throw new DefinitionError(String(definition.name), faults);
  definitions.add(definition);
  return definition;
}
