import { intervalOf } from '../../subgraphs/events/interval.ts';
import type { Slot } from './history.ts';
import type { Remains } from './final-state.ts';

/** Whether two slots have a moment in common. */
export function meet(one: Slot, other: Slot): boolean {
  const [a, b] = [intervalOf(one), intervalOf(other)];
  return a.from < b.to && b.from < a.to;
}

function grouped<T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(key(item), [...(groups.get(key(item)) ?? []), item]);
  return groups;
}

/** What must not be, and is, in the documents alone. */
export function verifyData({ venues, events, accounts, registrations }: Remains): string[] {
  const faults: string[] = [];
  for (const [id, { venue }] of events) if (!venues.has(venue)) faults.push(`the event ${id} has no venue ${venue}`);
  for (const { event, account } of registrations) {
    if (!events.has(event)) faults.push(`a registration of ${account} has no event ${event}`);
    if (!accounts.has(account)) faults.push(`a registration for ${event} has no account ${account}`);
  }
  for (const [event, registered] of grouped(registrations, ({ event: id }) => id)) {
    const capacity = venues.get(events.get(event)?.venue ?? '')?.capacity ?? Infinity;
    if (registered.length > capacity)
      faults.push(`the event ${event} has ${registered.length} registrations and ${capacity} seats`);
    if (new Set(registered.map(({ account }) => account)).size < registered.length)
      faults.push(`an account is registered twice for the event ${event}`);
  }
  for (const [venue, there] of grouped([...events], ([, { venue: id }]) => id))
    there.forEach(([one, { slot }], index) => {
      for (const [other, { slot: its }] of there.slice(index + 1))
        if (meet(slot, its)) faults.push(`the events ${one} and ${other} overlap at the venue ${venue}`);
    });
  return faults;
}
