import { setTimeout as delay } from 'node:timers/promises';
import type { Random } from './random.ts';
import type { Deed, Entry, Outcome, Slot } from './history.ts';
import type { Face } from './faces/face.ts';

/** What all workers know of: it may be gone by the time it is used. */
export interface World {
  readonly venues: Set<string>;
  readonly events: Set<string>;
  readonly accounts: Map<string, string>;
  readonly gone: string[];
}

export const createWorld = (): World => ({ venues: new Set(), events: new Set(), accounts: new Map(), gone: [] });

/** Milliseconds that a worker waits, at most, when a part was away. */
const pauseMs = 400;
const most = { venues: 6, events: 30, accounts: 40 };
/** Around midnight, a week's end of the schedules, and a year's end. */
const days = ['2025-12-31', '2026-01-01'];
const halfHours = 48;
const durations = ['PT30M', 'PT1H', 'PT90M', 'PT3H', 'P1D'];

function slotOf(random: Random): Slot {
  const half = random.under(halfHours);
  const time = `${String(Math.floor(half / 2)).padStart(2, '0')}:${half % 2 === 0 ? '00' : '30'}:00`;
  return { date: random.pick(days) ?? '', time, duration: random.pick(durations) ?? '' };
}

/** One that is there as far as is known; now and then one that is gone. */
function someOf(known: Iterable<string>, random: Random, world: World): string | undefined {
  return random.chance(0.03) ? random.pick(world.gone) : random.pick([...known]);
}

type Make = (random: Random, world: World, number: number) => Deed | undefined;

const venueOf = (random: Random, world: World) => someOf(world.venues, random, world);
const eventOf = (random: Random, world: World) => someOf(world.events, random, world);
const accountOf = (random: Random, world: World) => someOf(world.accounts.keys(), random, world);

const makers: readonly (readonly [weight: number, make: Make])[] = [
  [
    45,
    (random, world) => {
      const [event, account] = [eventOf(random, world), accountOf(random, world)];
      return event === undefined || account === undefined ? undefined : { kind: 'register', event, account };
    },
  ],
  [
    15,
    (random, world) => {
      const [event, account] = [eventOf(random, world), accountOf(random, world)];
      return event === undefined || account === undefined ? undefined : { kind: 'cancel', event, account };
    },
  ],
  [
    12,
    (random, world) => {
      const venue = venueOf(random, world);
      if (venue === undefined || world.events.size >= most.events) return undefined;
      const many = random.chance(0.2) ? 2 + random.under(2) : 1;
      return { kind: 'createEvents', venue, slots: Array.from({ length: many }, () => slotOf(random)) };
    },
  ],
  [
    10,
    (random, world) => {
      const event = eventOf(random, world);
      if (event === undefined) return undefined;
      const elsewhere = random.chance(0.5) ? venueOf(random, world) : undefined;
      const slot = elsewhere === undefined || random.chance(0.3) ? slotOf(random) : undefined;
      return { kind: 'move', event, venue: elsewhere, slot };
    },
  ],
  [
    10,
    (random, world) => {
      const venue = venueOf(random, world);
      return venue === undefined ? undefined : { kind: 'resize', venue, capacity: 1 + random.under(8) };
    },
  ],
  [
    4,
    (random, world) => {
      const event = eventOf(random, world);
      return event === undefined ? undefined : { kind: 'removeEvent', event, cascade: random.chance(0.5) };
    },
  ],
  [
    2,
    (random, world) => {
      const venue = venueOf(random, world);
      return venue === undefined ? undefined : { kind: 'removeVenue', venue, cascade: random.chance(0.15) };
    },
  ],
  [
    2,
    (random, world) => {
      const account = accountOf(random, world);
      return account === undefined ? undefined : { kind: 'removeAccount', account, cascade: random.chance(0.5) };
    },
  ],
];

/** What to do next: what there is too little of, or something at random. */
export function nextDeed(random: Random, world: World, number: number): Deed {
  if (world.venues.size < most.venues && (world.venues.size === 0 || random.chance(0.2)))
    return { kind: 'createVenue', name: `Venue ${number}`, capacity: 1 + random.under(8) };
  if (world.accounts.size < most.accounts && (world.accounts.size === 0 || random.chance(0.1)))
    return { kind: 'createAccount', username: `member${number}` };
  const total = makers.reduce((sum, [weight]) => sum + weight, 0);
  for (;;) {
    let at = random.under(total);
    const chosen = makers.find(([weight]) => (at -= weight) < 0);
    const deed = chosen?.[1](random, world, number);
    if (deed !== undefined) return deed;
    if (world.events.size === 0) {
      const venue = [...world.venues][0] ?? '';
      return { kind: 'createEvents', venue, slots: [slotOf(random)] };
    }
  }
}

/** Notes what is there and what is gone. */
function learn(world: World, deed: Deed, outcome: Outcome): void {
  if (outcome.kind === 'refused' && outcome.problem === 'not-found') {
    if ('event' in deed) world.events.delete(deed.event);
    else if ('venue' in deed) world.venues.delete(deed.venue);
  }
  if (outcome.kind !== 'done') return;
  const forget = (id: string): void => void world.gone.push(id);
  if (deed.kind === 'createVenue') outcome.ids.forEach((id) => world.venues.add(id));
  if (deed.kind === 'createEvents') outcome.ids.forEach((id) => world.events.add(id));
  if (deed.kind === 'createAccount') outcome.ids.forEach((id) => world.accounts.set(id, deed.username));
  if (deed.kind === 'removeVenue' && world.venues.delete(deed.venue)) forget(deed.venue);
  if (deed.kind === 'removeEvent' && world.events.delete(deed.event)) forget(deed.event);
  if (deed.kind === 'removeAccount') {
    world.accounts.delete(deed.account);
    forget(deed.account);
  }
}

export interface WorkerSettings {
  readonly random: Random;
  readonly world: World;
  readonly faces: readonly Face[];
  /** The number of the next deed of the run; undefined when it is over. */
  readonly next: () => number | undefined;
  readonly note: (entry: Entry) => void;
}

/** Does one deed after another. What was lost is sometimes sent again, as a client would. */
export async function work({ random, world, faces, next, note }: WorkerSettings): Promise<void> {
  for (let number = next(); number !== undefined; number = next()) {
    const deed = nextDeed(random, world, number);
    const key = `${number}-${random.under(2 ** 30)}`;
    const face = random.pick(faces);
    if (face === undefined) throw new Error('there is no face to ask');
    for (let attempt = 0; attempt < 3; attempt++) {
      const from = performance.now();
      const outcome = await face({ deed, key, username: (id) => world.accounts.get(id) ?? 'nobody' });
      const to = outcome.kind === 'unknown' ? Infinity : performance.now();
      note({ deed, outcome, from, to });
      learn(world, deed, outcome);
      if (outcome.kind !== 'unknown') break;
      await delay(random.under(pauseMs));
      if (random.chance(0.3)) break;
    }
  }
}
