import { overlap } from './check-invariants.ts';
import type { HistoryIndex, Lifecycle } from './history-index.ts';
import {
  mayHaveExisted,
  possibleValues,
  type ChaosOperation,
  type HistoryEntry,
  type Slot,
  type TimeRange,
} from './history.ts';

type OperationOf<K extends ChaosOperation['kind']> = Extract<ChaosOperation, { readonly kind: K }>;

/** A rejection, and what the history knows about the time when it was sent. */
interface Rejection {
  readonly history: HistoryIndex;
  readonly problem: string;
  /** The ids of the events that the problem names. */
  readonly namedEvents: readonly string[];
  readonly range: TimeRange;
}

/** Whether a document existed throughout a range, whatever the order of concurrent operations. */
export const existedThroughout = ({ added, removed }: Lifecycle, { start, end }: TimeRange): boolean =>
  added.some(
    (each) =>
      each.isCertain &&
      each.end <= start &&
      !removed.some((removal) => removal.start <= end && removal.end > each.start),
  );

const mayHaveExistedIn = ({ added, removed }: Lifecycle, range: TimeRange): boolean =>
  mayHaveExisted(added, removed, range);

/** Returns the largest number of accounts that may have been registered for an event at the same time. */
const maxRegistered = ({ history, range }: Rejection, event: string): number =>
  history.accountsOf(event).filter((account) => mayHaveExistedIn(history.registration(event, account), range)).length;

const minSeats = ({ history, range }: Rejection, venues: readonly string[]): number =>
  Math.min(Infinity, ...venues.flatMap((venue) => possibleValues(history.capacity(venue), range)));

/** Whether an event may have been at one of these venues, in a slot that overlaps one of these slots. */
function mayOverlap(
  { history, range }: Rejection,
  { event, venues, slots }: { event: string; venues: readonly string[]; slots: readonly Slot[] },
): boolean {
  if (!history.wasCreated(event)) return history.hasUnknownEvents;
  if (!mayHaveExistedIn(history.event(event), range)) return false;
  const mayBeAtVenue = possibleValues(history.venueOf(event), range).some((venue) => venues.includes(venue));
  return (
    mayBeAtVenue &&
    possibleValues(history.slotOf(event), range).some((slot) => slots.some((each) => overlap(slot, each)))
  );
}

const unlessJustified = (isJustified: boolean, reason: string): string | undefined =>
  isJustified ? undefined : reason;

const noSuchProblem = 'the operation has no such problem';

/** Whether a problem says that a document of the request does not exist, or is not valid. */
const isAboutTarget = ({ problem }: Rejection): boolean => ['not-found', 'invalid', 'not-allowed'].includes(problem);

/** Checks a rejection that says that a required document does not exist. */
function checkTargets(rejection: Rejection, targets: readonly Lifecycle[], reason: string): string | undefined {
  return unlessJustified(!targets.every((target) => existedThroughout(target, rejection.range)), reason);
}

function checkRegistration(rejection: Rejection, { event, account }: OperationOf<'register' | 'cancel'>) {
  const { history, problem, range } = rejection;
  if (isAboutTarget(rejection))
    return checkTargets(
      rejection,
      [history.event(event), history.account(account)],
      'the event and the account existed',
    );
  if (problem !== 'event-full') return noSuchProblem;
  const seats = minSeats(rejection, possibleValues(history.venueOf(event), range));
  return unlessJustified(maxRegistered(rejection, event) >= seats, `there were ${seats} seats or more`);
}

function checkScheduling(rejection: Rejection, operation: OperationOf<'createEvents' | 'move'>) {
  const { history, problem, namedEvents } = rejection;
  const { venues, slots } = targetsOf(rejection, operation);
  if (problem === 'overlap')
    return unlessJustified(
      namedEvents.length > 0 && namedEvents.every((event) => mayOverlap(rejection, { event, venues, slots })),
      'the named event does not overlap',
    );
  if (problem === 'event-full' && operation.kind === 'move') {
    const seats = minSeats(rejection, venues);
    return unlessJustified(maxRegistered(rejection, operation.event) > seats, `there were ${seats} seats or more`);
  }
  if (problem === 'overlap-in-batch' && operation.kind === 'createEvents')
    return unlessJustified(
      slots.some((slot, index) => slots.slice(index + 1).some((other) => overlap(slot, other))),
      'no two events of the batch overlap',
    );
  if (!isAboutTarget(rejection)) return noSuchProblem;
  const required = [
    ...(operation.kind === 'move' ? [history.event(operation.event)] : []),
    ...(operation.venue === undefined ? [] : [history.venue(operation.venue)]),
  ];
  return checkTargets(rejection, required, 'all required documents existed');
}

