import type { Collection, Stored } from '../../store/port.ts';
import type { ProblemKind, Outcome, Problem } from '../problems.ts';
import type { OperationContext } from './context.ts';
import type { Document, NameIn } from './documents.ts';
import type { ParentReferences } from './relations.ts';

/** The context of a rule: that of the operation, and the documents of the resource, pending creations included. */
export interface RuleContext<D extends Stored> extends OperationContext {
  readonly documents: Collection<D>;
  /** Milliseconds for which `withRetry` waits for concurrent operations. */
  readonly contentionMs: number;
  /** Completes or removes the pending write of a document if its lease has expired. */
  recover(document: D): Promise<void>;
  /** Reads, and resolves when no failover can roll back what was read. */
  durably<T>(read: () => Promise<T>): Promise<T>;
}

/**
 * An invariant of the documents of a resource, enforced for all faces.
 *
 * `check` validates values, before anything is written. `claim`, `prepare` and the check of an allocated value run
 * while the pending write is visible to concurrent operations. `claim` acquires something that the store grants only once, `release` returns it. A
 * claim is void if the document does not have its token, either as `_claim` or as the token of its pending write.
 * `prepare` prepares other services for a change, or finds that the change is impossible.
 */
export interface Rule<D extends Stored = Document> {
  readonly problems: readonly ProblemKind[];
  /** The fields and relations that the rule depends on. It does not apply to changes of other values. */
  readonly on: readonly NameIn<D>[];
  readonly check?: (next: D, previous: D | undefined, context: RuleContext<D>) => Promise<Problem | undefined>;
  readonly claim?: (document: D, token: string, context: RuleContext<D>) => Promise<Problem | undefined>;
  readonly release?: (document: D, token: string, context: RuleContext<D>) => Promise<void>;
  /** How many records the claim of a document writes, if that depends on its values. Requests are limited by it. */
  readonly writes?: RuleWrites<D>;
  readonly prepare?: (next: D, previous: D, context: RuleContext<D>) => Promise<Problem | undefined>;
  readonly allocate?: Allocation<D>;
  /**
   * Returns for each list whether the rule currently permits a creation in it; always by default. Affects affordances
   * only.
   */
  readonly isCreationAvailable?: (
    lists: readonly ParentReferences[],
    context: RuleContext<D>,
  ) => Promise<readonly boolean[]>;
  /** Removes records of the rule that are no longer needed. Maintenance calls it periodically. */
  readonly maintain?: (context: RuleContext<D>) => Promise<void>;
}

/** The number of records that a rule writes for a document. */
export interface RuleWrites<D extends Stored> {
  readonly count: (document: D) => number;
  /** The field that the number depends on, for messages. */
  readonly field: NameIn<D>;
}

/** An internal field of a unique combination that a rule fills when a document is created. */
export interface Allocation<D extends Stored> {
  /** The name of the field. A combination in `unique` contains it, so that the store decides who gets a value. */
  readonly field: NameIn<D>;
  /** Proposes a value. It is called again if another document took the value first. */
  readonly propose: (document: D, context: RuleContext<D>) => Promise<Outcome<unknown>>;
  /** Checks after the insertion whether the allocated value is still valid. */
  readonly isStillValid: (document: D, context: RuleContext<D>) => Promise<Outcome<boolean>>;
}
