import { permits, type PolicyResult } from '../../access/policy.ts';
import { matcherOf } from '../../store/match.ts';
import type { ChangeFeed, ChangesOptions, DocumentChange, Filter } from '../../store/port.ts';
import { createSharedSlices } from '../../util/sliced-work.ts';
import type { OperationContext } from '../definition/context.ts';
import type { Document } from '../definition/documents.ts';
import { fail, succeed, type Outcome } from '../problems.ts';
import { isCommitted } from '../pending-writes/pending-write.ts';
import { authorize, type ResourceRuntime } from '../runtime.ts';
import { lostChanges } from '../streams/stream-problems.ts';

/** What happened to a document. */
export type ChangeKind = 'created' | 'changed' | 'removed';

/** A change of a document, as one caller sees it. */
export interface ResourceChange {
  readonly kind: ChangeKind;
  readonly id: string;
  /** The document after the change; absent if it was removed. Do not modify it: all listeners share it. */
  readonly document?: Document;
  /** The position after this change, for `after`. */
  readonly token: string;
}

/** The changes of a resource, in their order. It ends after `return`, or when its signal is aborted. */
export interface ResourceFeed extends AsyncIterableIterator<ResourceChange, undefined> {
  /** The position where the feed begins. */
  readonly token: string;
  /** Returns the position after changes that the caller is not told, if there are any since the last one that is. */
  skippedTo(): string | undefined;
  return(): Promise<IteratorResult<ResourceChange, undefined>>;
}

/** Which changes are told: those of documents that match the filter before or after, from a position or from now on. */
export interface ChangesQuery extends ChangesOptions {
  readonly filter: Filter;
}

/** A change is told to one listener after the other: for many, that takes long, while requests wait. */
const telling = createSharedSlices({ sliceMs: 5, turnMs: 1 });

/**
 * Opens a feed of the changes that the caller may see: those of documents that the caller may read. A document that
 * becomes readable counts as created, and one that ceases to be as removed. Pending writes are told once they are
 * confirmed, and what the service notes on documents for itself is not told. Fails with `ChangesLost` if the changes
 * after the position are not known any more; reading the feed then throws `ChangesLostError`.
 */
export async function changes(
  runtime: ResourceRuntime,
  { filter, ...options }: ChangesQuery,
  { caller }: OperationContext,
): Promise<Outcome<ResourceFeed>> {
  const allowed = authorize(runtime, 'read', caller);
  if (!allowed.ok) return allowed;
  const opened = await openFeed(runtime, options);
  if (!opened.ok) return opened;
  const feed = opened.value;
  const matches = matcherOf(filter);
  const tell = (change: DocumentChange<Document>): ResourceChange | undefined => {
    const isAbout = [change.before, change.after].some((document) => document !== undefined && matches(document));
    return isAbout ? changeFor(change, allowed.value) : undefined;
  };
  const beginStep = telling();
  let skippedTo: string | undefined;
  async function next(): Promise<IteratorResult<ResourceChange, undefined>> {
    for (skippedTo = undefined; ;) {
      const result = await feed.next();
      if (result.done === true) return result;
      await beginStep();
      const value = tell(result.value);
      if (value !== undefined) return { done: false, value };
      skippedTo = result.value.token;
    }
  }
  const visible: ResourceFeed = {
    token: feed.token,
    skippedTo: () => skippedTo,
    next,
    return: async () => {
      await feed.return();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]: () => visible,
  };
  return succeed(visible);
}

async function openFeed(
  { documents }: ResourceRuntime,
  options: ChangesOptions,
): Promise<Outcome<ChangeFeed<Document>>> {
  try {
    return succeed(await documents.changes(options));
  } catch (error) {
    const lost = lostChanges(error);
    if (lost === undefined) throw error;
    return fail(lost);
  }
}

/** Returns a change as it is for a caller whom this policy result applies to; undefined if it is none. */
function changeFor(
  { token, ...states }: DocumentChange<Document>,
  permitted: PolicyResult,
): ResourceChange | undefined {
  const visible = (document: Document | undefined): Document | undefined =>
    document !== undefined && isCommitted(document) && permits(permitted, document) ? document : undefined;
  const [before, after] = [visible(states.before), visible(states.after)];
  if (after === undefined) return before && { kind: 'removed', id: before._id, token };
  if (before?._etag === after._etag) return undefined;
  return { kind: before === undefined ? 'created' : 'changed', id: after._id, document: after, token };
}
