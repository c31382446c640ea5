import { isSuccess, type ShownDocument } from '../../../../kit/html/client/model/document.ts';
import { embeddedOf } from '../../../../kit/html/client/model/hal.ts';
import { byStart, overlapsDays, parseEvent, type CalendarEvent } from '../calendar/event.ts';
import { eventsAt, select } from '../hypermedia/places.ts';
import { useChanges } from './use-changes.ts';
import { useSource, type Source } from './use-source.ts';

const eventsIn = (document: ShownDocument | undefined): readonly CalendarEvent[] =>
  document === undefined || !isSuccess(document)
    ? []
    : embeddedOf(document.body)
        .flatMap(({ items }) => items)
        .flatMap((each) => parseEvent(each) ?? []);

/** The events of a venue on some days. */
export interface Calendar {
  readonly source: Source;
  readonly events: readonly CalendarEvent[];
  reload(): void;
}

/**
 * Reads what happens at a venue on some days: what begins then, and the last event that began before, which may go on.
 * None before that one can, since events at a venue do not overlap.
 */
export function useCalendar(venue: string, days: readonly string[]): Calendar {
  const [first = '', last = first] = [days[0], days.at(-1)];
  const list = eventsAt(venue);
  const where = { date: { $gte: first, $lte: last } };
  const within = select(list, { where, sort: 'date,time', embed: 'seats' });
  const source = useSource(within);
  const before = useSource(
    select(list, { where: { date: { $lt: first } }, sort: '-date,-time', max_results: 1, embed: 'seats' }),
  );
  const events = [...eventsIn(before.document), ...eventsIn(source.document)].filter((event) =>
    overlapsDays(event, days),
  );
  const reload = (): void => {
    source.reload();
    before.reload();
  };
  useChanges(source.document !== undefined && isSuccess(source.document) ? within : undefined, reload);
  return { source, reload, events: [...new Map(events.map((each) => [each.id, each])).values()].toSorted(byStart) };
}
