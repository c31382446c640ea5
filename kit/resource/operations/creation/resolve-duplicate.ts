import type { Collection, Duplicate, Scalar } from '../../../store/port.ts';
import { coalesce } from '../../../util/coalesce.ts';
import { memoize } from '../../../util/memoize.ts';
import { valueAt } from '../../../util/value-at.ts';
import { comparedPath, comparedValue, isSameValue } from '../../compared-values.ts';
import type { Document } from '../../definition/documents.ts';
import { conflictWithPendingWrite } from '../../pending-writes/conflict.ts';
import { fail, succeed, type Outcome } from '../../problems.ts';
import { duplicateProblem, type ResourceRuntime } from '../../runtime.ts';
import type { CreateResult } from '../create-result.ts';

/** Path → value of a unique key. */
type KeyValues = ReadonlyMap<string, Scalar>;

/** The most keys that are looked for with one read. */
const maxGroupSize = 100;

/** Finds the document with the values of a unique key. Those that are looked for during another read share the next. */
const finderOf = memoize((documents: Collection<Document>) =>
  coalesce<KeyValues, Document | undefined>(async (keys) => {
    const filters = keys.map((values) => Object.fromEntries(values));
    if (filters.length === 1) return [await documents.findOne(filters[0]!)];
    const found = await documents.find({ $or: filters });
    return keys.map((values) => found.find((each) => hasValues(each, values)));
  }, maxGroupSize),
);

const hasValues = (document: Document, values: KeyValues): boolean =>
  [...values].every(([path, value]) => isSameValue(valueAt(document, path) ?? null, value ?? null));

/**
 * Decides what a unique violation means for a creation: the same document exists already, which may be no error, or
 * another document has the values. Returns undefined if the other document no longer exists.
 */
export async function resolveDuplicate(
  runtime: ResourceRuntime,
  document: Document,
  violation: Duplicate,
): Promise<Outcome<CreateResult> | undefined> {
  const values = new Map(violation.fields.map((path) => [path, valueAt(document, path) as Scalar]));
  const found = await finderOf(runtime.documents)(values);
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
