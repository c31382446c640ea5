import type { Document } from '../resource/definition/documents.ts';
import { fail, succeed, type Issue, type Outcome } from '../resource/problems.ts';
import { invalidInput, malformed } from '../resource/common-problems.ts';
import { referenceName, relationOfReference } from '../http/reference-name.ts';

/** What the body of a write is held against. */
export interface BodyContext {
  /** The document that is changed, when there is one. */
  readonly current?: Document | undefined;
  /** References that the list determines in which a document is created. */
  readonly known?: Readonly<Record<string, string>>;
}

const plain = (value: unknown): unknown => (value instanceof Date ? value.toISOString() : value);
const carried = new Set(['_links', '_embedded', '_templates']);

/**
 * A body in the operations' words: references under their relations' names. Members that the service sets (`_id` and
 * its like) are left out when they are as they were, and refused when they are not; links and the embedded are ignored.
 */
export function parseDocumentBody(
  body: unknown,
  expectations: BodyContext,
): Outcome<Readonly<Record<string, unknown>>> {
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    return fail(malformed('the body is to be a JSON object'));
  const issues: Issue[] = [];
  const values: Record<string, unknown> = { ...expectations.known };
  for (const [name, value] of Object.entries(body)) {
    const issue = place(values, { name, value }, expectations);
    if (issue !== undefined) issues.push({ field: name, message: issue });
  }
  return issues.length > 0 ? fail(invalidInput(issues)) : succeed(values);
}

function place(
  values: Record<string, unknown>,
  { name, value }: { name: string; value: unknown },
  { current, known = {} }: BodyContext,
): string | undefined {
  const relation = relationOfReference(name);
  if (relation !== undefined) {
    if (relation in known && known[relation] !== value) return `is ${JSON.stringify(known[relation])} in this list`;
    values[relation] = value;
  } else if (!name.startsWith('_')) values[name] = value;
  else if (!carried.has(name) && plain(current?.[name]) !== value)
    return 'is set by the service, and cannot be changed';
  return undefined;
}

/** Names of issues in the HAL face's words: a reference `venue` is `_venue_ref`. */
export const issueName = (field: string, relations: readonly string[]): string =>
  field
    .split('.')
    .map((part) => (relations.includes(part) ? referenceName(part) : part))
    .join('.');
