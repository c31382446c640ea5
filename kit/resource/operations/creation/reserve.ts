import type { OperationContext } from '../../definition/context.ts';
import type { Document } from '../../definition/documents.ts';
import { fail, type Outcome, type Problem } from '../../problems.ts';
import { problemAt } from '../../common-problems.ts';
import { ruleContext } from '../../rule-context.ts';
import { claimAll, type ResourceRuntime } from '../../runtime.ts';
import { checkReferenceTargets } from '../references.ts';
import { checkAllocation } from './allocate.ts';
import { insertPending } from './insert-pending.ts';
import { isPendingUnder, type PendingDocument, type Reservation } from './reservation.ts';

/**
 * Inserts the documents as pending writes, checks their dependencies and makes their claims. Returns the first problem;
 * in a batch, it contains the index of the document.
 */
export const reserve = async (
  runtime: ResourceRuntime,
  reservation: Reservation,
  context: OperationContext,
): Promise<Problem | undefined> =>
  (await insertEach(runtime, reservation, context)) ??
  (await checkEach(runtime, reservation, context)) ??
  (await claimEach(runtime, reservation, context));

async function insertEach(
  runtime: ResourceRuntime,
  reservation: Reservation,
  context: OperationContext,
): Promise<Problem | undefined> {
  const { documents, isBatch, pendingWrite, results } = reservation;
  const onInsertion = (): void => void (reservation.isInserting = true);
  for (const [index, document] of documents.entries()) {
    const pending = { ...document, _intent: pendingWrite };
    const inserted = await insertPending(runtime, { document: pending, onInsertion }, context);
    if (!inserted.ok) return problemAt(inserted.problem, index, isBatch);
    results.push(inserted.value);
  }
  return undefined;
}

async function checkEach(
  runtime: ResourceRuntime,
  reservation: Reservation,
  context: OperationContext,
): Promise<Problem | undefined> {
  const { isBatch, pendingWrite, results } = reservation;
  const checks = results.map(async (each, index) => {
    if (!isPendingUnder(pendingWrite, each)) return undefined;
    const checked = await checkDependencies(runtime, { document: each.document, pendingWrite }, context);
    if (checked.ok) results[index] = { created: true, document: checked.value };
    return checked.ok ? undefined : problemAt(checked.problem, index, isBatch);
  });
  return (await Promise.all(checks)).find((problem) => problem !== undefined);
}

/** Checks references and allocated values. Returns the document as it is stored now. */
async function checkDependencies(
  runtime: ResourceRuntime,
  pending: PendingDocument,
  context: OperationContext,
): Promise<Outcome<Document>> {
  const [invalidReference, allocated] = await Promise.all([
    checkReferenceTargets(runtime.definition, { next: pending.document }, context),
    checkAllocation(runtime, pending, context),
  ]);
  return invalidReference === undefined ? allocated : fail(invalidReference);
}

async function claimEach(
  runtime: ResourceRuntime,
  reservation: Reservation,
  context: OperationContext,
): Promise<Problem | undefined> {
  const { isBatch, pendingWrite, results } = reservation;
  for (const [index, each] of results.entries()) {
    if (!isPendingUnder(pendingWrite, each)) continue;
    const claim = { document: each.document, token: pendingWrite.token };
    const problem = await claimAll(runtime.definition.rules, claim, ruleContext(runtime, context));
    if (problem !== undefined) return problemAt(problem, index, isBatch);
  }
  return undefined;
}
