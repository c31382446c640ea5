import { addDays, dayOfMonth, daysOf, fullDate, month, type Span } from '../calendar/dates.ts';
import { DateInput } from './date-input.tsx';

interface CalendarToolbarProps {
  readonly date: string;
  readonly span: Span;
  readonly today: string;
  show(date: string, span: Span): void;
}

const spans: readonly { readonly span: Span; readonly title: string }[] = [
  { span: 'day', title: 'Day' },
  { span: 'week', title: 'Week' },
];

/** Returns what a calendar shows, in words. */
function titleOf(span: Span, date: string): string {
  if (span === 'day') return fullDate(date);
  const days = daysOf('week', date);
  const [first = date, last = date] = [days[0], days.at(-1)];
  return month(first) === month(last)
    ? month(first)
    : `${dayOfMonth(first)} – ${dayOfMonth(last)}, ${last.slice(0, 4)}`;
}

/** The days that a calendar shows: back, today, forward, a date, and how many. */
export const CalendarToolbar = ({ date, span, today, show }: CalendarToolbarProps) => {
  const days = span === 'day' ? 1 : 7;
  return (
    <div class="calendar-toolbar">
      <h2 aria-live="polite">{titleOf(span, date)}</h2>
      <p class="buttons">
        <button
          type="button"
          class="quiet icon"
          aria-label={`Previous ${span}`}
          onClick={() => show(addDays(date, -days), span)}
        >
          ‹
        </button>
        <button type="button" class="quiet" onClick={() => show(today, span)}>
          Today
        </button>
        <button
          type="button"
          class="quiet icon"
          aria-label={`Next ${span}`}
          onClick={() => show(addDays(date, days), span)}
        >
          ›
        </button>
        <DateInput date={date} show={(next) => show(next, span)} />
        <span class="switch" role="group" aria-label="Days">
          {spans.map((each) => (
            <button
              key={each.span}
              type="button"
              class={each.span === span ? '' : 'quiet'}
              aria-pressed={each.span === span}
              onClick={() => show(date, each.span)}
            >
              {each.title}
            </button>
          ))}
        </span>
      </p>
    </div>
  );
};
