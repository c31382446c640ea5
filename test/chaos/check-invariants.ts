import { intervalOf } from '../../subgraphs/events/interval.ts';
import type { Slot } from './history.ts';
import type { FinalState } from './final-state.ts';

/** Whether two slots overlap. */
export function overlap(one: Slot, other: Slot): boolean {
  const [a, b] = [intervalOf(one), intervalOf(other)];
  return a.from < b.to && b.from < a.to;
}

function groupBy<T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(key(item), [...(groups.get(key(item)) ?? []), item]);
  return groups;
}

/** Checks the final state alone: references, capacities, uniqueness, overlaps. Returns the violations. */
export function checkInvariants({ venues, events, accounts, registrations, speakers }: FinalState): string[] {
  const violations: string[] = [];
  for (const [id, { venue }] of events)
    if (!venues.has(venue)) violations.push(`the event ${id} has no venue ${venue}`);
  for (const [id, { event }] of speakers)
    if (!events.has(event)) violations.push(`the speaker ${id} has no event ${event}`);
  for (const { event, account } of registrations) {
    if (!events.has(event)) violations.push(`a registration of ${account} has no event ${event}`);
    if (!accounts.has(account)) violations.push(`a registration for ${event} has no account ${account}`);
  }
  for (const [event, registered] of groupBy(registrations, ({ event: id }) => id)) {
    const capacity = venues.get(events.get(event)?.venue ?? '')?.capacity ?? Infinity;
    if (registered.length > capacity)
      violations.push(`the event ${event} has ${registered.length} registrations and ${capacity} seats`);
    if (new Set(registered.map(({ account }) => account)).size < registered.length)
      violations.push(`an account is registered twice for the event ${event}`);
  }
  for (const [venue, eventsOfVenue] of groupBy([...events], ([, { venue: id }]) => id))
    eventsOfVenue.forEach(([id, { slot }], index) => {
      for (const [other, { slot: otherSlot }] of eventsOfVenue.slice(index + 1))
        if (overlap(slot, otherSlot)) violations.push(`the events ${id} and ${other} overlap at the venue ${venue}`);
    });
  return violations;
}
