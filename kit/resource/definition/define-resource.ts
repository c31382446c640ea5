import type { Policy } from '../../access/policy.ts';
import type { Fields } from '../fields.ts';
import type { Action } from './actions.ts';
import { checkNames } from './check-names.ts';
import type { Definition, Policies, AuthenticationFields, Uniqueness } from './definition.ts';
import type { DocumentOf } from './documents.ts';
import type { Relations } from './relations.ts';
import type { InternalOperation, Rule } from './rules.ts';

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
  readonly authenticates?: AuthenticationFields;
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
