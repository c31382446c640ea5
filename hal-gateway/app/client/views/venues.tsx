import { hasMore } from '../../../../kit/html/client/forms/linked-options.ts';
import { isSuccess, type ShownDocument } from '../../../../kit/html/client/model/document.ts';
import { embeddedOf } from '../../../../kit/html/client/model/hal.ts';
import { asText } from '../../../../kit/html/client/model/json.ts';
import { dateNow } from '../calendar/dates.ts';
import { parseEvent, type CalendarEvent } from '../calendar/event.ts';
import { Empty } from '../components/empty.tsx';
import { Forms } from '../components/forms.tsx';
import { More } from '../components/more.tsx';
import { Screen } from '../components/screen.tsx';
import { VenueCard } from '../components/venue-card.tsx';
import { useList } from '../components/use-list.ts';
import { useTitle } from '../components/use-title.ts';
import { useSource } from '../components/use-source.ts';
import { lists, select } from '../hypermedia/places.ts';

const pageSize = 24;

/** How many of the next events are looked at. */
const eventsAhead = 100;

/** Returns the next event of each venue, by the venue's ID. */
function nextEvents(document: ShownDocument | undefined): ReadonlyMap<string, CalendarEvent> {
  const events =
    document === undefined || !isSuccess(document) ? [] : embeddedOf(document.body).flatMap((each) => each.items);
  const next = new Map<string, CalendarEvent>();
  for (const each of events) {
    const [venue, event] = [asText(each['_venue_ref']), parseEvent(each)];
    if (venue !== undefined && event !== undefined && !next.has(venue)) next.set(venue, event);
  }
  return next;
}

/** All venues, with what is next at each. */
export const Venues = () => {
  const trail = select(lists.venue, { sort: 'name', max_results: pageSize });
  const list = useList(trail);
  const where = { date: { $gte: dateNow() } };
  const ahead = useSource(select(lists.event, { where, sort: 'date,time', max_results: eventsAhead }));
  const next = nextEvents(ahead.document);
  const isComplete = ahead.document !== undefined && isSuccess(ahead.document) && !hasMore(ahead.document);
  useTitle('Venues');
  return (
    <>
      <header class="screen-head">
        <h1>Venues</h1>
        <p class="lead">Choose a room to see what happens there, and to book it.</p>
      </header>
      <Screen source={list}>
        {(shown) => (
          <>
            <Forms trail={trail} document={shown} reload={list.reload} />
            {list.items.length === 0 ? (
              <Empty title="There are no venues yet" />
            ) : (
              <ul class="cards venue-cards">
                {list.items.map((venue) => (
                  <VenueCard
                    key={venue['_id']}
                    venue={venue}
                    next={next.get(String(venue['_id']))}
                    isQuiet={isComplete}
                  />
                ))}
              </ul>
            )}
            <More list={list} />
          </>
        )}
      </Screen>
    </>
  );
};
