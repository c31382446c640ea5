import type { Duplicate, Scalar } from '../../../store/port.ts';
import { valueAt } from '../../../util/value-at.ts';
import { comparedPath, comparedValue, isSameValue } from '../../compared-values.ts';
import type { Document } from '../../definition/documents.ts';
import { conflictWithPendingWrite } from '../../pending-writes/conflict.ts';
import { fail, succeed, type Outcome } from '../../problems.ts';
import { duplicateProblem, type ResourceRuntime } from '../../runtime.ts';
import type { CreateResult } from '../create-result.ts';

/**
 * Decides what a unique violation means for a creation: the same document exists already, which may be no error, or
 * another document has the values. Returns undefined if the other document no longer exists.
 */
export async function resolveDuplicate(
  runtime: ResourceRuntime,
  document: Document,
  violation: Duplicate,
): Promise<Outcome<CreateResult> | undefined> {
  const sameValues = Object.fromEntries(violation.fields.map((path) => [path, valueAt(document, path) as Scalar]));
  const found = await runtime.documents.findOne(sameValues);
  if (found === undefined) return undefined;
  const isOfSameRequest = found._intent !== undefined && found._intent.token === document._intent?.token;
  if (found._intent?.kind === 'arriving' && !isOfSameRequest) return conflictWithPendingWrite(runtime, found);
  // Only a repeated request uses an existing `_id`: its first attempt created the document.
  if (found._id === document._id) return succeed({ created: true, document: found });
  const valueOf = (each: Document, name: string): unknown => comparedValue(runtime.definition, each, name);
  const isSame = runtime.definition.unique.some(
    ({ fields, onConflict }) =>
      onConflict === 'returnExisting' &&
      fields.every((name) => isSameValue(valueOf(found, name), valueOf(document, name))),
  );
  if (isSame) return succeed({ created: false, document: found });
  return fail(duplicateProblem(runtime, violation, isOfSameRequest));
}

/** Finds the existing document that makes creating it again no error; undefined if there is none. */
export async function findExisting(
  runtime: ResourceRuntime,
  document: Document,
): Promise<Outcome<CreateResult> | undefined> {
  for (const { fields, onConflict } of runtime.definition.unique) {
    const paths = fields.map((name) => comparedPath(runtime.definition, name));
    const existing =
      onConflict === 'returnExisting'
        ? await resolveDuplicate(runtime, document, { kind: 'duplicate', fields: paths })
        : undefined;
    if (existing !== undefined) return existing;
  }
  return undefined;
}
