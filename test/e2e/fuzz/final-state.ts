import { setTimeout as delay } from 'node:timers/promises';
import { createHttpClient } from '../../../kit/http/client.ts';
import { emptyCollections, populate } from '../../../scripts/populate.ts';
import { graphql, hal, type HalBody } from '../../support/clients.ts';
import { rootPassword } from '../../support/system.ts';
import type { FinalState } from '../../chaos/final-state.ts';
import { checkInvariants } from '../../chaos/check-invariants.ts';
import { lockoutSeconds, type FuzzedSystem } from './fuzzed-system.ts';

const root = { as: 'root' } as const;
/** Milliseconds in which pending writes must be recovered: longer than a lease. */
const recoveryTimeoutMs = 120_000;

async function listAll(collection: string): Promise<readonly HalBody[]> {
  const items: HalBody[] = [];
  for (let next: string | undefined = `${collection}?max_results=500`; next !== undefined;) {
    const { status, body } = await hal('GET', next, root);
    if (status !== 200) throw new Error(`${next}: ${status}`);
    items.push(...(Object.values(body._embedded)[0] as HalBody[]));
    next = body._links.next?.href;
  }
  return items;
}

async function readState({ services }: FuzzedSystem): Promise<Omit<FinalState, 'incomplete' | 'voidBookings'>> {
  const { venues, events, accounts, registrations } = services;
  const slot = ({ date, time, duration }: HalBody) => ({ date, time, duration });
  return {
    venues: new Map((await listAll(`${venues}/venues`)).map(({ _id, capacity }) => [_id, { capacity }])),
    events: new Map(
      (await listAll(`${events}/events`)).map((event) => [event._id, { venue: event._venue_ref, slot: slot(event) }]),
    ),
    accounts: new Set((await listAll(`${accounts}/accounts`)).map(({ _id }) => _id as string)),
    registrations: (await listAll(`${registrations}/registrations`)).map(({ _event_ref, _account_ref }) => ({
      event: _event_ref as string,
      account: _account_ref as string,
    })),
    speakers: new Map(),
  };
}

async function pendingWritesAt(service: string): Promise<number> {
  return (await hal('GET', `${service}/health`)).body.intentions.pending as number;
}

/** Waits until no service has pending writes. Returns a fault if some remain. */
async function waitForPendingWrites({ services }: FuzzedSystem): Promise<readonly string[]> {
  const deadline = Date.now() + recoveryTimeoutMs;
  for (;;) {
    const pending = await Promise.all(Object.values(services).map(pendingWritesAt));
    if (pending.every((count) => count === 0)) return [];
    if (Date.now() > deadline) return [`${pending.join(', ')} pending writes remain`];
    await delay(200);
  }
}

/** Returns the violations of domain invariants after a run. */
export async function findInvariantViolations(system: FuzzedSystem): Promise<readonly string[]> {
  await delay(lockoutSeconds * 1000);
  const pendingWrites = await waitForPendingWrites(system);
  return [
    ...pendingWrites,
    ...checkInvariants({ ...(await readState(system)), incomplete: pendingWrites, voidBookings: [] }),
  ];
}

/** Deletes all resources and restores the demo data, following links from the root of the gateway. */
async function reset({ halGateway }: FuzzedSystem): Promise<void> {
  const client = createHttpClient({ timeoutMs: 60_000 });
  const settings = { client, gatewayUrl: halGateway, rootPassword, progress: () => undefined };
  await emptyCollections(settings);
  await populate(settings);
  await client.close();
}

const attendeesQuery =
  '{ venues(first: 1) { nodes { name events { nodes { name registrations { nodes { account { username } } } } } } } }';

/** Restores the demo data and uses both APIs. Returns the statuses and values, to compare with the expected ones. */
export async function runSmokeTest(system: FuzzedSystem): Promise<readonly unknown[]> {
  await reset(system);
  const home = (await hal('GET', system.halGateway)).body;
  const venue = (await hal('GET', home._links.venue.href, { as: 'clopez' })).body._embedded.venue[0];
  const list = venue._links.event.href as string;
  const standup = (await hal('GET', list, { as: 'clopez' })).body._embedded.event[0];
  const { date, time, duration } = standup;
  const overlapping = await hal('POST', list, { as: 'clopez', body: { name: 'Too much', date, time, duration } });
  const registered = await hal('PUT', standup._links.register.href, { as: 'clopez' });
  const full = await hal('PUT', standup._links.register.href, { as: 'sheath' });
  const cancelled = await hal('DELETE', standup._links.cancel.href, { as: 'clopez' });
  const { data } = await graphql(`${system.gateway}/graphql`, attendeesQuery, { as: 'manderson' });
  const [{ registrations }] = data.venues.nodes[0].events.nodes;
  return [
    ...[overlapping, registered, full, cancelled].map(({ status }) => status),
    registrations.nodes.map(({ account }: HalBody) => account.username),
  ];
}

/** Result of `runSmokeTest` for a working system. */
export const expectedSmokeTestResult = [409, 201, 409, 200, ['phartman', 'tgraves', 'jkelly', 'fwinters']];
