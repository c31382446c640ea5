import type { Caller } from '../../access/caller.ts';
import type { Policy } from '../../access/policy.ts';
import type { Stored } from '../../store/port.ts';
import type { Fields, DisplayText } from '../fields/index.ts';
import type { Problem, ProblemFactory, Outcome } from '../problems.ts';
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

/** An operation on one document other than changing and removing it. */
export interface Action<D extends Stored = Document> extends DisplayText {
  /** The idempotent HTTP method in HAL. Conventionally, `DELETE` undoes the `PUT` on the same path. */
  readonly method: 'PUT' | 'DELETE';
  /** The path segment below the document. */
  readonly path: string;
  /** The name of the GraphQL mutation. */
  readonly mutation: string;
  readonly input: Fields;
  /** The names of the resources to which `ActionResult.references` can refer. */
  readonly yields: readonly string[];
  readonly policy: Policy;
  readonly problems: readonly ProblemFactory[];
  /** Returns the problem of a caller who may not perform the action with this input, before the input is validated. */
  readonly checkPermission?: (input: Readonly<Record<string, unknown>>, caller: Caller) => Problem | undefined;
  /** Returns the input fields that the form shows to a caller; `input` by default. Affects affordances only. */
  readonly inputFor?: (caller: Caller) => Fields;
  /**
   * Returns for each document whether the action is currently available to the caller; always by default. Affects
   * affordances only.
   */
  readonly isAvailable?: (documents: readonly D[], context: OperationContext) => Promise<readonly boolean[]>;
  /** Performs the action on a document that the caller is allowed to see, with the validated input. */
  readonly run: (
    document: D,
    input: Readonly<Record<string, unknown>>,
    context: OperationContext,
  ) => Promise<Outcome<ActionResult>>;
}
