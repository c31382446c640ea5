import type { ResourceRuntime } from '../runtime.ts';
import type { ReferrerNames } from '../definition/relations.ts';
import type { OperationContext } from '../definition/context.ts';
import type { Referrer } from '../referrers.ts';
import { transient, withRetry } from '../retry.ts';
import { fail, succeed, type Outcome, type Problem, type ReferrerSummary } from '../problems.ts';
import type { ReferrerCount } from '../remote-resources.ts';
import { inUse } from '../common-problems.ts';
import { withArticle } from '../../util/article.ts';

/** The documents to be removed. */
export interface RemovalTargets {
  readonly ids: readonly string[];
  /** Whether to remove the documents that refer to them as well. */
  readonly cascade: boolean;
}

/** The maximum number of `_id`s in one request to a remote service. */
const idsPerRequest = 1000;
/** The most documents that one request to a remote service removes, if they refer to several targets. */
const removedTogether = 1000;

/**
 * Checks that no document refers to documents that are marked for deletion. To cascade, it removes referring documents
 * with the caller's credentials; otherwise it fails with `InUse`. It retries while references are pending: their
 * operations fail because of the mark, unless they checked the document before it was marked.
 *
 * Nothing is removed before it is known that no reference restricts the removal: because of the mark, none is added.
 */
export async function checkReferences(
  runtime: ResourceRuntime,
  targets: RemovalTargets,
  context: OperationContext,
): Promise<Outcome<void>> {
  const known = await withRetry(runtime.referrers.all, runtime.limits);
  if (!known.ok) return known;
  const cascades = ({ onRemoval }: Referrer): boolean => targets.cascade || onRemoval === 'cascade';
  const [restricting, cascading] = [known.value.filter((each) => !cascades(each)), known.value.filter(cascades)];
  for (const referrers of [restricting, cascading]) {
    const holders = await findHolders(runtime, { targets, referrers }, context);
    if (!holders.ok) return holders;
    if (holders.value.length > 0) return fail(referencedBy(holders.value));
  }
  return succeed(undefined);
}

interface CheckedReferrers {
  readonly targets: RemovalTargets;
  readonly referrers: readonly Referrer[];
}

/** Documents that refer to the targets, and what they are to them. */
interface Holder extends ReferrerNames {
  readonly summary: ReferrerSummary;
}

/** Returns which documents refer to the targets; those that are to be removed as well are removed first. */
async function findHolders(
  { limits }: ResourceRuntime,
  { targets, referrers }: CheckedReferrers,
  context: OperationContext,
): Promise<Outcome<readonly Holder[]>> {
  const holders: Holder[] = [];
  for (const referrer of referrers) {
    const visible = await withRetry(() => visibleReferrers(referrer, targets, context), limits);
    if (!visible.ok) return visible;
    if (visible.value === undefined) continue;
    const { resource, relation, inverse = resource, plural = `${inverse}s` } = referrer;
    const href = referrersHref(context.remote.href(resource), relation, targets.ids);
    holders.push({ name: inverse, plural, summary: { relation: inverse, count: visible.value, href } });
  }
  return succeed(holders);
}

function referencedBy(holders: readonly Holder[]): Problem {
  const counts = holders.map(({ summary: { count }, name, plural }) =>
    count === 0 ? `${plural} that you are not allowed to see` : `${count} ${count === 1 ? name : plural}`,
  );
  return inUse(`still referenced by ${counts.join(' and ')}`, { holders: holders.map(({ summary }) => summary) });
}

/** Counts the referring documents that the caller is allowed to see; undefined if no document refers to the targets. */
async function visibleReferrers(
  referrer: Referrer,
  { ids, cascade }: RemovalTargets,
  { remote }: OperationContext,
): Promise<Outcome<number | undefined>> {
  const cascades = cascade || referrer.onRemoval === 'cascade';
  let visible = 0;
  let isReferenced = false;
  for (let from = 0; from < ids.length; from += idsPerRequest) {
    const some = ids.slice(from, from + idsPerRequest);
    const count = await countRemaining(referrer, { ids: some, cascade: cascades }, remote);
    if (!count.ok) return count;
    const { settled, pending } = count.value;
    if (pending > 0 && (settled === 0 || cascades))
      return fail(
        transient(`${withArticle(referrer.resource)} that refers to it is being created or changed; try again`),
      );
    visible += count.value.visible;
    isReferenced ||= settled > 0;
  }
  return succeed(isReferenced ? visible : undefined);
}

/**
 * Counts the documents that refer to targets. To cascade, it removes them first: of as many targets in one request as
 * keeps the number of documents bounded, since others wait for the targets all the while.
 */
async function countRemaining(
  referrer: Referrer,
  { ids, cascade }: RemovalTargets,
  remote: OperationContext['remote'],
): Promise<Outcome<ReferrerCount>> {
  const { resource, relation } = referrer;
  const count = await remote.countReferrers(resource, { relation, ids });
  if (!count.ok || count.value.settled === 0 || !cascade) return count;
  if (count.value.settled > removedTogether && ids.length > 1) {
    const half = Math.ceil(ids.length / 2);
    const first = await countRemaining(referrer, { ids: ids.slice(0, half), cascade }, remote);
    if (!first.ok) return first;
    const second = await countRemaining(referrer, { ids: ids.slice(half), cascade }, remote);
    return second.ok ? succeed(sum(first.value, second.value)) : second;
  }
  const removed = await remote.removeReferrers(resource, { relation, ids });
  return removed.ok ? remote.countReferrers(resource, { relation, ids }) : removed;
}

const sum = (one: ReferrerCount, other: ReferrerCount): ReferrerCount => ({
  settled: one.settled + other.settled,
  visible: one.visible + other.visible,
  pending: one.pending + other.pending,
});

const referrersHref = (collection: string | undefined, relation: string, ids: readonly string[]): string | undefined =>
  ids.length === 1 && collection !== undefined ? `${collection}/${relation}/${ids[0] ?? ''}` : collection;
