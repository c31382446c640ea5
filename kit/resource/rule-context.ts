import type { Context } from './definition/context.ts';
import type { Document } from './definition/documents.ts';
import type { RuleContext } from './definition/rules.ts';
import type { Bound } from './runtime.ts';

/** Adds to an operation's context what rules need: the resource's documents, and recovery of one of them. */
export const ruleContext = (bound: Bound, context: Context): RuleContext<Document> => ({
  ...context,
  documents: bound.documents,
  settle: (document) => bound.recover(document),
});
