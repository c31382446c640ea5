import { covers } from '../../access/policy.ts';
import { permitted, refusal, type Bound } from '../runtime.ts';
import type { Context } from '../definition/context.ts';
import type { Document } from '../definition/documents.ts';
import { readInput, type Extent, type Values } from '../input.ts';
import { conflictWithPendingWrite } from '../pending-writes/conflict.ts';
import { withRetry } from '../retry.ts';
import { fail, succeed, type Outcome } from '../problems.ts';
import { isNone, difference } from './difference.ts';
import { overridden, staleness, type IfMatch } from './precondition.ts';
import { writeChange } from './write-change.ts';

export interface Change {
  readonly id: string;
  readonly ifMatch: IfMatch;
  readonly input: unknown;
  /** `part`: absent is unchanged (PATCH). `whole`: absent is removed (PUT). */
  readonly extent: Extent;
}

/**
 * Changes a document that is as it was read. A change that changes nothing leaves the entity tag; one that was made
 * already is answered as it was then, whatever the entity tag (RFC 9110 §13.1.1).
 */
export async function change(bound: Bound, request: Change, context: Context): Promise<Outcome<Document>> {
  const values = readInput(bound.definition, request.input, request.extent);
  return withRetry(async () => {
    const found = await permitted(bound, 'change', { id: request.id, caller: context.caller });
    if (!found.ok) return found;
    const previous = found.value;
    const outdated = staleness(previous, request.ifMatch);
    if (outdated !== undefined && !values.ok) return fail(outdated);
    if (!values.ok) return values;
    const wanted = await difference(bound, { previous, values: values.value, extent: request.extent });
    if (isNone(wanted)) return succeed(previous);
    if (outdated !== undefined) return fail(outdated);
    const forbidden = forbiddenField(bound, { values: values.value, document: previous }, context);
    if (forbidden !== undefined) return fail(forbidden);
    if (previous._intent !== undefined) return conflictWithPendingWrite(bound, previous);
    return overridden(request.ifMatch, await writeChange(bound, wanted, context));
  });
}

function forbiddenField(
  { definition }: Bound,
  { values, document }: { values: Values; document: Document },
  { caller }: Context,
) {
  const names = [...Object.keys(values.set), ...values.unset].filter((name) => values.set[name] !== document[name]);
  const name = names.find((each) => !covers(definition.policies.fields?.[each]?.(caller) ?? true, document));
  return name === undefined ? undefined : refusal(caller, `change the ${name} of this ${definition.name}`);
}
