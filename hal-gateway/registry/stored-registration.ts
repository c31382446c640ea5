import type { Modified } from '../../kit/resource/modification.ts';
import type { Stored } from '../../kit/store/port.ts';
import { memoize } from '../../kit/util/memoize.ts';
import type { RegistryDurations } from './changes.ts';
import { maxMissedProbes, type Content, type Instance, type Registration } from './registration.ts';

/** An instance as it is stored, with times of the system's clock. */
interface StoredInstance extends Content {
  readonly id: string;
  readonly missed: number;
  readonly expires: Date | null;
}

/** A registration as it is stored: the content of its newest instance, as earlier versions stored it, and the rest. */
export interface StoredRegistration extends Stored, Modified, Content {
  readonly name: string;
  readonly expires: Date | null;
  readonly missed: number;
  /** Absent in documents of earlier versions, as are the members below. */
  readonly instances?: readonly StoredInstance[];
  readonly owner?: string | null;
  readonly offered?: readonly string[];
  readonly retires?: Date | null;
  readonly _created: Date;
  readonly _etag: string;
}

/** Converts a time of `performance.now()` to one of the system's clock. */
const toDate = (deadline: number): Date => new Date(Date.now() + (deadline - performance.now()));

/** Returns when a lease expires by the system's clock; null without a lease. It stays the same until it is renewed. */
export const expiresOf = memoize(({ content, deadline }: Instance): Date | null =>
  content.ttl === null || deadline === undefined ? null : toDate(deadline),
);

const storedInstance = (instance: Instance): StoredInstance => {
  const { id, content, missed } = instance;
  return { id, ...content, missed, expires: expiresOf(instance) };
};

const withdrawn: Omit<StoredInstance, 'id'> = {
  baseUrl: '',
  rels: '{}',
  ttl: null,
  missed: maxMissedProbes,
  expires: null,
};

/** Converts a registration to its stored form. */
export function toStored({ owner, retiresAt, instances, ...registration }: Registration): StoredRegistration {
  const stored = instances.map(storedInstance);
  const { baseUrl, rels, ttl, missed, expires } = stored.at(-1) ?? withdrawn;
  return {
    ...registration,
    ...{ baseUrl, rels, ttl, missed, expires },
    instances: stored,
    owner: owner ?? null,
    retires: retiresAt === undefined ? null : toDate(retiresAt),
  };
}

/** How long a lease lasts after a restart, in milliseconds; undefined if it had expired. */
type RemainingMs = (ttl: number, expires: Date | null) => number | undefined;

/** Leases that were live when the gateway stopped start again, so that services have the time to renew them. */
const restarted: RemainingMs = (ttl) => ttl * 1000;

/** What is left of a lease by the system's clock, at most its whole time. */
function remaining(ttl: number, expires: Date | null): number | undefined {
  const ms = (expires?.getTime() ?? 0) - Date.now();
  return ms > 0 ? Math.min(ms, ttl * 1000) : undefined;
}

function restoreInstance(
  { id, baseUrl, rels, ttl, missed, expires }: StoredInstance,
  remainingMs: RemainingMs,
  giveUpMs: number,
): readonly Instance[] {
  const instance = { id, content: { baseUrl, rels, ttl }, missed };
  if (ttl === null)
    return [{ ...instance, deadline: missed < maxMissedProbes ? undefined : performance.now() + giveUpMs }];
  const ms = remainingMs(ttl, expires);
  return ms === undefined ? [] : [{ ...instance, deadline: performance.now() + ms }];
}

/**
 * Converts a stored registration. Leases that expired while the gateway ran are not stored any more. Of the others,
 * those of trusted services start again, whatever the clock says: the services need the time to renew them. Those of
 * guests go on by the clock, so that a restart revives none. Those of earlier versions start again once.
 */
export function fromStored(stored: StoredRegistration, { retireMs, giveUpMs }: RegistryDurations): Registration {
  const { baseUrl, rels, ttl, missed, expires, instances, owner, offered, retires, ...registration } = stored;
  const isTrusted = typeof owner === 'string';
  const leases = instances ?? [{ id: '', baseUrl, rels, ttl, missed, expires }];
  const remainingMs = isTrusted || instances === undefined ? restarted : remaining;
  const retireInMs = Math.min(Math.max((retires?.getTime() ?? 0) - Date.now(), 0), retireMs);
  return {
    ...registration,
    owner: isTrusted ? owner : undefined,
    instances: leases.flatMap((lease) => restoreInstance(lease, remainingMs, giveUpMs)),
    offered: offered ?? [],
    retiresAt: retires instanceof Date ? performance.now() + retireInMs : undefined,
  };
}
