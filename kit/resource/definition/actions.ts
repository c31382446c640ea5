import type { Caller } from '../../access/caller.ts';
import type { Policy } from '../../access/policy.ts';
import type { Stored } from '../../store/port.ts';
import type { Fields, DisplayText } from '../fields.ts';
import type { ProblemFactory, Outcome } from '../problems.ts';
import type { OperationContext } from './context.ts';
import type { Document } from './documents.ts';

/** What an action answers: whether it changed anything, in words, and the document that came of it. */
export interface ActionResult {
  readonly changed: boolean;
  readonly message: string;
  /** Relation name → `_id` of a document that came of it. */
  readonly references: Readonly<Record<string, string>>;
}

/** What may be done with one document besides changing and removing it. */
export interface Action<D extends Stored = Document> extends DisplayText {
  /** Safe to repeat with the same outcome, in HAL: `PUT` does it, `DELETE` undoes it, on the same path. */
  readonly method: 'PUT' | 'DELETE';
  /** The path segment below the document. */
  readonly path: string;
  /** The name of the GraphQL mutation. */
  readonly mutation: string;
  readonly input: Fields;
  /** Relations, by resource name, of what `Acted.references` may hold. */
  readonly yields: readonly string[];
  readonly policy: Policy;
  readonly problems: readonly ProblemFactory[];
  /** What this caller is to be asked for, where that is not the whole input; for offers only. */
  readonly inputFor?: (caller: Caller) => Fields;
  /** Whether it would work now for each of the documents and this caller; for offers only. It would if not given. */
  readonly isAvailable?: (documents: readonly D[], context: OperationContext) => Promise<readonly boolean[]>;
  readonly run: (
    document: D,
    input: Readonly<Record<string, unknown>>,
    context: OperationContext,
  ) => Promise<Outcome<ActionResult>>;
}
