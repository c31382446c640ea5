import { fullDate, timeOf } from '../calendar/dates.ts';
import { endOf, type CalendarEvent } from '../calendar/event.ts';
import { linkTo } from '../routes/route.ts';

const seatsOf = ({ seats }: CalendarEvent): string => {
  if (seats === undefined) return '';
  return seats.left === 0 ? 'full' : `${seats.left} of ${seats.capacity} left`;
};

/** Returns the end of an event, with the date if it is another. */
const endText = (event: CalendarEvent): string => {
  const { date, minute } = endOf(event);
  return date === event.date ? timeOf(minute) : `${fullDate(date)}, ${timeOf(minute)}`;
};

/** Events as a list, by their days. */
export const Agenda = ({ events }: { readonly events: readonly CalendarEvent[] }) => {
  const days = [...new Set(events.map(({ date }) => date))];
  return (
    <div class="agenda">
      {days.map((day) => (
        <section key={day}>
          <h3>{fullDate(day)}</h3>
          <ul>
            {events
              .filter(({ date }) => date === day)
              .map((event) => (
                <li key={event.id}>
                  <span class="number">
                    {timeOf(event.start)} – {endText(event)}
                  </span>
                  <a href={linkTo('event', event.id)}>{event.name}</a>
                  {event.seats?.isMine === true && <span class="badge good">registered</span>}
                  <span class="hint">{seatsOf(event)}</span>
                </li>
              ))}
          </ul>
        </section>
      ))}
    </div>
  );
};
