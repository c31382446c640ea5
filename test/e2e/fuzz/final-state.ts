import { setTimeout as delay } from 'node:timers/promises';
import { createHttpClient } from '../../../kit/http/client.ts';
import { empty, populate } from '../../../scripts/populate.ts';
import { graphql, hal, type HalBody } from '../../support/clients.ts';
import { rootPassword } from '../../support/system.ts';
import type { FinalState } from '../../chaos/final-state.ts';
import { checkInvariants } from '../../chaos/check-invariants.ts';
import { lockedSeconds, type FuzzedSystem } from './fuzzed-system.ts';

const root = { as: 'root' } as const;
/** Milliseconds in which what is half-done is finished: longer than an intention holds. */
const settlingMs = 30_000;

async function listed(collection: string): Promise<readonly HalBody[]> {
  const items: HalBody[] = [];
  for (let next: string | undefined = `${collection}?max_results=500`; next !== undefined;) {
    const { status, body } = await hal('GET', next, root);
    if (status !== 200) throw new Error(`${next}: ${status}`);
    items.push(...(Object.values(body._embedded)[0] as HalBody[]));
    next = body._links.next?.href;
  }
  return items;
}

async function remainsOf({ services }: FuzzedSystem): Promise<Omit<FinalState, 'incomplete'>> {
  const { venues, events, accounts, registrations } = services;
  const slot = ({ date, time, duration }: HalBody) => ({ date, time, duration });
  return {
    venues: new Map((await listed(`${venues}/venues`)).map((each) => [each._id, { capacity: each.capacity }])),
    events: new Map(
      (await listed(`${events}/events`)).map((each) => [each._id, { venue: each._venue_ref, slot: slot(each) }]),
    ),
    accounts: new Set((await listed(`${accounts}/accounts`)).map(({ _id }) => _id as string)),
    registrations: (await listed(`${registrations}/registrations`)).map(({ _event_ref, _account_ref }) => ({
      event: _event_ref as string,
      account: _account_ref as string,
    })),
  };
}

async function pendingAt(service: string): Promise<number> {
  return (await hal('GET', `${service}/health`)).body.intentions.pending as number;
}

/** What is half-done in the end: nothing should be. */
async function unsettled({ services }: FuzzedSystem): Promise<readonly string[]> {
  const deadline = Date.now() + settlingMs;
  for (;;) {
    const pending = await Promise.all(Object.values(services).map(pendingAt));
    if (pending.every((each) => each === 0)) return [];
    if (Date.now() > deadline) return [`${pending.join(', ')} intentions are left`];
    await delay(200);
  }
}

/** What breaks the rules of the domain once the storm is over. */
export async function broken(system: FuzzedSystem): Promise<readonly string[]> {
  await delay(lockedSeconds * 1000);
  const incomplete = await unsettled(system);
  return [...incomplete, ...checkInvariants({ ...(await remainsOf(system)), incomplete })];
}

/** Empties everything and puts the demo data back, by following links from the gateway's root. */
async function reset({ halGateway }: FuzzedSystem): Promise<void> {
  const client = createHttpClient({ timeoutMs: 60_000 });
  const settings = { client, gatewayUrl: halGateway, rootPassword, progress: () => undefined };
  await empty(settings);
  await populate(settings);
  await client.close();
}

const question =
  '{ venues(first: 1) { nodes { name events { nodes { name registrations { nodes { account { username } } } } } } } }';

/** A short walk through both faces: the statuses and values that a system has that works. */
export async function walk(system: FuzzedSystem): Promise<readonly unknown[]> {
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
  const { data } = await graphql(`${system.gateway}/graphql`, question, { as: 'manderson' });
  const [{ registrations }] = data.venues.nodes[0].events.nodes;
  return [
    ...[overlapping, registered, full, cancelled].map(({ status }) => status),
    registrations.nodes.map(({ account }: HalBody) => account.username),
  ];
}

/** What `walk` finds in a system that works. */
export const walked = [409, 201, 409, 200, ['phartman', 'tgraves', 'jkelly', 'fwinters']];
