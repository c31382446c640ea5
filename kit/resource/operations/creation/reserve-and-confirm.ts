import type { Context } from '../../definition/context.ts';
import type { Document } from '../../definition/documents.ts';
import { withLeaseRenewal } from '../../pending-writes/lease-renewal.ts';
import { createPendingWrite, type Intention } from '../../pending-writes/pending-write.ts';
import { fail, succeed, type Outcome } from '../../problems.ts';
import { withRetry } from '../../retry.ts';
import type { Bound } from '../../runtime.ts';
import type { Created } from '../created.ts';
import { unstableReference } from '../references.ts';
import { compensate } from './compensate.ts';
import { confirm } from './confirm.ts';
import { reserve } from './reserve.ts';

/**
 * Creates documents in two phases, all or none: reserves them as pending writes, then confirms them. After an attempt that
 * failed, references are checked before anything is written: many writers that return with a pending write would block the
 * removal that they wait for.
 */
export function reserveAndConfirm(
  bound: Bound,
  documents: readonly Document[],
  context: Context,
): Promise<Outcome<readonly Created[]>> {
  let isRepeated = false;
  return withRetry(async () => {
    const unstable = isRepeated ? await firstUnstable(bound, documents, context) : undefined;
    if (unstable !== undefined) return fail(unstable);
    const outcome = await attempt(bound, documents, context);
    isRepeated = !outcome.ok;
    return outcome;
  });
}

async function firstUnstable({ definition }: Bound, documents: readonly Document[], context: Context) {
  const checks = documents.map((next) => unstableReference(definition, { next }, context));
  return (await Promise.all(checks)).find((problem) => problem !== undefined);
}

async function attempt(bound: Bound, documents: readonly Document[], context: Context) {
  const pendingWrite = await announce(bound, documents.length);
  const reservation = { documents, pendingWrite, results: [] };
  return withLeaseRenewal(bound, pendingWrite, async () => {
    try {
      const problem = (await reserve(bound, reservation, context)) ?? (await confirm(bound, reservation));
      if (problem === undefined) return succeed(confirmedResults(reservation.results));
      await compensate(bound, reservation);
      return fail(problem);
    } catch (error) {
      // If this fails as well, recovery compensates once the lease has expired.
      await compensate(bound, reservation).catch(() => undefined);
      throw error;
    }
  });
}

/** Creates the pending write; for several documents the journal gets a batch that decides for all of them. */
async function announce({ intentionMs, ledger }: Bound, count: number): Promise<Intention> {
  const pendingWrite = createPendingWrite('arriving', { holdMs: intentionMs });
  if (count === 1) return pendingWrite;
  await ledger.batches.insert([{ _id: pendingWrite.token, state: 'open', at: new Date() }]);
  return { ...pendingWrite, batch: pendingWrite.token };
}

const confirmedResults = (results: readonly Created[]): readonly Created[] =>
  results.map((each) => ({ ...each, document: withoutPendingWrite(each.document) }));

const withoutPendingWrite = (document: Document): Document =>
  Object.fromEntries(Object.entries(document).filter(([name]) => name !== '_intent')) as Document;
