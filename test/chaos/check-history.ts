import { existedThroughout, unjustifiedRejection } from './check-rejections.ts';
import type { FinalState } from './final-state.ts';
import { indexHistory, type HistoryIndex, type Lifecycle } from './history-index.ts';
import { mustExist, mustNotExist, possibleValues, type HistoryEntry } from './history.ts';

const formatEntry = ({ operation, outcome, start, end }: HistoryEntry): string =>
  `${JSON.stringify(operation)} → ${JSON.stringify(outcome)} [${start.toFixed(0)}–${end.toFixed(0)} ms]`;

/** The documents of one kind: their histories, and whether each exists in the final state. */
interface DocumentKind {
  readonly name: string;
  readonly ids: readonly string[];
  readonly lifecycle: (id: string) => Lifecycle;
  readonly exists: (id: string) => boolean;
}

function documentKindsOf(history: HistoryIndex, finalState: FinalState): readonly DocumentKind[] {
  const registered = new Set(finalState.registrations.map(({ event, account }) => `${event} ${account}`));
  return [
    { name: 'venue', ids: history.venues, lifecycle: history.venue, exists: (id) => finalState.venues.has(id) },
    { name: 'event', ids: history.events, lifecycle: history.event, exists: (id) => finalState.events.has(id) },
    { name: 'account', ids: history.accounts, lifecycle: history.account, exists: (id) => finalState.accounts.has(id) },
    { name: 'speaker', ids: history.speakers, lifecycle: history.speaker, exists: (id) => finalState.speakers.has(id) },
    {
      name: 'registration',
      ids: history.registrations.map((pair) => pair.join(' ')),
      lifecycle: (id) => history.registration(...(id.split(' ') as [string, string])),
      exists: (id) => registered.has(id),
    },
  ];
}

/** Finds documents whose acknowledged creation or removal the final state does not show. */
const findLifecycleViolations = (history: HistoryIndex, finalState: FinalState): readonly string[] =>
  documentKindsOf(history, finalState).flatMap(({ name, ids, lifecycle, exists }) =>
    ids.flatMap((id) => {
      const { added, removed } = lifecycle(id);
      if (mustExist(added, removed) && !exists(id)) return [`the acknowledged ${name} ${id} does not exist`];
      if (mustNotExist(added, removed) && exists(id)) return [`the removed ${name} ${id} exists`];
      return [];
    }),
  );

/** Finds final values that no order of the recorded writes explains. */
function findValueViolations(history: HistoryIndex, finalState: FinalState): readonly string[] {
  const end = { start: Infinity, end: Infinity };
  const isEqual = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);
  return [
    ...[...finalState.venues].map(
      ([id, { capacity }]) => ['capacity of venue', id, capacity, history.capacity(id)] as const,
    ),
    ...[...finalState.events].map(([id, { venue }]) => ['venue of event', id, venue, history.venueOf(id)] as const),
    ...[...finalState.events].map(([id, { slot }]) => ['time of event', id, slot, history.slotOf(id)] as const),
  ].flatMap(([name, id, value, writes]) => {
    const possible: readonly unknown[] = possibleValues<unknown>(writes, end);
    // The history does not contain the first value of a document whose creation got no response.
    const hasCertainWrite = writes.some(({ isCertain }) => isCertain);
    return !hasCertainWrite || possible.some((each) => isEqual(each, value))
      ? []
      : [`the ${name} ${id} is ${JSON.stringify(value)}; expected one of ${JSON.stringify(possible)}`];
  });
}

/** Whether an event was removed, without a cascade, although a registration or a speaker referred to it all the time. */
const removedReferencedEvent = (history: HistoryIndex, { operation, outcome, start, end }: HistoryEntry): boolean =>
  operation.kind === 'removeEvent' &&
  !operation.cascade &&
  outcome.kind === 'succeeded' &&
  history.referrersOf(operation.event).some((referrer) => existedThroughout(referrer, { start, end }));

/** Checks each response against the rest of the history and against the final state. Returns the violations. */
export function checkHistory(entries: readonly HistoryEntry[], finalState: FinalState): string[] {
  const history = indexHistory(entries);
  const unexpected = entries
    .filter(({ outcome }) => outcome.kind === 'unexpected')
    .map((entry) => `unexpected response: ${formatEntry(entry)}`);
  const unjustified = entries.flatMap((entry) => {
    const reason = unjustifiedRejection(history, entry);
    return reason === undefined ? [] : [`unjustified rejection, ${reason}: ${formatEntry(entry)}`];
  });
  const unsafe = entries
    .filter((entry) => removedReferencedEvent(history, entry))
    .map((entry) => `removed although it was referred to: ${formatEntry(entry)}`);
  return [
    ...unexpected,
    ...unjustified,
    ...unsafe,
    ...findLifecycleViolations(history, finalState),
    ...findValueViolations(history, finalState),
  ];
}
