import { hal, type HalResult, type HalBody } from '../../support/clients.ts';
import type { ObservedDocuments } from './observed-values.ts';
import type { FuzzedSystem } from './fuzzed-system.ts';

const root = { as: 'root' } as const;
const venueCount = 20;
const hours = ['08', '10', '12'];
/** Names that cause catastrophic backtracking in patterns. */
const repetitiveNames = ['x', '\\'].map((letter) => letter.repeat(200));
const guests = ['phartman', 'tgraves', 'jkelly'];

/** Creates enough documents that parallel requests rarely conflict. */
export async function createSeedData({ services }: FuzzedSystem, observed: ObservedDocuments): Promise<void> {
  const observeCreated = ({ status, body }: HalResult): HalBody => {
    if (status >= 300) throw new Error(`cannot create the seed data: ${status} ${JSON.stringify(body)}`);
    observed.observe(body);
    return body;
  };
  const names = Array.from({ length: venueCount }, (_, index) => `Storm ${index}`);
  const newVenues = [...names, ...repetitiveNames].map((name, index) => ({ name, capacity: 3 + (index % 5) }));
  const venueList = observeCreated(await hal('POST', `${services.venues}/venues`, { ...root, body: newVenues }));
  for (const { _links } of venueList._embedded.venue) {
    const events = hours.map((hour) => ({ name: hour, date: '2025-03-01', time: `${hour}:00:00`, duration: 'PT1H' }));
    const eventList = observeCreated(await hal('POST', _links.event.href, { ...root, body: events }));
    for (const [index, event] of eventList._embedded.event.entries())
      observeCreated(await hal('PUT', event._links.register.href, { ...root, body: { username: guests[index] } }));
  }
  const lists = [
    `${services.accounts}/accounts`,
    `${services.registrations}/registrations`,
    `${services.events}/events`,
  ];
  for (const list of lists) observeCreated(await hal('GET', list, root));
}
