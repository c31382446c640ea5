import type { Caller } from '../../access/caller.ts';
import type { Policy } from '../../access/policy.ts';
import type { Stored } from '../../store/port.ts';
import type { DisplayText, Field, Fields, Infer } from '../fields/index.ts';
import type { Problem, ProblemKind, Outcome } from '../problems.ts';
import type { OperationContext } from './context.ts';
import type { Document } from './documents.ts';

/** The result of an action. */
export interface ActionResult {
  /** Whether the action changed anything. */
  readonly changed: boolean;
  /** The result in words, for people. */
  readonly message: string;
  /** Relation → `_id` of a resulting document. */
  readonly references: Readonly<Record<string, string>>;
}

/** Fields with the names of some of these. */
type FormFields<I extends Fields> = string extends keyof I ? Fields : { readonly [K in keyof I]?: Field };

/** An operation on one document other than changing and removing it. */
export interface Action<D extends Stored = Document, I extends Fields = Fields> extends DisplayText {
  /** The idempotent HTTP method in HAL. Conventionally, `DELETE` undoes the `PUT` on the same path. */
  readonly method: 'PUT' | 'DELETE';
  /** The path segment below the document. */
  readonly path: string;
  /** The name of the GraphQL mutation. */
  readonly mutation: string;
  readonly input: I;
  /** The names of the resources to which `ActionResult.references` can refer. */
  readonly yields: readonly string[];
  readonly policy: Policy;
  readonly problems: readonly ProblemKind[];
  /** Returns the problem of a caller who may not perform the action with this input, before the input is validated. */
  readonly checkPermission?: (input: { readonly [K in keyof I]?: unknown }, caller: Caller) => Problem | undefined;
  /** Returns the input fields that the form shows to a caller; `input` by default. Affects affordances only. */
  readonly inputFor?: (caller: Caller) => FormFields<I>;
  /**
   * Returns for each document whether the action is currently available to the caller; always by default. Affects
   * affordances only.
   */
  readonly isAvailable?: (documents: readonly D[], context: OperationContext) => Promise<readonly boolean[]>;
  /**
   * Whether many callers may want to perform the action on one document at the same time. They take turns then
   * (`ADMISSION_CONCURRENCY`), and are told when to come again if too many wait.
   */
  readonly isQueued?: true;
  /** Performs the action on a document that the caller is allowed to see, with the validated input. */
  readonly run: (document: D, input: Infer<I>, context: OperationContext) => Promise<Outcome<ActionResult>>;
}
