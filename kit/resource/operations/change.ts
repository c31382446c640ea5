import { covers } from '../../access/policy.ts';
import { forbiddenVerb, refusal, visible, type Bound } from '../runtime.ts';
import type { Context } from '../definition/context.ts';
import type { Document } from '../definition/documents.ts';
import { readInput, type Extent, type Values } from '../input.ts';
import { conflictWithPendingWrite } from '../pending-writes/conflict.ts';
import { withRetry } from '../retry.ts';
import { fail, succeed, type Outcome } from '../problems.ts';
import { isNone, difference } from './difference.ts';
import { overridden, staleness, type IfMatch } from './precondition.ts';
import { writeChange } from './write-change.ts';

/** What a request to change a document says. */
export interface ChangeRequest {
  readonly ifMatch: IfMatch;
  readonly input: unknown;
}

export interface Change {
  readonly id: string;
  /** `part`: absent is unchanged (PATCH). `whole`: absent is removed (PUT). */
  readonly extent: Extent;
  /** Reads the request against the document as it is now; called once an attempt, before any permission to change it. */
  readonly read: (current: Document) => Outcome<ChangeRequest>;
}

/**
 * Changes a document that is as it was read. A change that changes nothing leaves the entity tag; one that was made
 * already is answered as it was then, whatever the entity tag (RFC 9110 §13.1.1).
 */
export async function change(bound: Bound, request: Change, context: Context): Promise<Outcome<Document>> {
  const { id, extent } = request;
  return withRetry(async () => {
    const found = await visible(bound, id, context.caller);
    if (!found.ok) return found;
    const previous = found.value;
    const read = request.read(previous);
    if (!read.ok) return read;
    const forbidden = forbiddenVerb(bound, 'change', { document: previous, caller: context.caller });
    if (forbidden !== undefined) return fail(forbidden);
    const { ifMatch, input } = read.value;
    const outdated = staleness(previous, ifMatch);
    const values = readInput(bound.definition, input, extent);
    if (!values.ok) return outdated === undefined ? values : fail(outdated);
    const wanted = await difference(bound, { previous, values: values.value, extent });
    if (isNone(wanted)) return succeed(previous);
    const refused = outdated ?? forbiddenField(bound, { values: values.value, document: previous }, context);
    if (refused !== undefined) return fail(refused);
    if (previous._intent !== undefined) return conflictWithPendingWrite(bound, previous);
    return overridden(ifMatch, await writeChange(bound, wanted, context));
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
