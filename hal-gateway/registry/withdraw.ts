import { fail, succeed, type Outcome } from '../../kit/resource/problems.ts';
import { withInstances } from './changes.ts';
import { changedConcurrently } from './register.ts';
import { operatorIdentity, type Registrant } from './registrant.ts';
import { isGuest, type Registration } from './registration.ts';
import type { RegistryParts } from './parts.ts';

/** What is to be withdrawn of a registration. */
export interface Withdrawal {
  /** The instance that is withdrawn alone; undefined withdraws all. */
  readonly instance: string | undefined;
  /** Whether the name and its relations are given up as well. The operator may do that for every service. */
  readonly retire: boolean;
}

/** Creates the function that withdraws a registration as it was read, or an instance, whatever the others do. */
export function createWithdraw(parts: RegistryParts) {
  const { table, retired, checkOwner, durations } = parts;
  return async (
    { _id, _etag }: Registration,
    registrant: Registrant,
    { instance, retire }: Withdrawal,
  ): Promise<Outcome<number>> => {
    const current = table.byId(_id);
    if (current === undefined || (instance === undefined && current._etag !== _etag))
      return fail(changedConcurrently());
    const isOperator = retire && registrant.identity === operatorIdentity;
    const owned = isOperator ? succeed(current) : checkOwner(current, registrant);
    if (!owned.ok) return owned;
    if (isGuest(current) || retire) {
      if (!isGuest(current)) await retired.add(current.name);
      await table.remove(current);
      return succeed(1);
    }
    const left = instance === undefined ? [] : current.instances.filter(({ id }) => id !== instance);
    if (left.length === current.instances.length) return succeed(0);
    await table.put(withInstances(current, left, durations));
    return succeed(1);
  };
}
