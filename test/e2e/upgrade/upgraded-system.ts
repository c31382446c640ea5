import { startDomainSystem, type DomainSystem, type DomainWord } from '../../../scripts/domain.ts';
import { freePorts } from '../../../scripts/system.ts';
import { hal, type HalResult, type HalBody } from '../../support/clients.ts';
import type { TestStore } from '../../support/stores.ts';
import { generousTimeouts, unthrottledSignIn } from '../../support/generous-timeouts.ts';
import {
  readRecordedResponses,
  readFixture,
  readStore,
  restoreFixture,
  type RecordedResponses,
  type StoredData,
  type StoredDocument,
} from './fixture.ts';

/** The collections of the four services. */
export type CollectionName = DomainWord;

/** A system of the current code that was started on the fixture. */
export interface UpgradedSystem extends DomainSystem {
  readonly recordedResponses: RecordedResponses;
  /** The documents of the fixture before they were restored. */
  readonly before: StoredData;
  /** Returns the URL of a service's collection. */
  list(name: CollectionName): string;
  /** Returns a recorded document by its collection and the values of some fields. */
  recorded(name: CollectionName, values: object): HalBody;
  /** Sends a `POST` as root. */
  post(url: string, body: object, headers?: Readonly<Record<string, string>>): Promise<HalResult>;
  /** Creates an event of one hour at a recorded venue, on the fixture's day. */
  postEvent(venue: string, time: string): Promise<HalResult>;
  /** Registers an account for an event of this `_id`. */
  register(event: string, username: string): Promise<HalResult>;
  /** Stops the system and reads its store. */
  stopAndRead(): Promise<StoredData>;
}

export interface UpgradeSettings {
  /** When the leases of pending writes expire, in milliseconds from now. */
  readonly leaseMs: number;
  /** The setting `INTENTION_SECONDS`: the lease of new pending writes, and the interval of maintenance. */
  readonly intentionSeconds: number;
}

/** The four collections. */
export const collectionNames: readonly CollectionName[] = ['venues', 'events', 'registrations', 'accounts'];
export const root = { as: 'root' } as const;

/** Returns the statuses of responses. */
export const statuses = (responses: readonly HalResult[]): readonly number[] => responses.map(({ status }) => status);
/** Returns the status and the type name of a problem. */
export const problemOf = ({ status, body }: HalResult): readonly unknown[] => [status, body.type.split('/').at(-1)];

const addressed = ['_links', '_templates', '_embedded'];

/**
 * Returns the members of a HAL document that do not depend on the address of the service. Version 0.1.0 left out optional
 * fields without a value, which are null since version 0.3.0.
 */
const content = (body: HalBody): HalBody =>
  Object.fromEntries(Object.entries(body).filter(([name, value]) => !addressed.includes(name) && value !== null));

/** Restores the fixture into an empty store and starts all parts of the current code on it. */
export async function startOnFixture(
  store: TestStore,
  { leaseMs, intentionSeconds }: UpgradeSettings,
): Promise<UpgradedSystem> {
  await restoreFixture(store.env, { leaseMs });
  const [recordedResponses, before] = [await readRecordedResponses(), await readFixture()];
  const settings = { INTENTION_SECONDS: String(intentionSeconds), GW_PROBE_INTERVAL_MS: '600000' };
  const system = await startDomainSystem({
    ...freePorts,
    ...generousTimeouts,
    ...unthrottledSignIn,
    ...store.env,
    ...settings,
  });
  const list = (name: CollectionName): string => `${system.services[name].url}/${name}`;
  const recorded = (name: CollectionName, values: object): HalBody =>
    recordedResponses.documents[name]?.find((each) =>
      Object.entries(values).every(([field, value]) => each[field] === value),
    );
  const post: UpgradedSystem['post'] = (url, body, headers = {}) => hal('POST', url, { as: 'root', body, headers });
  return {
    ...system,
    ...{ recordedResponses, before, list, recorded, post },
    postEvent: (venue, time) =>
      post(`${list('events')}/venue/${recorded('venues', { name: venue })._id}`, {
        ...{ name: 'New', date: '2030-01-01', time, duration: 'PT1H' },
      }),
    register: (event, username) =>
      hal('PUT', `${list('events')}/${event}/register`, { as: 'root', body: { username } }),
    stopAndRead: async () => {
      await system.close();
      return readStore(store.env);
    },
  };
}

/** Returns the pending writes of the fixture in one collection. */
export const pendingIn = ({ before }: UpgradedSystem, name: CollectionName, kind?: string): readonly StoredDocument[] =>
  (before.get(`${name}-service/${name}`) ?? []).filter(
    ({ _intent }) => _intent !== undefined && (kind === undefined || _intent.kind === kind),
  );

/** Returns all documents of a collection that root sees, without links. */
export async function documentsOf(system: UpgradedSystem, name: CollectionName): Promise<readonly HalBody[]> {
  const { body } = await hal('GET', `${system.list(name)}?max_results=100`, root);
  return body._embedded[name.replace(/s$/, '')].map(content);
}
