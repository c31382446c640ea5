import { useEffect, useRef } from 'preact/hooks';
import { timeOf } from '../calendar/dates.ts';
import { hoursOf, segmentIn, segmentsOn } from '../calendar/segments.ts';
import { chooseTime, slotMinutes, slotsOf, type FreeTime } from '../calendar/slots.ts';
import type { CalendarEvent } from '../calendar/event.ts';
import { linkTo } from '../routes/route.ts';
import { CalendarCell } from './calendar-cell.tsx';
import { CalendarHead } from './calendar-head.tsx';
import { useGridFocus } from './use-grid-focus.ts';
import { useDragSelection } from './use-drag-selection.ts';

interface CalendarGridProps {
  readonly days: readonly string[];
  readonly events: readonly CalendarEvent[];
  readonly today: string;
  /** The minute of the day at the venue. */
  readonly now: number;
  readonly canBook: boolean;
  /** Shows other days: `step` is -1 or 1. */
  turn(step: number): void;
  onChoose(time: FreeTime): void;
}

/**
 * A calendar of some days as a grid (WAI-ARIA grid pattern): arrows move, Enter opens an event or chooses a free time,
 * with Shift and arrows a longer one; Page Up and Page Down turn to other days.
 */
export const CalendarGrid = ({ days, events, today, now, canBook, turn, onChoose }: CalendarGridProps) => {
  const columns = days.map((day) => segmentsOn(day, events));
  const slots = slotsOf(hoursOf(columns));
  const grid = useRef<HTMLDivElement>(null);
  const choose = (column: number, rows: readonly [number, number]): void => {
    const [segments, day] = [columns[column], days[column]];
    const [first, last] = [slots[rows[0]], slots[rows[1]]];
    if (segments === undefined || day === undefined || first === undefined || last === undefined) return;
    const time = canBook ? chooseTime(segments, [first, last]) : undefined;
    if (time !== undefined) onChoose({ day, ...time });
  };
  const open = (column: number, row: number): boolean => {
    const slot = slots[row] ?? 0;
    const segment = segmentIn(columns[column] ?? [], slot, slot + slotMinutes);
    if (segment !== undefined) location.href = linkTo('event', segment.event.id);
    return segment !== undefined;
  };
  const start = Math.max(0, slots.indexOf(Math.floor(now / slotMinutes) * slotMinutes));
  const focus = useGridFocus({
    ...{ grid, turn, columns: days.length, rows: slots.length },
    initial: {
      column: Math.max(0, days.indexOf(today)),
      row: days.includes(today) ? start : Math.min(4, slots.length - 1),
    },
    activate: ({ column, row }, from) => {
      if (from !== row || !open(column, row)) choose(column, [from, row]);
    },
  });
  const drag = useDragSelection((column, rows) => choose(column, rows));
  useEffect(() => focus.limit(), [days.length, slots.length]);
  const isChosen = (column: number, row: number): boolean => {
    const range = drag.range ?? focus.range;
    return range !== undefined && range.column === column && row >= range.from && row <= range.to;
  };
  return (
    <div
      class={`calendar ${days.length === 1 ? 'one-day' : ''}`}
      role="grid"
      aria-label="Calendar"
      aria-rowcount={slots.length + 1}
      ref={grid}
      onKeyDown={focus.press}
      {...drag.handlers}
    >
      <CalendarHead days={days} today={today} />
      {slots.map((slot, row) => (
        <div role="row" class={slot % 60 === 0 ? 'calendar-row hour' : 'calendar-row'} key={slot}>
          <span role="rowheader" class="time">
            {slot % 60 === 0 ? timeOf(slot) : <span class="hidden">{timeOf(slot)}</span>}
          </span>
          {days.map((day, column) => (
            <CalendarCell
              key={column}
              {...{ day, column, row, slot, canBook }}
              segments={columns[column] ?? []}
              isFirst={row === 0}
              isChosen={isChosen(column, row)}
              isFocusable={focus.at.column === column && focus.at.row === row}
              isNow={day === today && now >= slot && now < slot + slotMinutes}
              nowShare={(now - slot) / slotMinutes}
            />
          ))}
        </div>
      ))}
    </div>
  );
};
