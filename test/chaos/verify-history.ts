import { gather, type Facts, type Life } from './facts.ts';
import { mayHaveBeen, mustBe, mustNotBe, possibleValues, type Entry, type Slot } from './history.ts';
import type { Remains } from './final-state.ts';
import { meet } from './verify-data.ts';

interface Window {
  readonly from: number;
  readonly to: number;
}

const describe = ({ deed, outcome, from, to }: Entry): string =>
  `${JSON.stringify(deed)} → ${JSON.stringify(outcome)} [${from.toFixed(0)}–${to.toFixed(0)} ms]`;

/** Whether it was there all the time, whatever the order of what ran at once. */
const wasThere = ({ added, removed }: Life, { from, to }: Window): boolean =>
  added.some(
    (each) => each.sure && each.to <= from && !removed.some((removal) => removal.from <= to && removal.to > each.from),
  );

const couldBe = ({ added, removed }: Life, window: Window): boolean => mayHaveBeen(added, removed, window);

/** The most that may have been registered for an event at once. */
const mostRegistered = (facts: Facts, event: string, window: Window): number =>
  facts.accountsAt(event).filter((account) => couldBe(facts.registration(event, account), window)).length;

const fewestSeats = (facts: Facts, venues: readonly string[], window: Window): number =>
  Math.min(Infinity, ...venues.flatMap((venue) => possibleValues(facts.capacity(venue), window)));

/** Whether an event may have been at one of the venues, in a slot that meets one of those. */
function mayMeet(
  facts: Facts,
  { event, venues, slots }: { event: string; venues: readonly string[]; slots: readonly Slot[] },
  window: Window,
): boolean {
  if (!facts.isKnown(event)) return facts.unknownEvents;
  if (!couldBe(facts.event(event), window)) return false;
  const isThere = possibleValues(facts.placeOf(event), window).some((place) => venues.includes(place));
  return isThere && possibleValues(facts.slotOf(event), window).some((slot) => slots.some((each) => meet(slot, each)));
}

/** Why an answer cannot be right; undefined when it has a cause. */
function causeless(facts: Facts, { deed, outcome, ...window }: Entry): string | undefined {
  if (outcome.kind !== 'refused') return undefined;
  const { problem, named } = outcome;
  const absent = problem === 'not-found' || problem === 'invalid' || problem === 'not-allowed';
  const unless = (hasCause: boolean, why: string): string | undefined => (hasCause ? undefined : why);
  switch (deed.kind) {
    case 'register':
    case 'cancel': {
      if (absent) {
        const both = [facts.event(deed.event), facts.account(deed.account)];
        return unless(!both.every((life) => wasThere(life, window)), 'both were there');
      }
      if (problem !== 'event-full') return 'it knows no such refusal';
      const seats = fewestSeats(facts, possibleValues(facts.placeOf(deed.event), window), window);
      return unless(mostRegistered(facts, deed.event, window) >= seats, `there were ${seats} seats or more`);
    }
    case 'createEvents':
    case 'move': {
      const venues =
        deed.kind === 'createEvents'
          ? [deed.venue]
          : deed.venue === undefined
            ? possibleValues(facts.placeOf(deed.event), window)
            : [deed.venue];
      const slots =
        deed.kind === 'createEvents'
          ? deed.slots
          : deed.slot === undefined
            ? possibleValues(facts.slotOf(deed.event), window)
            : [deed.slot];
      if (problem === 'overlap')
        return unless(
          named.length > 0 && named.every((event) => mayMeet(facts, { event, venues, slots }, window)),
          'what it names was not in the way',
        );
      if (problem === 'event-full' && deed.kind === 'move') {
        const seats = fewestSeats(facts, venues, window);
        return unless(mostRegistered(facts, deed.event, window) > seats, `there were ${seats} seats or more`);
      }
      if (!absent) return 'it knows no such refusal';
      if (slots.some((slot, index) => slots.slice(index + 1).some((other) => meet(slot, other)))) return undefined;
      const needed = [
        ...(deed.kind === 'move' ? [facts.event(deed.event)] : []),
        ...(deed.venue === undefined ? [] : [facts.venue(deed.venue)]),
      ];
      return unless(!needed.every((life) => wasThere(life, window)), 'all that it needs was there');
    }
    case 'resize': {
      if (absent) return unless(!wasThere(facts.venue(deed.venue), window), 'the venue was there');
      if (problem !== 'seats-taken') return 'it knows no such refusal';
      const inTheWay = named.filter(
        (event) =>
          possibleValues(facts.placeOf(event), window).includes(deed.venue) &&
          mostRegistered(facts, event, window) > deed.capacity,
      );
      return unless(named.length > 0 && inTheWay.length === named.length, 'what it names was not in the way');
    }
    case 'removeVenue': {
      if (absent) return unless(!wasThere(facts.venue(deed.venue), window), 'the venue was there');
      const holds = facts.events.some(
        (event) =>
          couldBe(facts.event(event), window) && possibleValues(facts.placeOf(event), window).includes(deed.venue),
      );
      return unless(problem === 'in-use' && (holds || facts.unknownEvents), 'nothing was at the venue');
    }
    case 'removeEvent': {
      if (absent) return unless(!wasThere(facts.event(deed.event), window), 'the event was there');
      return unless(problem === 'in-use' && mostRegistered(facts, deed.event, window) > 0, 'nobody was registered');
    }
    case 'removeAccount': {
      if (absent) return unless(!wasThere(facts.account(deed.account), window), 'the account was there');
      const holds = facts.registrations.some(
        ([event, account]) => account === deed.account && couldBe(facts.registration(event, account), window),
      );
      return unless(problem === 'in-use' && holds, 'it had no registration');
    }
    case 'createVenue':
    case 'createAccount':
      return 'nothing speaks against it';
  }
}

