import type { OperationContext } from './definition/context.ts';
import type { Document } from './definition/documents.ts';
import type { Rule, RuleContext } from './definition/rules.ts';
import type { ResourceRuntime } from './runtime.ts';

/** Extends the context of an operation for rules: with the documents of the resource, their recovery, durable reads. */
export const ruleContext = (runtime: ResourceRuntime, context: OperationContext): RuleContext<Document> => ({
  ...context,
  documents: runtime.documents,
  contentionMs: runtime.limits.contentionMs,
  recover: (document) => runtime.recover(document),
  durably: runtime.durableReads.read,
});

/** Returns the number of records that rules write for a document, and remove when they release its claims. */
export const countRuleWrites = (rules: readonly Rule[], document: Document): number =>
  rules.reduce((sum, { writes }) => sum + (writes?.count(document) ?? 0), 0);
