import type { OperationContext } from './definition/context.ts';
import type { Document } from './definition/documents.ts';
import type { RuleContext } from './definition/rules.ts';
import type { ResourceRuntime } from './runtime.ts';

/** Extends the context of an operation for rules: with the documents of the resource and their recovery. */
export const ruleContext = (runtime: ResourceRuntime, context: OperationContext): RuleContext<Document> => ({
  ...context,
  documents: runtime.documents,
  contentionMs: runtime.limits.contentionMs,
  recover: (document) => runtime.recover(document),
});
