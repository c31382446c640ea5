import type { OperationContext } from '../../definition/context.ts';
import type { Document } from '../../definition/documents.ts';
import { executePendingWrite } from '../../pending-writes/execute-pending-write.ts';
import { createPendingWrite, type PendingWrite } from '../../pending-writes/pending-write.ts';
import { fail, succeed, type Outcome } from '../../problems.ts';
import { problemAt } from '../../common-problems.ts';
import { withRetry } from '../../retry.ts';
import type { ResourceRuntime } from '../../runtime.ts';
import type { CreateResult } from '../create-result.ts';
import { checkReferenceTargets } from '../references.ts';
import { compensate } from './compensate.ts';
import { confirm } from './confirm.ts';
import { isPendingUnder, type Drafts, type Reservation } from './reservation.ts';
import { reserve } from './reserve.ts';

/**
 * Creates documents in two phases, all or none: reserves them as pending writes, then confirms them. After a failed
 * attempt, references are checked before anything is written, because the pending writes of many retrying operations
 * would block the removal that they wait for.
 */
export function reserveAndConfirm(
  runtime: ResourceRuntime,
  drafts: Drafts,
  context: OperationContext,
): Promise<Outcome<readonly CreateResult[]>> {
  let { isRepeated = false } = drafts;
  return withRetry(async () => {
    const invalid = isRepeated ? await firstInvalidReference(runtime, drafts, context) : undefined;
    if (invalid !== undefined) return fail(invalid);
    const outcome = await attempt(runtime, drafts, context);
    isRepeated = !outcome.ok;
    return outcome;
  }, runtime.limits);
}

async function firstInvalidReference(
  { definition }: ResourceRuntime,
  { documents, isBatch }: Drafts,
  context: OperationContext,
) {
  const checks = documents.map(async (next, index) => {
    const problem = await checkReferenceTargets(definition, { next }, context);
    return problem === undefined ? undefined : problemAt(problem, index, isBatch);
  });
  return (await Promise.all(checks)).find((problem) => problem !== undefined);
}

async function attempt(runtime: ResourceRuntime, drafts: Drafts, context: OperationContext) {
  const checkDurability = runtime.durableReads.watch();
  const pendingWrite = await announce(runtime, drafts.documents.length);
  const reservation: Reservation = { ...drafts, pendingWrite, results: [], isInserting: false };
  /** Documents that exist already are reported as they were read. */
  const checkExisting = () =>
    reservation.results.every((each) => isPendingUnder(pendingWrite, each)) ? undefined : checkDurability();
  return executePendingWrite(runtime, pendingWrite, {
    work: async () => {
      const problem =
        (await reserve(runtime, reservation, context)) ??
        (await checkExisting()) ??
        (await confirm(runtime, reservation));
      return problem === undefined ? succeed(confirmedResults(reservation.results)) : fail(problem);
    },
    undo: () => compensate(runtime, reservation),
  });
}

/** Creates the pending write. For several documents, records a batch in the journal, whose state decides for all. */
async function announce({ leaseMs, journal }: ResourceRuntime, count: number): Promise<PendingWrite> {
  const pendingWrite = createPendingWrite('arriving', { leaseMs });
  if (count === 1) return pendingWrite;
  await journal.batches.insert([{ _id: pendingWrite.token, state: 'open', at: new Date() }]);
  return { ...pendingWrite, batch: pendingWrite.token };
}

const confirmedResults = (results: readonly CreateResult[]): readonly CreateResult[] =>
  results.map((result) => ({ ...result, document: withoutPendingWrite(result.document) }));

const withoutPendingWrite = (document: Document): Document =>
  Object.fromEntries(Object.entries(document).filter(([name]) => name !== '_intent')) as Document;
