import { hal, type HalResult, type HalBody } from '../../support/clients.ts';
import type { Known } from './observed-values.ts';
import type { FuzzedSystem } from './fuzzed-system.ts';

const root = { as: 'root' } as const;
const venues = 20;
const hours = ['08', '10', '12'];
/** Names on which a careless pattern takes for ever. */
const long = ['x', '\\'].map((letter) => letter.repeat(200));
const guests = ['phartman', 'tgraves', 'jkelly'];

/** Makes documents enough that those who do things at once do not all do them to the same few. */
export async function furnish({ services }: FuzzedSystem, known: Known): Promise<void> {
  const learnt = ({ status, body }: HalResult): HalBody => {
    if (status >= 300) throw new Error(`cannot furnish: ${status} ${JSON.stringify(body)}`);
    known.learn(body);
    return body;
  };
  const names = Array.from({ length: venues }, (_, index) => `Storm ${index}`);
  const rooms = [...names, ...long].map((name, index) => ({ name, capacity: 3 + (index % 5) }));
  const made = learnt(await hal('POST', `${services.venues}/venues`, { ...root, body: rooms }));
  for (const { _links } of made._embedded.venue) {
    const events = hours.map((hour) => ({ name: hour, date: '2025-03-01', time: `${hour}:00:00`, duration: 'PT1H' }));
    const placed = learnt(await hal('POST', _links.event.href, { ...root, body: events }));
    for (const [index, event] of placed._embedded.event.entries())
      learnt(await hal('PUT', event._links.register.href, { ...root, body: { username: guests[index] } }));
  }
  const lists = [
    `${services.accounts}/accounts`,
    `${services.registrations}/registrations`,
    `${services.events}/events`,
  ];
  for (const list of lists) learnt(await hal('GET', list, root));
}
