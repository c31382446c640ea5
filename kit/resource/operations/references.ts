import { referrerNames, relationsOf } from '../definition/relations.ts';
import type { OperationContext } from '../definition/context.ts';
import type { Definition } from '../definition/definition.ts';
import type { Document } from '../definition/documents.ts';
import type { Referrer } from '../referrers.ts';
import { transient } from '../retry.ts';
import { missingReference } from '../common-problems.ts';
import type { Problem } from '../problems.ts';

interface ReferenceChange {
  readonly next: Document;
  readonly previous?: Document | undefined;
}

/** Describes a relation to the service of its target. */
export function referrerOf(definition: Definition, relation: string): Referrer {
  const { inverse, onRemoval = 'restrict' } = definition.relations[relation] ?? {};
  const { plural } = referrerNames(definition, { inverse });
  return { resource: definition.name, relation, inverse: inverse?.name, plural, onRemoval };
}

/** Returns the relations whose references a change sets to another target; all of them for a new document. */
export const changedReferences = (definition: Definition, { next, previous }: ReferenceChange) =>
  relationsOf(definition).filter(([name]) => next[name] !== previous?.[name]);

/**
 * Checks that the targets of changed references exist and are not marked for deletion. Returns the first problem. It
 * runs while the referring document has a pending write, which a concurrent removal of the target detects.
 */
export async function checkReferenceTargets(
  definition: Definition,
  change: ReferenceChange,
  { remote }: OperationContext,
): Promise<Problem | undefined> {
  const states = changedReferences(definition, change).map(async ([relation, { target }]) => {
    const id = String(change.next[relation]);
    const referrer = referrerOf(definition, relation);
    return { relation, target, id, state: await remote.targetState(target, { id, referrer }) };
  });
  for (const { relation, target, id, state } of await Promise.all(states)) {
    if (!state.ok) return state.problem;
    if (state.value === undefined) return missingReference({ relation, target, id });
    if (state.value.leaving) return transient(`the ${target} ${JSON.stringify(id)} is being removed; try again`);
  }
  return undefined;
}
