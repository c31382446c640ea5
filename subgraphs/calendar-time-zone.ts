import { LRUCache } from 'lru-cache';
import { Temporal } from 'temporal-polyfill';

/** Local times from `start` to `end`. */
export interface LocalSpan {
  readonly start: Temporal.PlainDateTime;
  readonly end: Temporal.PlainDateTime;
}

/** A time from which an offset from UTC applies, in the local time before it. */
interface Observance {
  readonly onset: Temporal.PlainDateTime;
  readonly from: string;
  readonly to: string;
  readonly isDaylight: boolean;
}

/** Before any event: the onset of an offset that never changed. */
const beginning = Temporal.PlainDateTime.from('0001-01-01T00:00');

function observanceOf(transition: Temporal.ZonedDateTime): Observance {
  const before = transition.subtract({ nanoseconds: 1 });
  const shift = transition.offsetNanoseconds - before.offsetNanoseconds;
  return {
    onset: transition.toPlainDateTime().subtract({ nanoseconds: shift }),
    from: before.offset,
    to: transition.offset,
    isDaylight: shift > 0,
  };
}

/** Returns the observances that apply at some time of a year, in order. */
function findObservances(zone: string, year: number): readonly Observance[] {
  const from = Temporal.PlainDateTime.from({ year, month: 1, day: 1 }).toZonedDateTime(zone);
  const to = from.add({ years: 1 });
  const { offset } = from;
  const first = from.getTimeZoneTransition('previous');
  const observances = [
    first === null ? { onset: beginning, from: offset, to: offset, isDaylight: false } : observanceOf(first),
  ];
  let transition = from.getTimeZoneTransition('next');
  for (; transition !== null && Temporal.ZonedDateTime.compare(transition, to) < 0;) {
    observances.push(observanceOf(transition));
    transition = transition.getTimeZoneTransition('next');
  }
  return observances;
}

/** The observances of years: to find them takes a millisecond each. */
const known = new LRUCache<string, readonly Observance[]>({ max: 1000 });

function observancesIn(zone: string, year: number): readonly Observance[] {
  const key = `${zone}/${year}`;
  const observances = known.get(key) ?? findObservances(zone, year);
  known.set(key, observances);
  return observances;
}

const digits = (text: string): string => text.replaceAll(/[-:]/g, '');
/** `+01:00` → `+0100` */
const offsetText = (offset: string): string => offset.replaceAll(':', '');

/**
 * Renders the definition of a time zone (VTIMEZONE, RFC 5545 §3.6.5) for some spans of time: an onset for each change of
 * its offset in their years, as the time zone database of the running Node.js has it. Years without a span are left out.
 */
export function renderTimeZone(zone: string, spans: readonly LocalSpan[]): string {
  const years = new Set(spans.flatMap(({ start, end }) => [start.year, end.year]));
  const observances = [...years].flatMap((year) => observancesIn(zone, year));
  const byOnset = new Map(
    observances.map((observance) => [observance.onset.toString({ smallestUnit: 'second' }), observance]),
  );
  const lines = [...byOnset].sort().flatMap(([onset, { from, to, isDaylight }]) => {
    const name = isDaylight ? 'DAYLIGHT' : 'STANDARD';
    return [
      `BEGIN:${name}`,
      `DTSTART:${digits(onset)}`,
      `TZOFFSETFROM:${offsetText(from)}`,
      `TZOFFSETTO:${offsetText(to)}`,
      `END:${name}`,
    ];
  });
  return ['BEGIN:VTIMEZONE', `TZID:${zone}`, ...lines, 'END:VTIMEZONE'].join('\r\n');
}
