import type { Collection, Stored } from '../../store/port.ts';
import type { ProblemFactory, Outcome, Problem } from '../problems.ts';
import type { OperationContext } from './context.ts';
import type { Document } from './documents.ts';
import type { ParentReferences } from './relations.ts';

/** What a rule sees: the context, and the documents that it guards, with those that are arriving. */
export interface RuleContext<D extends Stored> extends OperationContext {
  readonly documents: Collection<D>;
  /** Finishes a document's intention if its time is over. */
  recover(document: D): Promise<void>;
}

/**
 * Something that must hold for the documents of a resource. It stands below both faces.
 * `check` looks at the values alone. All else runs while the document is an intention that others can see. `claim` takes
 * what the store gives only once, and `release` gives it back; what is claimed under a token that the document does not
 * bear, as its `_claim` or its intention's, counts for nothing. `prepare` makes others ready for a change, or finds out
 * that they cannot be.
 */
export interface Rule<D extends Stored = Document> {
  readonly problems: readonly ProblemFactory[];
  /** The fields and relations that it looks at: a change of others leaves it out. */
  readonly on: readonly string[];
  readonly check?: (next: D, previous: D | undefined, context: RuleContext<D>) => Promise<Problem | undefined>;
  readonly claim?: (document: D, token: string, context: RuleContext<D>) => Promise<Problem | undefined>;
  readonly release?: (document: D, token: string, context: RuleContext<D>) => Promise<void>;
  readonly prepare?: (next: D, previous: D, context: RuleContext<D>) => Promise<Problem | undefined>;
  readonly allocate?: Allocation<D>;
  /** Whether it would let a document come now to each of these lists; for offers only. It would if not given. */
  readonly isCreationAvailable?: (
    lists: readonly ParentReferences[],
    context: RuleContext<D>,
  ) => Promise<readonly boolean[]>;
  /** Forgets what the rule keeps and nobody needs any more; now and then. */
  readonly maintain?: (context: RuleContext<D>) => Promise<void>;
}

/** A uniquely indexed internal field that a rule fills when a document is created. */
export interface Allocation<D extends Stored> {
  readonly field: string;
  /** A value to try; asked again when the store has refused it. */
  readonly propose: (document: D, context: RuleContext<D>) => Promise<Outcome<unknown>>;
  /** Looks once more after the document was inserted: whether what it holds is still to be had. */
  readonly isStillValid: (document: D, context: RuleContext<D>) => Promise<Outcome<boolean>>;
}

/** What other services may ask of this one, under their own identity: `POST {collection}/_{name}`. */
export type InternalOperation<D extends Stored = Document> = (
  input: unknown,
  context: RuleContext<D>,
) => Promise<Outcome<unknown>>;
