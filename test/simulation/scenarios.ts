import type { ChaosOperation, Slot } from '../chaos/history.ts';
import type { ChoiceRates } from './choices.ts';

/** The documents with which a scenario begins. */
export interface ScenarioDocuments {
  readonly venues: readonly string[];
  readonly events: readonly string[];
  readonly accounts: readonly string[];
}

/** A small system, and what a few callers do with it at the same time. */
export interface Scenario {
  readonly description: string;
  /** The capacities of the venues. */
  readonly capacities: readonly number[];
  /** The events: the number of the venue, and the time. */
  readonly events: readonly { readonly venue: number; readonly slot: Slot }[];
  readonly accounts: number;
  /** Who is registered: the number of the event, and of the account. */
  readonly registrations: readonly (readonly [event: number, account: number])[];
  readonly callers: number;
  readonly operationsPerCaller: number;
  /** The operations from which callers choose. */
  readonly operations: (documents: ScenarioDocuments) => readonly ChaosOperation[];
  /** The labels of the only faults that happen; all if undefined. */
  readonly faults?: readonly string[];
  /** How often what happens, where it is not as usual. */
  readonly rates?: Partial<ChoiceRates>;
}

const at = (time: string, duration = 'PT1H'): Slot => ({ date: '2027-06-01', time, duration });
const [morning, noon, evening] = [at('09:00:00'), at('12:00:00'), at('18:00:00')];
/** Two events of the same day. */
const atOneVenue = [
  { venue: 0, slot: morning },
  { venue: 0, slot: noon },
];
const atTwoVenues = [
  { venue: 0, slot: morning },
  { venue: 1, slot: noon },
];

const pick = (ids: readonly string[], index: number): string => ids[index] ?? '';

const registrations = ({ events, accounts }: ScenarioDocuments, kind: 'register' | 'cancel'): ChaosOperation[] =>
  events.flatMap((event) => accounts.map((account): ChaosOperation => ({ kind, event, account })));

