import type { OperationContext } from '../definition/context.ts';
import type { Definition } from '../definition/definition.ts';
import { relationsOf, type ParentReferences } from '../definition/relations.ts';
import { missingDetail, notFound } from '../common-problems.ts';
import type { Problem } from '../problems.ts';

/**
 * Returns `NotFound` if a list belongs to a document that does not exist, or, asked as the caller, that the caller is
 * not allowed to see. Returns undefined for any other list, and while the service of the document is unavailable.
 */
export async function missingParent(
  definition: Definition,
  { list, as }: { readonly list: ParentReferences; readonly as: 'caller' | 'service' },
  { remote }: OperationContext,
): Promise<Problem | undefined> {
  for (const [relation, { target }] of relationsOf(definition)) {
    const id = list[relation];
    const state = id === undefined ? undefined : await remote.referenceState(target, id, as);
    if (id !== undefined && state?.ok === true && state.value === undefined)
      return notFound(missingDetail({ relation, target, id }));
  }
  return undefined;
}
