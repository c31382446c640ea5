import { longDate, timeOf } from '../calendar/dates.ts';
import { freeIn, slotMinutes } from '../calendar/slots.ts';
import { segmentIn, type Segment } from '../calendar/segments.ts';
import { linkTo } from '../routes/route.ts';

interface CalendarCellProps {
  readonly day: string;
  readonly column: number;
  readonly row: number;
  /** The first minute of the cell. */
  readonly slot: number;
  /** What happens on the day. */
  readonly segments: readonly Segment[];
  /** Whether it is the first cell of its day: events that began before are drawn from here. */
  readonly isFirst: boolean;
  readonly isChosen: boolean;
  readonly isFocusable: boolean;
  readonly isNow: boolean;
  /** How much of the cell has passed, from 0 to 1. */
  readonly nowShare: number;
  readonly canBook: boolean;
}

interface BlockProps {
  readonly segment: Segment;
  readonly slot: number;
}

/** An event in the calendar, as tall as it is long. For screen readers and keyboards, its cells lead to it. */
const Block = ({ segment: { event, from, to, isContinued }, slot }: BlockProps) => {
  const { seats } = event;
  const rows = (to - from) / slotMinutes;
  const state = seats?.isMine === true ? 'mine' : seats?.left === 0 ? 'full' : '';
  return (
    <a
      class={`block ${state} ${rows < 1 ? 'short' : ''}`}
      href={linkTo('event', event.id)}
      tabIndex={-1}
      aria-hidden="true"
      style={{ '--offset': String((from - slot) / slotMinutes), '--rows': String(rows) }}
    >
      <strong>{event.name}</strong>
      {rows >= 1.5 && (
        <span>
          {isContinued ? '…' : timeOf(from)} – {timeOf(to)}
        </span>
      )}
      {rows >= 2.5 && seats !== undefined && <span>{seats.left === 0 ? 'full' : `${seats.left} left`}</span>}
    </a>
  );
};

/** Returns what a cell is, for screen readers. */
function labelOf({ day, slot, segments }: CalendarCellProps): string {
  const when = `${longDate(day)}, ${timeOf(slot)}`;
  const segment = segmentIn(segments, slot, slot + slotMinutes);
  return segment === undefined ? `${when}, free` : `${when}, ${segment.event.name} until ${timeOf(segment.to)}`;
}

/** Half an hour of a day: free, or a part of what happens. */
export const CalendarCell = (props: CalendarCellProps) => {
  const { column, row, slot, segments, isFirst, isChosen, isFocusable, isNow, nowShare, canBook } = props;
  const begins = segments.filter(({ from }) => from < slot + slotMinutes && (from >= slot || (isFirst && from < slot)));
  const isFree = freeIn(segments, slot) !== undefined;
  return (
    <div
      role="gridcell"
      class={`cell ${isFree && canBook ? 'bookable' : ''} ${isChosen ? 'chosen' : ''}`}
      tabIndex={isFocusable ? 0 : -1}
      aria-selected={isChosen}
      data-column={column}
      data-row={row}
    >
      <span class="hidden cell-label">{labelOf(props)}</span>
      {isNow && <span class="now" style={{ '--share': String(nowShare) }} />}
      {begins.map((segment) => (
        <Block key={segment.event.id} segment={segment} slot={slot} />
      ))}
    </div>
  );
};
