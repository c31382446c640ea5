import { notFoundProblem, type ResourceRuntime } from '../runtime.ts';
import type { Document } from '../definition/documents.ts';
import { conflictWithPendingWrite } from '../pending-writes/conflict.ts';
import { transient } from '../retry.ts';
import { fail, isKind, type Outcome, type Problem } from '../problems.ts';
import { stale } from '../common-problems.ts';

/** Entity tags, unquoted, one of which must be current; `*` matches any (RFC 9110 §13.1.1). */
export type IfMatch = readonly string[] | '*';

/** A `Stale` problem if none of the entity tags is the document's current one. */
export function staleProblem(document: Document, ifMatch: IfMatch): Problem | undefined {
  if (ifMatch === '*' || ifMatch.includes(document._etag)) return undefined;
  return stale(`the current entity tag is "${document._etag}"`, { current: document });
}

/** Makes a `Stale` outcome transient where any version is accepted (`*`): the next attempt reads the new one. */
export function retryIfUnconditional<T>(ifMatch: IfMatch, outcome: Outcome<T>): Outcome<T> {
  const isOther = !outcome.ok && isKind(outcome.problem, stale) && ifMatch === '*';
  return isOther ? fail(transient('others change it all the time; try again')) : outcome;
}

/** Fails because another writer changed or removed the document between reading and writing it. */
export async function concurrentModification(runtime: ResourceRuntime, previous: Document): Promise<Outcome<never>> {
  const current = await runtime.documents.findOne({ _id: previous._id });
  if (current === undefined) return fail(notFoundProblem(runtime.definition, previous._id));
  if (current._intent !== undefined) return conflictWithPendingWrite(runtime, current);
  const same = current._etag === previous._etag;
  return fail(
    same
      ? transient('it took longer than an intention holds; try again')
      : stale(`the current entity tag is "${current._etag}"`, { current }),
  );
}
