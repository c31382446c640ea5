import { setTimeout as delay } from 'node:timers/promises';
import type { Random } from './random.ts';
import { effectiveStart, type ChaosOperation, type HistoryEntry, type ChaosOutcome, type Slot } from './history.ts';
import type { OperationRequest, OperationSender } from './senders/sender.ts';

/** The documents that the workers know. Each may have been removed by the time it is used. */
export interface SharedState {
  readonly venues: Set<string>;
  readonly events: Set<string>;
  readonly accounts: Map<string, string>;
  readonly speakers: Set<string>;
  readonly removed: string[];
  /** Whether the late service has started. */
  acceptsSpeakers: boolean;
}

export const createSharedState = (): SharedState => ({
  venues: new Set(),
  events: new Set(),
  accounts: new Map(),
  speakers: new Set(),
  removed: [],
  acceptsSpeakers: false,
});

/** The maximum delay before a retry, in milliseconds. */
const pauseMs = 1000;
const maxCounts = { venues: 6, events: 30, accounts: 40, speakers: 40 };
/** Two days around midnight, the end of a week's schedule, and the end of a year. */
const dates = ['2025-12-31', '2026-01-01'];
const halfHours = 48;
const durations = ['PT30M', 'PT1H', 'PT90M', 'PT3H', 'P1D'];

function randomSlot(random: Random): Slot {
  const half = random.under(halfHours);
  const time = `${String(Math.floor(half / 2)).padStart(2, '0')}:${half % 2 === 0 ? '00' : '30'}:00`;
  return { date: random.pick(dates) ?? '', time, duration: random.pick(durations) ?? '' };
}

/** Picks the id of a document that is believed to exist; in 3 % of the cases, of a removed one. */
function pickId(ids: Iterable<string>, random: Random, state: SharedState): string | undefined {
  return random.chance(0.03) ? random.pick(state.removed) : random.pick([...ids]);
}

type OperationGenerator = (random: Random, state: SharedState, number: number) => ChaosOperation | undefined;

const pickVenue = (random: Random, state: SharedState) => pickId(state.venues, random, state);
const pickEvent = (random: Random, state: SharedState) => pickId(state.events, random, state);
const pickAccount = (random: Random, state: SharedState) => pickId(state.accounts.keys(), random, state);

const generators: readonly (readonly [weight: number, make: OperationGenerator])[] = [
  [
    45,
    (random, state) => {
      const [event, account] = [pickEvent(random, state), pickAccount(random, state)];
      return event === undefined || account === undefined ? undefined : { kind: 'register', event, account };
    },
  ],
  [
    15,
    (random, state) => {
      const [event, account] = [pickEvent(random, state), pickAccount(random, state)];
      return event === undefined || account === undefined ? undefined : { kind: 'cancel', event, account };
    },
  ],
  [
    12,
    (random, state) => {
      const venue = pickVenue(random, state);
      if (venue === undefined || state.events.size >= maxCounts.events) return undefined;
      const count = random.chance(0.2) ? 2 + random.under(2) : 1;
      return { kind: 'createEvents', venue, slots: Array.from({ length: count }, () => randomSlot(random)) };
    },
  ],
  [
    10,
    (random, state) => {
      const event = pickEvent(random, state);
      if (event === undefined) return undefined;
      const otherVenue = random.chance(0.5) ? pickVenue(random, state) : undefined;
      const slot = otherVenue === undefined || random.chance(0.3) ? randomSlot(random) : undefined;
      return { kind: 'move', event, venue: otherVenue, slot };
    },
  ],
  [
    10,
    (random, state) => {
      const venue = pickVenue(random, state);
      return venue === undefined ? undefined : { kind: 'resize', venue, capacity: 1 + random.under(8) };
    },
  ],
  [
    8,
    (random, state) => {
      const event = pickEvent(random, state);
      const isPossible = state.acceptsSpeakers && state.speakers.size < maxCounts.speakers;
      return event === undefined || !isPossible ? undefined : { kind: 'createSpeaker', event };
    },
  ],
  [
    4,
    (random, state) => {
      const speaker = pickId(state.speakers, random, state);
      return speaker === undefined || !state.acceptsSpeakers ? undefined : { kind: 'removeSpeaker', speaker };
    },
  ],
  [
    4,
    (random, state) => {
      const event = pickEvent(random, state);
      return event === undefined ? undefined : { kind: 'removeEvent', event, cascade: random.chance(0.5) };
    },
  ],
  [
    2,
    (random, state) => {
      const venue = pickVenue(random, state);
      return venue === undefined ? undefined : { kind: 'removeVenue', venue, cascade: random.chance(0.15) };
    },
  ],
  [
    2,
    (random, state) => {
      const account = pickAccount(random, state);
      return account === undefined ? undefined : { kind: 'removeAccount', account, cascade: random.chance(0.5) };
    },
  ],
];

