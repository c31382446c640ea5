import { LRUCache } from 'lru-cache';
import { fail, succeed, type Outcome } from '../../kit/resource/problems.ts';
import type { Log } from '../../kit/util/log.ts';
import { nameTaken } from './problems.ts';
import type { Registrant } from './registrant.ts';
import type { Registration } from './registration.ts';

/**
 * Checks that a registrant may change a registration: it is a guest's, or the registrant's own. Fails with `NameTaken`
 * otherwise.
 */
export type CheckOwner = (registration: Registration, registrant: Registrant) => Outcome<Registration>;

/** Most offenders that are remembered. */
const maxOffenders = 1000;

/** Creates the check. It logs one line for each offender and name; the least recent offenders are forgotten. */
export function createOwnerCheck(log: Log): CheckOwner {
  const logged = new LRUCache<string, true>({ max: maxOffenders });
  return (registration, { identity, address }) => {
    const { name, owner } = registration;
    if (owner === undefined || owner === identity) return succeed(registration);
    const offender = identity === undefined ? `a guest at ${address}` : `the service ${identity} at ${address}`;
    const key = `${offender}\0${name}`;
    if (!logged.has(key)) log.warn(`${offender} tried to change the registration ${name}, which belongs to ${owner}`);
    logged.set(key, true);
    return fail(nameTaken(`${JSON.stringify(name)} belongs to a service that registered with a service token`));
  };
}
