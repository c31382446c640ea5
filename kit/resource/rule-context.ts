import type { OperationContext } from './definition/context.ts';
import type { Document } from './definition/documents.ts';
import type { RuleContext } from './definition/rules.ts';
import type { ResourceRuntime } from './runtime.ts';

/** Adds to an operation's context what rules need: the resource's documents, and recovery of one of them. */
export const ruleContext = (runtime: ResourceRuntime, context: OperationContext): RuleContext<Document> => ({
  ...context,
  documents: runtime.documents,
  recover: (document) => runtime.recover(document),
});