/** Returns the venues and slots that an operation may have tried to occupy. */
function targetsOf({ history, range }: Rejection, operation: OperationOf<'createEvents' | 'move'>) {
  if (operation.kind === 'createEvents') return { venues: [operation.venue], slots: operation.slots };
  const { event, venue, slot } = operation;
  return {
    venues: venue === undefined ? possibleValues(history.venueOf(event), range) : [venue],
    slots: slot === undefined ? possibleValues(history.slotOf(event), range) : [slot],
  };
}

function checkResize(rejection: Rejection, { venue, capacity }: OperationOf<'resize'>) {
  const { history, problem, namedEvents, range } = rejection;
  if (isAboutTarget(rejection)) return checkTargets(rejection, [history.venue(venue)], 'the venue existed');
  if (problem !== 'seats-taken') return noSuchProblem;
  const oversold = namedEvents.filter(
    (event) =>
      possibleValues(history.venueOf(event), range).includes(venue) && maxRegistered(rejection, event) > capacity,
  );
  return unlessJustified(
    namedEvents.length > 0 && oversold.length === namedEvents.length,
    'a named event did not have too many registrations',
  );
}

function checkVenueRemoval(rejection: Rejection, { venue }: OperationOf<'removeVenue'>) {
  const { history, problem, range } = rejection;
  if (isAboutTarget(rejection)) return checkTargets(rejection, [history.venue(venue)], 'the venue existed');
  const hasEvent = history.events.some(
    (event) =>
      mayHaveExistedIn(history.event(event), range) && possibleValues(history.venueOf(event), range).includes(venue),
  );
  return unlessJustified(problem === 'in-use' && (hasEvent || history.hasUnknownEvents), 'the venue had no event');
}

function checkEventRemoval(rejection: Rejection, { event }: OperationOf<'removeEvent'>) {
  const { history, problem, range } = rejection;
  if (isAboutTarget(rejection)) return checkTargets(rejection, [history.event(event)], 'the event existed');
  const isReferenced =
    history.referrersOf(event).some((referrer) => mayHaveExistedIn(referrer, range)) ||
    history.unknownSpeakersOf(event).some(({ start }) => start <= range.end);
  return unlessJustified(problem === 'in-use' && isReferenced, 'the event had no registration and no speaker');
}

function checkSpeaker(rejection: Rejection, operation: OperationOf<'createSpeaker' | 'removeSpeaker'>) {
  const { history } = rejection;
  if (!isAboutTarget(rejection)) return noSuchProblem;
  return operation.kind === 'createSpeaker'
    ? checkTargets(rejection, [history.event(operation.event)], 'the event existed')
    : checkTargets(rejection, [history.speaker(operation.speaker)], 'the speaker existed');
}

function checkAccountRemoval(rejection: Rejection, { account }: OperationOf<'removeAccount'>) {
  const { history, problem, range } = rejection;
  if (isAboutTarget(rejection)) return checkTargets(rejection, [history.account(account)], 'the account existed');
  const hasRegistration = history.registrations.some(
    ([event, registered]) => registered === account && mayHaveExistedIn(history.registration(event, account), range),
  );
  return unlessJustified(problem === 'in-use' && hasRegistration, 'the account had no registration');
}

/** Returns why the history does not justify a rejection; undefined if it does, or if the entry is no rejection. */
export function unjustifiedRejection(
  history: HistoryIndex,
  { operation, outcome, ...range }: HistoryEntry,
): string | undefined {
  if (outcome.kind !== 'rejected') return undefined;
  const rejection: Rejection = { history, problem: outcome.problem, namedEvents: outcome.named, range };
  switch (operation.kind) {
    case 'register':
    case 'cancel':
      return checkRegistration(rejection, operation);
    case 'createEvents':
    case 'move':
      return checkScheduling(rejection, operation);
    case 'resize':
      return checkResize(rejection, operation);
    case 'removeVenue':
      return checkVenueRemoval(rejection, operation);
    case 'removeEvent':
      return checkEventRemoval(rejection, operation);
    case 'removeAccount':
      return checkAccountRemoval(rejection, operation);
    case 'createSpeaker':
    case 'removeSpeaker':
      return checkSpeaker(rejection, operation);
    case 'createVenue':
    case 'createAccount':
      return 'nothing can conflict with the operation';
  }
}