/** Generates the next operation: creates documents while there are too few, or picks a random operation. */
function nextOperation(random: Random, state: SharedState, number: number): ChaosOperation {
  if (state.venues.size < maxCounts.venues && (state.venues.size === 0 || random.chance(0.2)))
    return { kind: 'createVenue', name: `Venue ${number}`, capacity: 1 + random.under(8) };
  if (state.accounts.size < maxCounts.accounts && (state.accounts.size === 0 || random.chance(0.1)))
    return { kind: 'createAccount', username: `member${number}` };
  const total = generators.reduce((sum, [weight]) => sum + weight, 0);
  for (;;) {
    let remaining = random.under(total);
    const chosen = generators.find(([weight]) => (remaining -= weight) < 0);
    const operation = chosen?.[1](random, state, number);
    if (operation !== undefined) return operation;
    if (state.events.size === 0) {
      const venue = [...state.venues][0] ?? '';
      return { kind: 'createEvents', venue, slots: [randomSlot(random)] };
    }
  }
}

/** Records which documents an outcome created or removed. */
function updateSharedState(state: SharedState, operation: ChaosOperation, outcome: ChaosOutcome): void {
  if (outcome.kind === 'rejected' && outcome.problem === 'not-found') {
    if ('event' in operation) state.events.delete(operation.event);
    else if ('venue' in operation) state.venues.delete(operation.venue);
    else if ('speaker' in operation) state.speakers.delete(operation.speaker);
  }
  if (outcome.kind !== 'succeeded') return;
  const markRemoved = (id: string): void => void state.removed.push(id);
  if (operation.kind === 'createVenue') outcome.ids.forEach((id) => state.venues.add(id));
  if (operation.kind === 'createEvents') outcome.ids.forEach((id) => state.events.add(id));
  if (operation.kind === 'createSpeaker') outcome.ids.forEach((id) => state.speakers.add(id));
  if (operation.kind === 'removeSpeaker' && state.speakers.delete(operation.speaker)) markRemoved(operation.speaker);
  if (operation.kind === 'createAccount') outcome.ids.forEach((id) => state.accounts.set(id, operation.username));
  if (operation.kind === 'removeVenue' && state.venues.delete(operation.venue)) markRemoved(operation.venue);
  if (operation.kind === 'removeEvent' && state.events.delete(operation.event)) markRemoved(operation.event);
  if (operation.kind === 'removeAccount') {
    state.accounts.delete(operation.account);
    markRemoved(operation.account);
  }
}

export interface WorkerSettings {
  readonly random: Random;
  readonly state: SharedState;
  readonly senders: readonly OperationSender[];
  /** Returns the number of the run's next operation; undefined at the end of the run. */
  readonly next: () => number | undefined;
  readonly record: (entry: HistoryEntry) => void;
}

/** An operation, and when it was sent for the first time if this is a repetition. */
type Attempt = Pick<OperationRequest, 'operation' | 'key'> & { readonly firstStart?: number };

/** Sends an operation once, through one of the faces, and records it. */
export async function execute(
  { operation, key, firstStart }: Attempt,
  { state, send, record }: Pick<WorkerSettings, 'state' | 'record'> & { readonly send: OperationSender },
): Promise<ChaosOutcome> {
  const now = performance.now();
  const start = effectiveStart({ operation, firstStart: firstStart ?? now, start: now });
  const outcome = await send({ operation, key, username: (id) => state.accounts.get(id) ?? 'nobody' });
  const end = outcome.kind === 'unknown' ? Infinity : performance.now();
  record({ operation, outcome, start, end });
  return outcome;
}

/** Sends operations one after another. Sometimes retries one with an unknown outcome, as a client would. */
export async function runWorker({ random, state, senders, next, record }: WorkerSettings): Promise<void> {
  for (let number = next(); number !== undefined; number = next()) {
    const operation = nextOperation(random, state, number);
    const key = `${number}-${random.under(2 ** 30)}`;
    const send = random.pick(senders);
    if (send === undefined) throw new Error('no sender to pick');
    const firstStart = performance.now();
    for (let attempt = 0; attempt < 3; attempt++) {
      const outcome = await execute({ operation, key, firstStart }, { state, send, record });
      updateSharedState(state, operation, outcome);
      if (outcome.kind !== 'unknown') break;
      await delay(random.under(pauseMs));
      if (random.chance(0.3)) break;
    }
  }
}
