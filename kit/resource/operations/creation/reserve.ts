import type { Context } from '../../definition/context.ts';
import type { Document } from '../../definition/documents.ts';
import { fail, type Outcome, type Problem } from '../../problems.ts';
import { numbered } from '../../common-problems.ts';
import { ruleContext } from '../../rule-context.ts';
import { claimAll, type Bound } from '../../runtime.ts';
import { unstableReference } from '../references.ts';
import { checkAllocation } from './allocate.ts';
import { insertPending } from './insert-pending.ts';
import { isPendingUnder, type Reservation } from './reservation.ts';

/**
 * Inserts the documents as pending writes, checks what they depend on, and claims what they need. Returns the first
 * problem; of several documents, it names which one.
 */
export const reserve = async (bound: Bound, reservation: Reservation, context: Context): Promise<Problem | undefined> =>
  (await insertEach(bound, reservation, context)) ??
  (await checkEach(bound, reservation, context)) ??
  (await claimEach(bound, reservation, context));

async function insertEach(bound: Bound, reservation: Reservation, context: Context): Promise<Problem | undefined> {
  const { documents, pendingWrite, results } = reservation;
  for (const [index, document] of documents.entries()) {
    const inserted = await insertPending(bound, { ...document, _intent: pendingWrite }, context);
    if (!inserted.ok) return namedProblem(reservation, inserted.problem, index);
    results.push(inserted.value);
  }
  return undefined;
}

async function checkEach(bound: Bound, reservation: Reservation, context: Context): Promise<Problem | undefined> {
  const { pendingWrite, results } = reservation;
  const checks = results.map(async (each, index) => {
    if (!isPendingUnder(pendingWrite, each)) return undefined;
    const checked = await checkDependencies(bound, each.document, context);
    if (checked.ok) results[index] = { created: true, document: checked.value };
    return checked.ok ? undefined : namedProblem(reservation, checked.problem, index);
  });
  return (await Promise.all(checks)).find((problem) => problem !== undefined);
}

/** Checks that references and allocated values are valid. Returns the document as it is stored now. */
async function checkDependencies(bound: Bound, document: Document, context: Context): Promise<Outcome<Document>> {
  const [unstable, allocated] = await Promise.all([
    unstableReference(bound.definition, { next: document }, context),
    checkAllocation(bound, document, context),
  ]);
  return unstable === undefined ? allocated : fail(unstable);
}

async function claimEach(bound: Bound, reservation: Reservation, context: Context): Promise<Problem | undefined> {
  const { pendingWrite, results } = reservation;
  for (const [index, each] of results.entries()) {
    if (!isPendingUnder(pendingWrite, each)) continue;
    const claim = { document: each.document, token: pendingWrite.token };
    const problem = await claimAll(bound.definition.rules, claim, ruleContext(bound, context));
    if (problem !== undefined) return namedProblem(reservation, problem, index);
  }
  return undefined;
}

const namedProblem = ({ documents }: Reservation, problem: Problem, index: number): Problem =>
  documents.length === 1 ? problem : numbered(problem, index);
