import { duplicate, invalidInput } from '../../kit/resource/common-problems.ts';
import { fail, succeed, type Outcome } from '../../kit/resource/problems.ts';
import { changed } from './changes.ts';
import { changedConcurrently, store } from './register.ts';
import type { Registration, Submission } from './registration.ts';
import type { RegistryParts } from './parts.ts';

/** Creates the function that replaces a registration as it was read. Guests may give theirs another name. */
export function createReplace(parts: RegistryParts) {
  return async ({ _id, _etag }: Registration, submission: Submission): Promise<Outcome<Registration>> => {
    const current = parts.table.byId(_id);
    if (current?._etag !== _etag) return fail(changedConcurrently());
    const owned = parts.checkOwner(current, submission.registrant);
    const named = owned.ok ? checkName(current, submission, parts) : owned;
    return named.ok ? store(changed(current, submission, { max: parts.limits.instances }), parts) : named;
  };
}

/** Checks the name in a replacement: a service of the system keeps its own, and a guest takes nobody else's. */
function checkName(
  current: Registration,
  { input, registrant }: Submission,
  { table, checkOwner }: RegistryParts,
): Outcome<unknown> {
  if (input.name === current.name) return succeed(undefined);
  if (registrant.identity !== undefined)
    return fail(invalidInput([{ field: 'name', message: 'must stay; register the new name and withdraw this one' }]));
  const other = table.byName(input.name);
  if (other === undefined) return succeed(undefined);
  const owned = checkOwner(other, registrant);
  return owned.ok
    ? fail(duplicate(`another service is registered as ${JSON.stringify(input.name)}`, { fields: ['name'] }))
    : owned;
}
