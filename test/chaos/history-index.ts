import type { HistoryEntry, Effect, Slot, Write } from './history.ts';

/** The operations that may have added or removed one document. */
export interface Lifecycle {
  readonly added: Effect[];
  readonly removed: Effect[];
}

/** The history, indexed by `_id`. */
export interface HistoryIndex {
  venue(id: string): Lifecycle;
  event(id: string): Lifecycle;
  account(id: string): Lifecycle;
  registration(event: string, account: string): Lifecycle;
  speaker(id: string): Lifecycle;
  /** The registrations and speakers of an event. Without a response, a speaker may still have been created. */
  referrersOf(event: string): readonly Lifecycle[];
  /** The `createSpeaker` operations for an event that got no response. */
  unknownSpeakersOf(event: string): readonly Effect[];
  /** The accounts of all `register` operations for an event. */
  accountsOf(event: string): readonly string[];
  capacity(venue: string): readonly Write<number>[];
  venueOf(event: string): readonly Write<string>[];
  slotOf(event: string): readonly Write<Slot>[];
  /** Whether a response contained the event. Without a response, an event may still have been created. */
  wasCreated(event: string): boolean;
  /** Whether an event may have been created whose id is in no response. */
  readonly hasUnknownEvents: boolean;
  readonly venues: readonly string[];
  readonly events: readonly string[];
  readonly accounts: readonly string[];
  readonly speakers: readonly string[];
  readonly registrations: readonly (readonly [event: string, account: string])[];
}

