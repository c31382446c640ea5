import { invalidInput } from '../common-problems.ts';
import type { OperationContext } from '../definition/context.ts';
import type { Document } from '../definition/documents.ts';
import type { Rule } from '../definition/rules.ts';
import type { Problem } from '../problems.ts';
import type { ResourceRuntime } from '../runtime.ts';

/** The values of a document that is to be written, and its place in the request. */
export interface WrittenDocument {
  /** Identifies the document within the request: a repeated attempt counts once. */
  readonly key: string;
  readonly document: Document;
  /** The index of the document; undefined if the client sent no list of documents. */
  readonly index: number | undefined;
}

/** What the operations of one request write for their rules. */
interface Written {
  /** The number of records by the key of the document. */
  readonly counts: Map<string, number>;
  total: number;
}

const writtenBy = new WeakMap<OperationContext, Written>();

/**
 * Counts the records that rules will write for a document, before anything is written. All documents and operations of
 * the request count together. Returns an `Invalid` problem at the first document that exceeds the limit.
 */
export function tooManyRuleWrites(
  { limits: { ruleWrites: max } }: Pick<ResourceRuntime, 'limits'>,
  { rules, key, document, index }: WrittenDocument & { readonly rules: readonly Rule[] },
  context: OperationContext,
): Problem | undefined {
  const counted = rules.flatMap(({ writes }) => writes ?? []);
  if (counted.length === 0) return undefined;
  const written = writtenBy.get(context) ?? { counts: new Map<string, number>(), total: 0 };
  writtenBy.set(context, written);
  const records = counted.reduce((sum, { count }) => sum + count(document), 0);
  written.total += records - (written.counts.get(key) ?? 0);
  written.counts.set(key, records);
  if (written.total <= max) return undefined;
  const field = counted.map((each) => each.field).join(', ');
  const message = `the request needs more than ${max} records for its rules (MAX_RULE_WRITES); choose smaller values, or send fewer documents at once`;
  return invalidInput([{ field: index === undefined ? field : `${index}.${field}`, message }]);
}
