import { invalidInput } from '../common-problems.ts';
import type { OperationContext } from '../definition/context.ts';
import { secretsIn } from '../documents.ts';
import type { InputValues } from '../input.ts';
import type { Problem } from '../problems.ts';
import type { ResourceRuntime } from '../runtime.ts';
import { createRequestCount, fieldAt, type DocumentPlace } from './request-count.ts';

/** The secrets that the operations of each request set. */
const secrets = createRequestCount();

/**
 * Counts the secrets that a document gets, before one is hashed. All documents and operations of the request count
 * together. Returns an `Invalid` problem at the first document that exceeds the limit.
 */
export function tooManySecrets(
  { definition, limits: { secrets: max } }: Pick<ResourceRuntime, 'definition' | 'limits'>,
  { values, ...place }: DocumentPlace & { readonly values: InputValues['set'] },
  context: OperationContext,
): Problem | undefined {
  const names = secretsIn(definition, values);
  if (names.length === 0 || secrets.set(context, place.key, names.length) <= max) return undefined;
  const message = `the request sets more than ${max} passwords (AUTH_MAX_PASSWORDS_PER_REQUEST); send fewer documents at once`;
  return invalidInput([{ field: fieldAt(place, names.join(', ')), message }]);
}
