import type { Duplicate } from '../../../store/port.ts';
import type { Document } from '../../definition/documents.ts';
import { conflictWithPendingWrite } from '../../pending-writes/conflict.ts';
import { fail, succeed, type Outcome } from '../../problems.ts';
import { duplicateProblem, type Bound } from '../../runtime.ts';
import type { Created } from '../created.ts';

/**
 * Decides what a unique index's refusal means for a creation: the same document exists already, which may be no error, or
 * another one has the values. Returns undefined when the other document no longer exists.
 */
export async function resolveDuplicate(
  bound: Bound,
  document: Document,
  refusal: Duplicate,
): Promise<Outcome<Created> | undefined> {
  const sameValues = Object.fromEntries(refusal.fields.map((name) => [name, document[name] as string]));
  const found = await bound.documents.findOne(sameValues);
  if (found === undefined) return undefined;
  const isOfSameRequest = found._intent !== undefined && found._intent.token === document._intent?.token;
  if (found._intent?.kind === 'arriving' && !isOfSameRequest) return conflictWithPendingWrite(bound, found);
  // Only a repeated request has an `_id` that exists: the first attempt created it.
  if (found._id === document._id) return succeed({ created: true, document: found });
  const isSame = bound.definition.unique.some(
    ({ fields, again }) => again === 'same' && fields.every((name) => found[name] === document[name]),
  );
  if (isSame) return succeed({ created: false, document: found });
  return fail(duplicateProblem(bound, refusal));
}

/** The existing document that makes creating it again no error; undefined when there is none. */
export async function findExisting(bound: Bound, document: Document): Promise<Outcome<Created> | undefined> {
  for (const { fields, again } of bound.definition.unique) {
    const found = again === 'same' ? await resolveDuplicate(bound, document, { kind: 'duplicate', fields }) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}