class ListsById<T> {
  readonly #lists = new Map<string, T[]>();
  get(id: string): T[] {
    const list = this.#lists.get(id) ?? [];
    this.#lists.set(id, list);
    return list;
  }
  get ids(): readonly string[] {
    return [...this.#lists.keys()];
  }
}

class Lifecycles {
  readonly #added = new ListsById<Effect>();
  readonly #removed = new ListsById<Effect>();
  add = (id: string, effect: Effect): void => void this.#added.get(id).push(effect);
  remove = (id: string, effect: Effect): void => void this.#removed.get(id).push(effect);
  get = (id: string): Lifecycle => ({ added: this.#added.get(id), removed: this.#removed.get(id) });
  get ids(): readonly string[] {
    return this.#added.ids;
  }
}

const pair = (event: string, account: string): string => `${event} ${account}`;

/** Indexes the certain and the possible effects of all operations of a history. */
export function indexHistory(entries: readonly HistoryEntry[]): HistoryIndex {
  const [venues, events, accounts, registrations, speakers] = [
    new Lifecycles(),
    new Lifecycles(),
    new Lifecycles(),
    new Lifecycles(),
    new Lifecycles(),
  ];
  const capacityWrites = new ListsById<Write<number>>();
  const venueWrites = new ListsById<Write<string>>();
  const slotWrites = new ListsById<Write<Slot>>();
  const eventOfSpeaker = new Map<string, string>();
  const unknownSpeakers = new ListsById<Effect>();
  const cascades = { venue: new ListsById<Effect>(), event: new ListsById<Effect>(), account: new ListsById<Effect>() };

  for (const { operation, outcome, start, end } of entries) {
    if (outcome.kind === 'unexpected') continue;
    const effect: Effect = { start, end, isCertain: outcome.kind === 'succeeded' };
    // A cascade removes documents one by one, even if the operation is finally rejected.
    if ('cascade' in operation && operation.cascade) {
      const partialEffect = { start, end: outcome.kind === 'succeeded' ? end : Infinity, isCertain: false };
      if (operation.kind === 'removeVenue') cascades.venue.get(operation.venue).push(partialEffect);
      if (operation.kind === 'removeEvent') cascades.event.get(operation.event).push(partialEffect);
      if (operation.kind === 'removeAccount') cascades.account.get(operation.account).push(partialEffect);
    }
    if (outcome.kind === 'rejected') continue;
    const ids = outcome.kind === 'succeeded' ? outcome.ids : [];
    switch (operation.kind) {
      case 'createVenue':
        for (const id of ids) {
          venues.add(id, effect);
          capacityWrites.get(id).push({ ...effect, value: operation.capacity });
        }
        break;
      case 'resize':
        capacityWrites.get(operation.venue).push({ ...effect, value: operation.capacity });
        break;
      case 'removeVenue':
        venues.remove(operation.venue, effect);
        break;
      case 'createEvents':
        ids.forEach((id, index) => {
          events.add(id, effect);
          venueWrites.get(id).push({ ...effect, value: operation.venue });
          const slot = operation.slots[index];
          if (slot !== undefined) slotWrites.get(id).push({ ...effect, value: slot });
        });
        break;
      case 'move':
        if (operation.venue !== undefined) venueWrites.get(operation.event).push({ ...effect, value: operation.venue });
        if (operation.slot !== undefined) slotWrites.get(operation.event).push({ ...effect, value: operation.slot });
        break;
      case 'removeEvent':
        events.remove(operation.event, effect);
        break;
      case 'createAccount':
        for (const id of ids) accounts.add(id, effect);
        break;
      case 'removeAccount':
        accounts.remove(operation.account, effect);
        break;
      case 'register':
        registrations.add(pair(operation.event, operation.account), effect);
        break;
      case 'cancel':
        registrations.remove(pair(operation.event, operation.account), effect);
        break;
      case 'createSpeaker':
        if (outcome.kind === 'unknown') unknownSpeakers.get(operation.event).push(effect);
        for (const id of ids) {
          speakers.add(id, effect);
          eventOfSpeaker.set(id, operation.event);
        }
        break;
      case 'removeSpeaker':
        speakers.remove(operation.speaker, effect);
        break;
    }
  }

  const venueCascades = (id: string): readonly Effect[] =>
    [...new Set(venueWrites.get(id).map(({ value }) => value))].flatMap((venue) => cascades.venue.get(venue));
  const accountsByEvent = new ListsById<string>();
  const speakersByEvent = new ListsById<string>();
  for (const [speaker, event] of eventOfSpeaker) speakersByEvent.get(event).push(speaker);
  const pairs = registrations.ids.map((id) => id.split(' ') as [string, string]);
  for (const [event, account] of pairs) accountsByEvent.get(event).push(account);

  const registration = (event: string, account: string): Lifecycle => {
    const { added, removed } = registrations.get(pair(event, account));
    const cascaded = [...cascades.event.get(event), ...cascades.account.get(account), ...venueCascades(event)];
    return { added, removed: [...removed, ...cascaded] };
  };
  const speaker = (id: string): Lifecycle => {
    const { added, removed } = speakers.get(id);
    const event = eventOfSpeaker.get(id) ?? '';
    return { added, removed: [...removed, ...cascades.event.get(event), ...venueCascades(event)] };
  };

  return {
    venue: venues.get,
    event: (id) => {
      const { added, removed } = events.get(id);
      return { added, removed: [...removed, ...venueCascades(id)] };
    },
    account: accounts.get,
    registration,
    speaker,
    referrersOf: (event) => [
      ...accountsByEvent.get(event).map((account) => registration(event, account)),
      ...speakersByEvent.get(event).map(speaker),
    ],
    unknownSpeakersOf: (event) => unknownSpeakers.get(event),
    accountsOf: (event) => accountsByEvent.get(event),
    capacity: (venue) => capacityWrites.get(venue),
    venueOf: (event) => venueWrites.get(event),
    slotOf: (event) => slotWrites.get(event),
    wasCreated: (event) => events.get(event).added.length > 0,
    hasUnknownEvents: entries.some(
      ({ operation, outcome }) => operation.kind === 'createEvents' && outcome.kind === 'unknown',
    ),
    venues: venues.ids,
    events: events.ids,
    accounts: accounts.ids,
    speakers: speakers.ids,
    registrations: pairs,
  };
}
