import type { Collection, Store, Stored } from '../store/port.ts';
import type { RemovalEffect } from './definition/relations.ts';
import { fail, succeed, type Outcome } from './problems.ts';
import { transient } from './retry.ts';
import { coalesce } from '../util/coalesce.ts';

/** A relation of another resource whose documents can refer to documents of this one. */
export interface Referrer {
  readonly resource: string;
  /** The relation of `resource` that refers to this one. */
  readonly relation: string;
  /** The relation in the other direction, which documents of this resource have, if there is one. */
  readonly inverse?: string | undefined;
  /** The plural of `inverse`, or else of `resource`; undefined if an earlier version of its service told it. */
  readonly plural?: string | undefined;
  readonly onRemoval: RemovalEffect;
}

interface StoredReferrer extends Stored, Referrer {
  /** The name of the service that provides `resource`. */
  readonly service: string;
  /** Whether an operator is retiring the service. A service that asks again is not retired. */
  readonly isRetiring: boolean;
}

/**
 * The relations of other resources that refer to a resource, as their services have told. They are stored before the
 * first reference is allowed, so that a removal asks each of them, whatever else is known at that time.
 */
export interface Referrers {
  /** Stores what a service tells about its relations; resolves when it is durable. */
  remember(service: string, referrers: readonly Referrer[]): Promise<void>;
  /** Returns all that are stored now. Fails with a transient problem while some may not have been told yet. */
  all(): Promise<Outcome<readonly Referrer[]>>;
  /** Removes the relations of a service that is gone for good. Resolves to their number. */
  retire(service: string): Promise<number>;
  /** Returns the names of the services whose relations are stored. */
  services(): Promise<readonly string[]>;
}

export interface ReferrersSettings {
  /**
   * Milliseconds within which every service that runs tells its relations. For that long, a store with documents of an
   * earlier version, which did not store referrers, allows no removal.
   */
  readonly announcementMs: number;
}

/** Milliseconds for which a stored relation is not stored again. */
const freshMs = 1000;
/** A removal of relations waits until no process takes one of them for stored any more. */
const retirementMs = 2 * freshMs;

/** The record that marks a store in which every referrer is stored. */
const completeId = 'complete';

/** Opens the referrers of a resource. */
export async function openReferrers(
  store: Store,
  { plural, documents }: { readonly plural: string; readonly documents: Collection },
  { announcementMs }: ReferrersSettings,
): Promise<Referrers> {
  const collection = await store.collection<StoredReferrer>(`${plural}_referrers`);
  const storedAt = new Map<string, number>();
  const markComplete = () => collection.upsert({ _id: completeId }, { $set: { isRetiring: false } });
  let isComplete = (await collection.findOne({ _id: completeId })) !== undefined;
  if (!isComplete && (await documents.findOne({})) === undefined) {
    await markComplete();
    isComplete = true;
  }
  const completeAt = performance.now() + announcementMs;
  /** Reads what is stored. Removals that come while it is read share the next reading. */
  const readAll = coalesce<'now', readonly StoredReferrer[]>(async (requests) => {
    const stored = await collection.find({ _id: { $ne: completeId } });
    return requests.map(() => stored);
  }, Infinity);

  async function rememberOne(service: string, referrer: Referrer): Promise<void> {
    const { resource, relation, inverse, plural: many, onRemoval } = referrer;
    const names = { ...(inverse === undefined ? {} : { inverse }), ...(many === undefined ? {} : { plural: many }) };
    const content = { service, resource, relation, onRemoval, ...names };
    const key = JSON.stringify(content);
    const now = performance.now();
    if (now - (storedAt.get(key) ?? -Infinity) < freshMs) return;
    await collection.upsert({ _id: `${resource}/${relation}` }, { $set: { ...content, isRetiring: false } });
    storedAt.set(key, now);
  }

  return {
    remember: async (service, referrers) => {
      for (const referrer of referrers) await rememberOne(service, referrer);
    },
    all: async () => {
      if (!isComplete && performance.now() < completeAt)
        return fail(transient('the services that can refer to it have not told so yet after an upgrade; try again'));
      if (!isComplete) await markComplete();
      isComplete = true;
      return succeed(await readAll('now'));
    },
    retire: async (service) => {
      await collection.updateMany({ service }, { $set: { isRetiring: true } });
      await new Promise((resolve) => setTimeout(resolve, retirementMs));
      return collection.removeMany({ service, isRetiring: true });
    },
    services: async () => {
      const stored = await readAll('now');
      return [...new Set(stored.map(({ service }) => service))].sort();
    },
  };
}
