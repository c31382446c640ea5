import { invalidInput } from '../common-problems.ts';
import type { OperationContext } from '../definition/context.ts';
import type { Document } from '../definition/documents.ts';
import type { Rule } from '../definition/rules.ts';
import type { Problem } from '../problems.ts';
import type { ResourceRuntime } from '../runtime.ts';
import { countRuleWrites } from '../rule-context.ts';
import { createRequestCount, fieldAt, type DocumentPlace } from './request-count.ts';

/** A document that is to be written. */
export interface WrittenDocument extends DocumentPlace {
  readonly document: Document;
}

/** What the operations of each request write for their rules. */
const written = createRequestCount();

/**
 * Counts the records that rules will write for a document, before anything is written. All documents and operations of
 * the request count together. Returns an `Invalid` problem at the first document that exceeds the limit.
 */
export function tooManyRuleWrites(
  { limits: { ruleWrites: max } }: Pick<ResourceRuntime, 'limits'>,
  { rules, document, ...place }: WrittenDocument & { readonly rules: readonly Rule[] },
  context: OperationContext,
): Problem | undefined {
  const counted = rules.flatMap(({ writes }) => writes ?? []);
  if (counted.length === 0) return undefined;
  if (written.set(context, place.key, countRuleWrites(rules, document)) <= max) return undefined;
  const field = counted.map((each) => each.field).join(', ');
  const message = `the request needs more than ${max} records for its rules (MAX_RULE_WRITES); choose smaller values, or send fewer documents at once`;
  return invalidInput([{ field: fieldAt(place, field), message }]);
}
