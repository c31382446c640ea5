import { notFoundProblem, type ResourceRuntime } from '../runtime.ts';
import type { Document } from '../definition/documents.ts';
import { conflictWithPendingWrite } from '../pending-writes/conflict.ts';
import { transient } from '../retry.ts';
import { fail, isKind, type Outcome, type Problem } from '../problems.ts';
import { stale } from '../common-problems.ts';

/** Entity tags, unquoted, one of which must be current; `*` matches any (RFC 9110 §13.1.1). */
export type IfMatch = readonly string[] | '*';

/** Returns a `Stale` problem if none of the entity tags is the current one of the document. */
export function staleProblem(document: Document, ifMatch: IfMatch): Problem | undefined {
  if (ifMatch === '*' || ifMatch.includes(document._etag)) return undefined;
  return stale(`the current entity tag is "${document._etag}"`, { current: document });
}

/** Makes a `Stale` problem transient if any version is accepted (`*`), so that the next attempt uses the new one. */
export function retryIfUnconditional<T>(ifMatch: IfMatch, outcome: Outcome<T>): Outcome<T> {
  const isRetryable = !outcome.ok && isKind(outcome.problem, stale) && ifMatch === '*';
  return isRetryable ? fail(transient('concurrent operations keep changing it; try again')) : outcome;
}

/** Fails because a concurrent operation changed or removed the document between reading and writing it. */
export async function concurrentModification(runtime: ResourceRuntime, previous: Document): Promise<Outcome<never>> {
  const current = await runtime.documents.findOne({ _id: previous._id });
  if (current === undefined) return fail(notFoundProblem(runtime.definition, previous._id));
  if (current._intent !== undefined) return conflictWithPendingWrite(runtime, current);
  const isUnchanged = current._etag === previous._etag;
  return fail(
    isUnchanged
      ? transient('the operation took longer than its lease and was undone; try again')
      : stale(`the current entity tag is "${current._etag}"`, { current }),
  );
}