interface Kind {
  readonly word: string;
  readonly ids: readonly string[];
  readonly life: (id: string) => Life;
  readonly isThere: (id: string) => boolean;
}

function kindsOf(facts: Facts, remains: Remains): readonly Kind[] {
  const registered = new Set(remains.registrations.map(({ event, account }) => `${event} ${account}`));
  return [
    { word: 'venue', ids: facts.venues, life: facts.venue, isThere: (id) => remains.venues.has(id) },
    { word: 'event', ids: facts.events, life: facts.event, isThere: (id) => remains.events.has(id) },
    { word: 'account', ids: facts.accounts, life: facts.account, isThere: (id) => remains.accounts.has(id) },
    {
      word: 'registration',
      ids: facts.registrations.map((pair) => pair.join(' ')),
      life: (id) => facts.registration(...(id.split(' ') as [string, string])),
      isThere: (id) => registered.has(id),
    },
  ];
}

/** What was acknowledged and is not so in the end. */
function broken(facts: Facts, remains: Remains): string[] {
  const lives = kindsOf(facts, remains).flatMap(({ word, ids, life, isThere }) =>
    ids.flatMap((id) => {
      const { added, removed } = life(id);
      if (mustBe(added, removed) && !isThere(id)) return [`the ${word} ${id} was acknowledged and is not there`];
      if (mustNotBe(added, removed) && isThere(id)) return [`the ${word} ${id} was removed and is there`];
      return [];
    }),
  );
  const end = { from: Infinity, to: Infinity };
  const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);
  const values = [
    ...[...remains.venues].map(
      ([id, { capacity }]) => ['capacity of venue', id, capacity, facts.capacity(id)] as const,
    ),
    ...[...remains.events].map(([id, { venue }]) => ['venue of event', id, venue, facts.placeOf(id)] as const),
    ...[...remains.events].map(([id, { slot }]) => ['time of event', id, slot, facts.slotOf(id)] as const),
  ].flatMap(([word, id, value, writings]) => {
    const possible: readonly unknown[] = possibleValues<unknown>(writings, end);
    // What was created without an answer has a first value that nobody noted.
    const isKnown = writings.some(({ sure }) => sure);
    return !isKnown || possible.some((each) => same(each, value))
      ? []
      : [`the ${word} ${id} is ${JSON.stringify(value)}, and was to be one of ${JSON.stringify(possible)}`];
  });
  return [...lives, ...values];
}

/** Holds every answer against all others, and against what is there in the end. Answers what cannot be. */
export function verifyHistory(entries: readonly Entry[], remains: Remains): string[] {
  const facts = gather(entries);
  const wrong = entries.filter(({ outcome }) => outcome.kind === 'broken').map((entry) => `broken: ${describe(entry)}`);
  const refused = entries.flatMap((entry) => {
    const why = causeless(facts, entry);
    return why === undefined ? [] : [`refused without a cause, ${why}: ${describe(entry)}`];
  });
  return [...wrong, ...refused, ...broken(facts, remains)];
}
