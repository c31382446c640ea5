import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openEmbedded } from '../../../kit/store/embedded.ts';
import { serviceWords } from '../../../scripts/parts.ts';
import { withDomain, type DomainSystem, type WithDomain } from '../../../scripts/domain.ts';
import { hal, type HalResult, type HalBody } from '../../support/clients.ts';
import { startEmptySystem } from '../../support/empty-system.ts';
import { createFailingStore, type FailingStore } from '../../support/failing-store.ts';
import { populateDemo } from '../../support/system.ts';
import { until } from '../../support/until.ts';
import { finalStateOf } from '../../chaos/final-state.ts';
import { checkInvariants } from '../../chaos/check-invariants.ts';

const root = { as: 'root' } as const;
const any = { ...root, headers: { 'if-match': '*' } } as const;
/** The maximum number of writes of one operation in one store. */
const maxWrites = 30;

/** The documents that an operation works on. Each run gets new ones. */
interface OperationFixture {
  readonly venue: HalBody;
  readonly otherVenue: HalBody;
  readonly event: HalBody;
  readonly account: HalBody;
}

interface InterruptedOperation {
  readonly title: string;
  readonly run: (fixture: OperationFixture) => Promise<HalResult>;
  /** The possible statuses of a retry without a failure. */
  readonly retryStatuses: readonly number[];
}

const slot = { date: '2027-03-01', time: '12:00:00', duration: 'PT1H' };
const later = { ...slot, time: '15:00:00' };

const operations: readonly InterruptedOperation[] = [
  {
    title: 'creating an event',
    run: ({ venue }) => hal('POST', venue._links.event.href, { ...root, body: { name: 'New', ...later } }),
    retryStatuses: [201, 409],
  },
  {
    title: 'creating several events',
    run: ({ venue }) =>
      hal('POST', venue._links.event.href, {
        ...root,
        body: [later, { ...later, time: '17:00:00' }].map((each) => ({ name: 'New', ...each })),
      }),
    retryStatuses: [201, 409],
  },
  {
    title: 'moving an event to another time and venue',
    run: ({ event, otherVenue }) =>
      hal('PATCH', event._links.self.href, { ...any, body: { ...later, _venue_ref: otherVenue._id } }),
    retryStatuses: [200],
  },
  {
    title: 'lowering a capacity',
    run: ({ venue }) => hal('PATCH', venue._links.self.href, { ...any, body: { capacity: 2 } }),
    retryStatuses: [200],
  },
  {
    title: 'registering',
    run: ({ event }) => hal('PUT', event._links.register.href, { ...root, body: { username: 'clopez' } }),
    retryStatuses: [200, 201],
  },
  {
    title: 'cancelling',
    run: ({ event }) => hal('DELETE', event._links.cancel.href, { ...root, body: { username: 'phartman' } }),
    retryStatuses: [200],
  },
  {
    title: 'removing a venue with its events and registrations',
    run: ({ venue }) => hal('DELETE', `${venue._links.self.href}?cascade=true`, any),
    retryStatuses: [200, 404],
  },
  {
    title: 'removing an account with its registrations',
    run: ({ account }) => hal('DELETE', `${account._links.self.href}?cascade=true`, any),
    retryStatuses: [200, 404],
  },
];

describe('a store that fails between any two writes', () => {
  let system: DomainSystem;
  let stores: WithDomain<FailingStore>;
  let count = 0;

  beforeAll(async () => {
    const openedStores = serviceWords.map(
      async (word) => [word, createFailingStore(await openEmbedded({ directory: undefined }))] as const,
    );
    stores = withDomain(Object.fromEntries(await Promise.all(openedStores)));
    const overrides = Object.fromEntries(Object.entries(stores).map(([word, store]) => [word, { store }]));
    system = await startEmptySystem({ INTENTION_SECONDS: '1' }, overrides);
    await populateDemo(system.halGateway);
  });
  afterAll(() => system.close());

  const created = async (url: string, body: object): Promise<HalBody> => {
    const response = await hal('POST', url, { ...root, body });
    expect(response.status).toBe(201);
    return response.body;
  };

  async function createFixture(): Promise<OperationFixture> {
    const venues = `${system.services.venues.url}/venues`;
    const venue = await created(venues, { name: `Crash ${count++}`, capacity: 5 });
    const otherVenue = await created(venues, { name: `Crash ${count++}`, capacity: 5 });
    const event = await created(venue._links.event.href, { name: 'Old', ...slot });
    const username = `crash${count++}`;
    const accounts = `${system.services.accounts.url}/accounts`;
    const account = await created(accounts, { username, name: 'Crash', role: 'member', password: 'password' });
    for (const each of ['phartman', username])
      await hal('PUT', event._links.register.href, { ...root, body: { username: each } });
    return { venue, otherVenue, event, account };
  }

  const isRecovered = async (): Promise<boolean> => (await finalStateOf(stores)).incomplete.length === 0;

  it.each(operations)('leaves $title applied or not applied, and allows a retry', async ({ run, retryStatuses }) => {
    const fixtures: OperationFixture[] = [];
    let failureCount = 0;
    for (const word of ['venues', 'events', 'registrations', 'accounts'] as const)
      for (const lastWrite of ['lost', 'applied'] as const)
        for (let writes = 0; writes < maxWrites; writes++) {
          const fixture = await createFixture();
          stores[word].failAfter(writes, lastWrite);
          const response = await run(fixture);
          const hasFailed = stores[word].restore();
          if (!hasFailed) {
            expect(retryStatuses).toContain(response.status);
            break;
          }
          expect([...retryStatuses, 503]).toContain(response.status);
          failureCount++;
          fixtures.push(fixture);
        }
    expect(failureCount).toBeGreaterThan(1);
    await until(isRecovered);
    const finalState = await finalStateOf(stores);
    expect(checkInvariants(finalState)).toEqual([]);
    for (const fixture of fixtures) expect(retryStatuses).toContain((await run(fixture)).status);
    expect(checkInvariants(await finalStateOf(stores))).toEqual([]);
  });
});
