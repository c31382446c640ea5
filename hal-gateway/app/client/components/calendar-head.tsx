import { dayOfMonth, weekday } from '../calendar/dates.ts';

interface CalendarHeadProps {
  readonly days: readonly string[];
  readonly today: string;
}

/** The names of the days above a calendar. */
export const CalendarHead = ({ days, today }: CalendarHeadProps) => (
  <div role="row" class="calendar-row head">
    <span role="columnheader" class="time-head">
      <span class="hidden">Time</span>
    </span>
    {days.map((day, column) => (
      <span key={column} role="columnheader" class={day === today ? 'day-head today' : 'day-head'}>
        <span>{weekday(day)}</span> <strong>{dayOfMonth(day)}</strong>
      </span>
    ))}
  </div>
);
