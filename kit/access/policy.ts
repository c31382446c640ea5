import type { Filter } from '../store/port.ts';
import { didYouMean } from '../util/did-you-mean.ts';
import { adminRole, type Caller } from './caller.ts';

/**
 * The documents that a policy grants to a caller: all (`true`), none (`false`), or those that match a filter. The same
 * result decides about an item, a list, its count, an embed and an affordance.
 */
export type PolicyResult = boolean | Filter;

/** Decides which documents of a resource a caller may access. */
export interface Policy<Own extends string = string> {
  (caller: Caller): PolicyResult;
  /** The members of documents that are compared with the caller's account. */
  readonly ownFields?: readonly Own[];
  /** What is wrong with its arguments. The check of a definition reports it. */
  readonly faults?: readonly string[];
}

/** Grants every document to every caller, anonymous ones included. */
export const anyone: Policy<never> = () => true;
/** Grants nothing to any caller. */
export const nobody: Policy<never> = () => false;
/** Grants every document to callers who have signed in. */
export const signedIn: Policy<never> = (caller) => caller.signedIn;

/**
 * Declares the roles of accounts. The function that it returns grants every document to callers with one of the roles
 * that it is given: of these, or `admin`, which root has.
 * @example
 * const roles = defineRoles(['member', 'manager']);
 * roles('manager', 'admin')
 */
export const defineRoles =
  <const Role extends string>(all: readonly Role[]) =>
  (...allowed: readonly (Role | typeof adminRole)[]): Policy<never> => {
    const names: readonly string[] = allowed;
    const known = [...all, adminRole];
    const unknown = names.filter((name) => !known.some((each) => each === name));
    return Object.assign((caller: Caller) => caller.role !== undefined && names.includes(caller.role), {
      faults: unknown.map((name) => `there is no role ${JSON.stringify(name)}; ${didYouMean(name, known)}`),
    });
  };

/**
 * Grants a caller with an account the documents whose `field` is the account's `_id`.
 * @example own('account')
 */
export const own = <const Field extends string>(field: Field): Policy<Field> =>
  Object.assign((caller: Caller) => (caller.id === undefined ? false : { [field]: caller.id }), { ownFields: [field] });

/**
 * Grants what at least one of the policies grants.
 * @example anyOf(own('account'), roles('manager', 'admin'))
 */
export function anyOf<Own extends string = never>(...policies: readonly Policy<Own>[]): Policy<Own> {
  const policy = (caller: Caller): PolicyResult => {
    const grants = policies.map((each) => each(caller)).filter((result) => result !== false);
    const filters = grants.filter((result) => result !== true);
    if (filters.length < grants.length) return true;
    return filters.length === 0 ? false : filters.length === 1 ? (filters[0] ?? false) : { $or: filters };
  };
  const valid = policies.filter((each: unknown) => typeof each === 'function');
  const invalid = valid.length === policies.length ? [] : ['an argument of anyOf is not a policy; give functions'];
  return Object.assign(policy, {
    ownFields: valid.flatMap(({ ownFields = [] }) => ownFields),
    faults: [...invalid, ...valid.flatMap(({ faults = [] }) => faults)],
  });
}

/** Evaluates a result: filters of policies consist of equalities, `$or` and `$and`; `equals` decides an equality. */
function evaluate(result: PolicyResult, equals: (field: string, expected: unknown) => boolean): boolean {
  if (typeof result === 'boolean') return result;
  return Object.entries(result).every(([key, expected]) => {
    if (key === '$or') return (expected as readonly Filter[]).some((filter) => evaluate(filter, equals));
    if (key === '$and') return (expected as readonly Filter[]).every((filter) => evaluate(filter, equals));
    return equals(key, expected);
  });
}

/** Whether a result grants a document. */
export const permits = (result: PolicyResult, document: object): boolean =>
  evaluate(result, (field, expected) => Reflect.get(document, field) === expected);

/** Whether a result can grant a document of which only some fields are known. */
export const mayPermit = (result: PolicyResult, knownFields: Readonly<Record<string, unknown>>): boolean =>
  evaluate(result, (field, expected) => !Object.hasOwn(knownFields, field) || knownFields[field] === expected);
