import { isOpen, type Answer, type Visit } from './people.ts';

/** What the answers to a stampede are held against. */
export interface Expectation {
  readonly seats: number;
  /** The registrations that the event has in the end. */
  readonly registered: number;
}

const last = (visit: Visit): Answer['kind'] | undefined => visit.at(-1)?.kind;

/** The change of the number of people who may be registered. */
interface Change {
  readonly at: number;
  readonly by: 1 | -1;
}

/**
 * Returns when somebody may have been registered: from the first request that was granted or may have been, to the
 * response that says otherwise.
 */
function changesOf(visit: Visit): readonly Change[] {
  const first = visit.find(({ kind }) => kind === 'in' || kind === 'unknown' || kind === 'failed');
  if (first === undefined) return [];
  const end = visit.findLast(({ kind }) => kind === 'full' || kind === 'cancelled');
  return [{ at: first.sentAt, by: 1 }, ...(end === undefined ? [] : [{ at: end.receivedAt, by: -1 } as const])];
}

/** Returns the most people who can be registered at each time. */
function upperBounds(visits: readonly Visit[]): readonly { readonly at: number; readonly most: number }[] {
  let most = 0;
  return visits
    .flatMap(changesOf)
    .toSorted((one, other) => one.at - other.at)
    .map(({ at, by }) => ({ at, most: (most += by) }));
}

/** Returns the answers "full" that were given while a seat was free all the time. */
export function wronglyFull(visits: readonly Visit[], seats: number): readonly Answer[] {
  const bounds = upperBounds(visits);
  return visits
    .flat()
    .filter(({ kind }) => kind === 'full')
    .filter(({ sentAt, receivedAt }) => {
      const before = bounds.findLast(({ at }) => at <= sentAt)?.most ?? 0;
      const during = bounds.filter(({ at }) => at > sentAt && at <= receivedAt).map(({ most }) => most);
      return Math.max(before, ...during) < seats;
    });
}

/** Returns how many seats may be free in the end: those that were given back when nobody was left who asked for one. */
function leftFree(visits: readonly Visit[]): number {
  const answers = visits.flat();
  const lastAsked = Math.max(...answers.filter(({ kind }) => kind === 'full').map(({ sentAt }) => sentAt));
  return answers.filter(({ kind, receivedAt }) => kind === 'cancelled' && receivedAt > lastAsked).length;
}

/** Returns a sentence for each rule that the answers break. */
export function verify(visits: readonly Visit[], { seats, registered }: Expectation): readonly string[] {
  const failed = visits.flat().filter(({ kind }) => kind === 'failed');
  const details = [...new Set(failed.map(({ detail = '' }) => detail))].slice(0, 5);
  const unanswered = visits.filter((visit) => visit.slice(-1).some(isOpen)).length;
  const held = visits.filter((visit) => last(visit) === 'in').length;
  const wrong = wronglyFull(visits, seats).length;
  const isSoldOut = registered <= seats && registered >= seats - leftFree(visits);
  return [
    ...(failed.length === 0 ? [] : [`${failed.length} answers are unexpected: ${details.join('; ')}`]),
    ...(unanswered === 0 ? [] : [`${unanswered} people got no answer but to come again`]),
    ...(isSoldOut ? [] : [`${registered} people are registered for ${seats} seats`]),
    ...(held === registered ? [] : [`${held} people were told that they are in, ${registered} are`]),
    ...(wrong === 0 ? [] : [`${wrong} people were told that it is full while a seat was free`]),
  ];
}
