import type { Filter } from '../store/port.ts';
import type { Caller } from './caller.ts';

/**
 * What a caller may do with a resource's documents: all (`true`), none (`false`), or those that a filter matches.
 * One answer serves an item, a list, its count, an embed and an offer.
 */
export type PolicyResult = boolean | Filter;
export type Policy = (caller: Caller) => PolicyResult;

export const anyone: Policy = () => true;
export const nobody: Policy = () => false;
export const signedIn: Policy = (caller) => caller.signedIn;

/** Callers of these roles, with every document. */
export const roles =
  (...allowed: readonly string[]): Policy =>
  (caller) =>
    caller.role !== undefined && allowed.includes(caller.role);

/** Callers with an account, with the documents that hold its `_id` in `field`. */
export const own =
  (field: string): Policy =>
  (caller) =>
    caller.id === undefined ? false : { [field]: caller.id };

/** What any of the policies allows. */
export const anyOf =
  (...policies: readonly Policy[]): Policy =>
  (caller) => {
    const answers = policies.map((policy) => policy(caller)).filter((answer) => answer !== false);
    const filters = answers.filter((answer) => answer !== true);
    if (filters.length < answers.length) return true;
    return filters.length === 0 ? false : filters.length === 1 ? (filters[0] ?? false) : { $or: filters };
  };

/** Evaluates an answer. Filters of policies are equalities, joined by `$or` and `$and`; `equals` decides an equality. */
function evaluate(answer: PolicyResult, equals: (field: string, expected: unknown) => boolean): boolean {
  if (typeof answer === 'boolean') return answer;
  return Object.entries(answer).every(([key, expected]) => {
    if (key === '$or') return (expected as readonly Filter[]).some((filter) => evaluate(filter, equals));
    if (key === '$and') return (expected as readonly Filter[]).every((filter) => evaluate(filter, equals));
    return equals(key, expected);
  });
}

/** Whether an answer covers a document. */
export const permits = (answer: PolicyResult, document: object): boolean =>
  evaluate(answer, (field, expected) => Reflect.get(document, field) === expected);

/** Whether an answer can cover a document of which only this is known. */
export const mayPermit = (answer: PolicyResult, known: Readonly<Record<string, unknown>>): boolean =>
  evaluate(answer, (field, expected) => !(field in known) || known[field] === expected);