export const scenarios: Readonly<Record<string, Scenario>> = {
  seats: {
    description: 'four accounts compete for three seats of two events, while the capacity changes',
    capacities: [3],
    events: atOneVenue,
    accounts: 4,
    registrations: [
      [0, 0],
      [0, 1],
    ],
    callers: 4,
    operationsPerCaller: 2,
    operations: (documents) => [
      ...registrations(documents, 'register').slice(0, 5),
      ...registrations(documents, 'cancel').slice(0, 2),
      ...[1, 2, 3].map((capacity): ChaosOperation => ({ kind: 'resize', venue: pick(documents.venues, 0), capacity })),
    ],
  },
  raise: {
    description: 'a venue gets more seats, and its primary is lost, while accounts register',
    capacities: [1],
    events: [{ venue: 0, slot: morning }],
    accounts: 2,
    registrations: [],
    callers: 4,
    operationsPerCaller: 1,
    operations: (documents) => [
      ...registrations(documents, 'register'),
      { kind: 'resize', venue: pick(documents.venues, 0), capacity: 2 },
    ],
    faults: ['the primary of venues is lost'],
    rates: { order: [0.3, 1], answer: [0.6, 1], fault: [0.05, 0.2] },
  },
  together: {
    description: 'accounts register for an event at the same time, and the clock leaps',
    capacities: [4],
    events: [{ venue: 0, slot: morning }],
    accounts: 4,
    registrations: [],
    callers: 4,
    operationsPerCaller: 1,
    operations: (documents) => registrations(documents, 'register'),
    faults: [],
    rates: { order: [0.3, 1], time: [0.005, 0.02] },
  },
  move: {
    description: 'an event moves between venues of three seats and of one, while accounts register',
    capacities: [3, 1],
    events: atTwoVenues,
    accounts: 3,
    registrations: [[0, 0]],
    callers: 4,
    operationsPerCaller: 2,
    operations: (documents) => [
      ...registrations(documents, 'register').slice(0, 3),
      { kind: 'cancel', event: pick(documents.events, 0), account: pick(documents.accounts, 0) },
      ...[1, 1, 0].map((venue): ChaosOperation => ({
        kind: 'move',
        event: pick(documents.events, 0),
        venue: pick(documents.venues, venue),
      })),
      ...[1, 2].map((capacity): ChaosOperation => ({ kind: 'resize', venue: pick(documents.venues, 1), capacity })),
      { kind: 'resize', venue: pick(documents.venues, 0), capacity: 1 },
    ],
  },
  full: {
    description:
      'a full event is refused fewer seats, and a move to a larger venue that is booked, while accounts register',
    capacities: [2, 3],
    events: [
      { venue: 0, slot: morning },
      { venue: 1, slot: morning },
    ],
    accounts: 3,
    registrations: [
      [0, 0],
      [0, 1],
    ],
    callers: 2,
    operationsPerCaller: 3,
    operations: (documents) => [
      ...registrations(documents, 'register').slice(2, 3),
      { kind: 'resize', venue: pick(documents.venues, 0), capacity: 1 },
      { kind: 'move', event: pick(documents.events, 0), venue: pick(documents.venues, 1) },
      { kind: 'move', event: pick(documents.events, 1), slot: noon },
    ],
  },
  remove: {
    description: 'events, accounts and venues are removed, also with what refers to them, while accounts register',
    capacities: [3, 3],
    events: atTwoVenues,
    accounts: 3,
    registrations: [[0, 0]],
    callers: 4,
    operationsPerCaller: 2,
    operations: (documents) => [
      ...registrations(documents, 'register').slice(0, 5),
      { kind: 'cancel', event: pick(documents.events, 0), account: pick(documents.accounts, 0) },
      ...[true, false].flatMap((cascade): ChaosOperation[] => [
        { kind: 'removeEvent', event: pick(documents.events, 0), cascade },
        { kind: 'removeEvent', event: pick(documents.events, 1), cascade },
        { kind: 'removeAccount', account: pick(documents.accounts, 1), cascade },
        { kind: 'removeVenue', venue: pick(documents.venues, 1), cascade },
      ]),
      { kind: 'move', event: pick(documents.events, 0), venue: pick(documents.venues, 1) },
      { kind: 'createEvents', venue: pick(documents.venues, 1), slots: [evening] },
    ],
  },
  again: {
    description: 'callers remove the same event, the clock leaps, and connections to the store are lost',
    capacities: [3],
    events: [{ venue: 0, slot: morning }],
    accounts: 1,
    registrations: [],
    callers: 3,
    operationsPerCaller: 1,
    operations: ({ events }) => [{ kind: 'removeEvent', event: pick(events, 0), cascade: false }],
    faults: [],
    rates: { order: [0.3], answer: [0.3, 0.6], message: [0.1, 0.2], time: [0.1, 0.2] },
  },
  first: {
    description: 'the first registrations, while their events and accounts are removed',
    capacities: [3],
    events: atOneVenue,
    accounts: 2,
    registrations: [],
    callers: 3,
    operationsPerCaller: 1,
    operations: (documents) => [
      ...registrations(documents, 'register'),
      { kind: 'removeEvent', event: pick(documents.events, 0), cascade: false },
      { kind: 'removeEvent', event: pick(documents.events, 1), cascade: true },
      { kind: 'removeAccount', account: pick(documents.accounts, 0), cascade: false },
    ],
  },
  schedule: {
    description: 'events are created, alone and in batches, moved and removed, and must not overlap',
    capacities: [3, 3],
    events: atTwoVenues,
    accounts: 1,
    registrations: [],
    callers: 4,
    operationsPerCaller: 2,
    operations: ({ venues, events }) => [
      { kind: 'createEvents', venue: pick(venues, 0), slots: [noon] },
      { kind: 'createEvents', venue: pick(venues, 0), slots: [at('12:30:00')] },
      { kind: 'createEvents', venue: pick(venues, 0), slots: [noon, evening] },
      { kind: 'createEvents', venue: pick(venues, 1), slots: [at('17:30:00'), evening] },
      { kind: 'move', event: pick(events, 0), slot: noon },
      { kind: 'move', event: pick(events, 0), slot: morning },
      { kind: 'move', event: pick(events, 1), venue: pick(venues, 0) },
      { kind: 'move', event: pick(events, 1), slot: at('23:30:00', 'PT2H') },
      { kind: 'removeEvent', event: pick(events, 0), cascade: false },
      { kind: 'removeEvent', event: pick(events, 1), cascade: false },
    ],
  },
};
