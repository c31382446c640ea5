import { toOneRelations } from '../definition/relations.ts';
import type { OperationContext } from '../definition/context.ts';
import type { Definition } from '../definition/definition.ts';
import type { Document } from '../definition/documents.ts';
import { transient } from '../retry.ts';
import { missingReference } from '../common-problems.ts';
import type { Problem } from '../problems.ts';

interface ReferenceChange {
  readonly next: Document;
  readonly previous?: Document | undefined;
}

/** The references of a document that it did not have before. */
export const changedReferences = (definition: Definition, { next, previous }: ReferenceChange) =>
  toOneRelations(definition).filter(([name]) => next[name] !== previous?.[name]);

/**
 * The first new reference to something that is not there or may be about to go, or what keeps from knowing. It is asked
 * when the one who refers is written down as an intention: whoever wants the target to go sees that.
 */
export async function checkReferenceTargets(
  definition: Definition,
  fresh: ReferenceChange,
  { remote }: OperationContext,
): Promise<Problem | undefined> {
  const asked = changedReferences(definition, fresh).map(async ([name, { target }]) => {
    const id = String(fresh.next[name]);
    return { name, target, id, found: await remote.referenceState(target, id, 'caller') };
  });
  for (const { name, target, id, found } of await Promise.all(asked)) {
    if (!found.ok) return found.problem;
    if (found.value === undefined) return missingReference({ relation: name, target, id });
    if (found.value.leaving) return transient(`the ${target} ${JSON.stringify(id)} is about to go; try again`);
  }
  return undefined;
}
