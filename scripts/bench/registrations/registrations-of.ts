import { randomUUID } from 'node:crypto';
import { basicAuthorization } from '../../../kit/access/credentials.ts';
import type { Contender } from '../contender.ts';
import { memberCount } from './members.ts';
import type { LoadRequest } from './send.ts';

/** Registrations to send to a contender: one of each member, spread evenly over new events. */
export interface Registrations {
  readonly origin: string;
  readonly requests: readonly LoadRequest[];
}

async function post(url: string, body: object): Promise<string> {
  const headers = { authorization: basicAuthorization('root', 'password'), 'content-type': 'application/json' };
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  if (response.status !== 201) throw new Error(`POST ${url}: ${response.status} ${await response.text()}`);
  return ((await response.json()) as { _id: string })._id;
}

/** Creates events at a new venue, one a day. Returns their `_id`s. */
export async function createEvents(
  { urls }: Pick<Contender, 'urls'>,
  { count, capacity }: { readonly count: number; readonly capacity: number },
): Promise<readonly string[]> {
  const venue = await post(`${urls['venues'] ?? ''}/venues`, { name: `Venue ${randomUUID()}`, capacity });
  const ids: string[] = [];
  for (let index = 0; index < count; index++) {
    const date = new Date(Date.UTC(2027, 0, 1 + index)).toISOString().slice(0, 10);
    const body = { name: 'Event', date, time: '09:00:00', duration: 'PT1H' };
    ids.push(await post(`${urls['events'] ?? ''}/events/venue/${venue}`, body));
  }
  return ids;
}

/** Creates events in the product, and new tokens of its members. */
export async function registrationsOfProduct(contender: Contender, count: number): Promise<Registrations> {
  const events = await createEvents(contender, { count, capacity: memberCount });
  const authorizations = await contender.issueAuthorizations(memberCount);
  const requests = authorizations.map((authorization, index) => ({
    method: 'PUT' as const,
    path: `/events/${events[index % count] ?? ''}/register`,
    headers: { authorization },
  }));
  return { origin: contender.urls['events'] ?? '', requests };
}

/** Returns the same registrations for the bare handler, which checks no events, members or tokens. */
export function registrationsOfBare({ urls }: Contender, count: number): Promise<Registrations> {
  const events = Array.from({ length: count }, () => randomUUID());
  const requests = Array.from({ length: memberCount }, (_, index) => ({
    method: 'POST' as const,
    path: '/registrations',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ event: events[index % count], account: randomUUID() }),
  }));
  return Promise.resolve({ origin: urls['registrations'] ?? '', requests });
}
