import { invalidInput } from '../common-problems.ts';
import type { OperationContext } from '../definition/context.ts';
import type { Document } from '../definition/documents.ts';
import type { Rule } from '../definition/rules.ts';
import type { Problem } from '../problems.ts';
import type { ResourceRuntime } from '../runtime.ts';

/** The documents of an operation, the rules that apply to them, and whether the client sent a list of documents. */
interface WrittenDocuments {
  readonly rules: readonly Rule[];
  readonly documents: readonly Document[];
  readonly isBatch: boolean;
}

/** What the operations of each request write for their rules, by the `_id` of the document: an attempt counts once. */
const written = new WeakMap<OperationContext, Map<string, number>>();

function writtenBy(context: OperationContext): Map<string, number> {
  const counts = written.get(context) ?? new Map<string, number>();
  written.set(context, counts);
  return counts;
}

const sum = (numbers: Iterable<number>): number => [...numbers].reduce((total, number) => total + number, 0);

/**
 * Counts the records that rules will write for documents, before anything is written; other operations of the same
 * request count as well. Returns an `Invalid` problem if they are too many, else undefined.
 */
export function tooManyRuleWrites(
  { limits: { ruleWrites: max } }: Pick<ResourceRuntime, 'limits'>,
  { rules, documents, isBatch }: WrittenDocuments,
  context: OperationContext,
): Problem | undefined {
  const counted = rules.flatMap(({ writes }) => writes ?? []);
  if (counted.length === 0) return undefined;
  const counts = new Map(writtenBy(context));
  for (const document of documents) counts.set(document._id, sum(counted.map(({ count }) => count(document))));
  const total = sum(counts.values());
  if (total > max) {
    const fields = counted.map(({ field }) => field).join(', ');
    const message = `the request needs ${total} records for its rules, but at most ${max} are allowed (MAX_RULE_WRITES); choose smaller values, or send fewer documents at once`;
    return invalidInput([{ field: isBatch ? `${documents.length - 1}.${fields}` : fields, message }]);
  }
  written.set(context, counts);
  return undefined;
}
