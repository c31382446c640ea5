import { useState } from 'preact/hooks';
import { usePage } from '../../../../kit/html/client/components/context.ts';
import { formsOf } from '../../../../kit/html/client/forms/template.ts';
import type { FormOutcome } from '../../../../kit/html/client/forms/outcome.ts';
import { addDays, dateNow, daysOf, isDate, minuteNow, type Span } from '../calendar/dates.ts';
import type { FreeTime } from '../calendar/slots.ts';
import { eventsAt } from '../hypermedia/places.ts';
import { linkTo } from '../routes/route.ts';
import type { ViewProps } from '../views/view.ts';
import { Agenda } from './agenda.tsx';
import { BookingDialog, minimal } from './booking-dialog.tsx';
import { CalendarGrid } from './calendar-grid.tsx';
import { CalendarToolbar } from './calendar-toolbar.tsx';
import { Screen } from './screen.tsx';
import { useCalendar } from './use-calendar.ts';
import { useSource } from './use-source.ts';

/** Narrower windows show a day. */
const weekWidth = 768;

interface VenueCalendarProps extends ViewProps {
  readonly id: string;
  readonly name: string;
  readonly timeZone: string | undefined;
}

/** What happens at a venue, and where a time is chosen to book it. */
export const VenueCalendar = ({ id, name, timeZone, route: { parameters } }: VenueCalendarProps) => {
  const { announce } = usePage();
  const today = dateNow(timeZone);
  const date = isDate(parameters['date']) ? parameters['date'] : today;
  const chosen = parameters['span'];
  const span: Span = chosen === 'day' || chosen === 'week' ? chosen : innerWidth < weekWidth ? 'day' : 'week';
  const days = daysOf(span, date);
  const { source, events, reload } = useCalendar(id, days);
  const forms = useSource(eventsAt(id), minimal);
  const canBook = formsOf(forms.document?.body, '').some(({ method }) => method === 'POST');
  const [time, setTime] = useState<FreeTime>();
  const show = (next: string, nextSpan: Span): void =>
    void (location.hash = linkTo('venue', id, { date: next, span: nextSpan }));
  const finish = ({ message }: FormOutcome): void => {
    setTime(undefined);
    reload();
    announce(message);
  };
  return (
    <section class="card calendar-card" aria-label="Calendar">
      <CalendarToolbar {...{ date, span, today, show }} />
      {canBook && <p class="hint">Choose a free time to book it: click, drag, or press Enter in the calendar.</p>}
      <Screen source={source}>
        {() => (
          <>
            <CalendarGrid
              {...{ days, events, today, canBook }}
              now={minuteNow(timeZone)}
              turn={(step) => show(addDays(date, step * days.length), span)}
              onChoose={setTime}
            />
            {events.length > 0 && <Agenda events={events} />}
          </>
        )}
      </Screen>
      {time !== undefined && (
        <BookingDialog venueId={id} venueName={name} time={time} close={() => setTime(undefined)} onBooked={finish} />
      )}
    </section>
  );
};
