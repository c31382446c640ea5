import type { Entry, Happening, Slot, Writing } from './history.ts';

/** What happened to one thing: when it may have been added and removed. */
export interface Life {
  readonly added: Happening[];
  readonly removed: Happening[];
}

/** What the history tells, by `_id`. */
export interface Facts {
  venue(id: string): Life;
  event(id: string): Life;
  account(id: string): Life;
  registration(event: string, account: string): Life;
  /** The accounts that ever asked to be registered for an event. */
  accountsAt(event: string): readonly string[];
  capacity(venue: string): readonly Writing<number>[];
  placeOf(event: string): readonly Writing<string>[];
  slotOf(event: string): readonly Writing<Slot>[];
  /** Whether an event was answered for; one that is not may still have been created. */
  isKnown(event: string): boolean;
  /** Whether an event may have been created that nobody knows of. */
  readonly unknownEvents: boolean;
  readonly venues: readonly string[];
  readonly events: readonly string[];
  readonly accounts: readonly string[];
  readonly registrations: readonly (readonly [event: string, account: string])[];
}

class Lists<T> {
  readonly #lists = new Map<string, T[]>();
  of(id: string): T[] {
    const list = this.#lists.get(id) ?? [];
    this.#lists.set(id, list);
    return list;
  }
  get ids(): readonly string[] {
    return [...this.#lists.keys()];
  }
}

class Lives {
  readonly #added = new Lists<Happening>();
  readonly #removed = new Lists<Happening>();
  add = (id: string, happening: Happening): void => void this.#added.of(id).push(happening);
  remove = (id: string, happening: Happening): void => void this.#removed.of(id).push(happening);
  of = (id: string): Life => ({ added: this.#added.of(id), removed: this.#removed.of(id) });
  get ids(): readonly string[] {
    return this.#added.ids;
  }
}

const pair = (event: string, account: string): string => `${event} ${account}`;

/** Gathers from the history what happened, and what may have. */
export function gather(entries: readonly Entry[]): Facts {
  const [venues, events, accounts, registrations] = [new Lives(), new Lives(), new Lives(), new Lives()];
  const capacities = new Lists<Writing<number>>();
  const places = new Lists<Writing<string>>();
  const slots = new Lists<Writing<Slot>>();
  const wholesale = { venue: new Lists<Happening>(), event: new Lists<Happening>(), account: new Lists<Happening>() };

  for (const { deed, outcome, from, to } of entries) {
    if (outcome.kind === 'broken') continue;
    const happened: Happening = { from, to, sure: outcome.kind === 'done' };
    // What hangs on it goes bit by bit, also when in the end it is refused.
    if ('cascade' in deed && deed.cascade) {
      const part = { from, to: outcome.kind === 'done' ? to : Infinity, sure: false };
      if (deed.kind === 'removeVenue') wholesale.venue.of(deed.venue).push(part);
      if (deed.kind === 'removeEvent') wholesale.event.of(deed.event).push(part);
      if (deed.kind === 'removeAccount') wholesale.account.of(deed.account).push(part);
    }
    if (outcome.kind === 'refused') continue;
    const ids = outcome.kind === 'done' ? outcome.ids : [];
    switch (deed.kind) {
      case 'createVenue':
        for (const id of ids) {
          venues.add(id, happened);
          capacities.of(id).push({ ...happened, value: deed.capacity });
        }
        break;
      case 'resize':
        capacities.of(deed.venue).push({ ...happened, value: deed.capacity });
        break;
      case 'removeVenue':
        venues.remove(deed.venue, happened);
        break;
      case 'createEvents':
        ids.forEach((id, index) => {
          events.add(id, happened);
          places.of(id).push({ ...happened, value: deed.venue });
          const slot = deed.slots[index];
          if (slot !== undefined) slots.of(id).push({ ...happened, value: slot });
        });
        break;
      case 'move':
        if (deed.venue !== undefined) places.of(deed.event).push({ ...happened, value: deed.venue });
        if (deed.slot !== undefined) slots.of(deed.event).push({ ...happened, value: deed.slot });
        break;
      case 'removeEvent':
        events.remove(deed.event, happened);
        break;
      case 'createAccount':
        for (const id of ids) accounts.add(id, happened);
        break;
      case 'removeAccount':
        accounts.remove(deed.account, happened);
        break;
      case 'register':
        registrations.add(pair(deed.event, deed.account), happened);
        break;
      case 'cancel':
        registrations.remove(pair(deed.event, deed.account), happened);
        break;
    }
  }

  const withVenue = (id: string): readonly Happening[] =>
    [...new Set(places.of(id).map(({ value }) => value))].flatMap((venue) => wholesale.venue.of(venue));
  const accountsByEvent = new Lists<string>();
  const pairs = registrations.ids.map((id) => id.split(' ') as [string, string]);
  for (const [event, account] of pairs) accountsByEvent.of(event).push(account);

  return {
    venue: venues.of,
    event: (id) => {
      const { added, removed } = events.of(id);
      return { added, removed: [...removed, ...withVenue(id)] };
    },
    account: accounts.of,
    registration: (event, account) => {
      const { added, removed } = registrations.of(pair(event, account));
      const alongside = [...wholesale.event.of(event), ...wholesale.account.of(account), ...withVenue(event)];
      return { added, removed: [...removed, ...alongside] };
    },
    accountsAt: (event) => accountsByEvent.of(event),
    capacity: (venue) => capacities.of(venue),
    placeOf: (event) => places.of(event),
    slotOf: (event) => slots.of(event),
    isKnown: (event) => events.of(event).added.length > 0,
    unknownEvents: entries.some(({ deed, outcome }) => deed.kind === 'createEvents' && outcome.kind === 'unknown'),
    venues: venues.ids,
    events: events.ids,
    accounts: accounts.ids,
    registrations: pairs,
  };
}
