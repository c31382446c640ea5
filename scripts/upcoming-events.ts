import { Temporal } from 'temporal-polyfill';
import type { DemoEvent } from './demo-data.ts';

/** An event some days ahead. */
interface UpcomingEvent extends Omit<DemoEvent, 'date'> {
  readonly venue: string;
  readonly daysAhead: number;
}

const upcoming = (
  [venue, name]: readonly [venue: string, name: string],
  [daysAhead, time, duration]: readonly [daysAhead: number, time: string, duration: string],
  registered: readonly string[],
): UpcomingEvent => ({ venue, name, daysAhead, time, duration, registered });

const developers = ['phartman', 'tgraves', 'jkelly', 'fwinters'];

/** The Developer Meeting Room has none, so that its events stay those that the documents show. */
const upcomingEvents: readonly UpcomingEvent[] = [
  upcoming(['Customer Meeting Room 1', 'Customer Workshop'], [1, '09:30:00', 'PT2H'], ['clopez', 'sheath']),
  upcoming(['Main Boardroom', 'Sprint Review'], [1, '15:00:00', 'PT1H'], [...developers, 'clopez']),
  upcoming(['Customer Meeting Room 2', 'Contract Review'], [2, '11:00:00', 'PT1H30M'], ['dthibideau']),
  upcoming(['Customer Meeting Room 1', 'Product Demo'], [3, '14:00:00', 'PT1H'], ['gjohnson', 'tgraves']),
  upcoming(['Main Boardroom', 'Planning Day'], [4, '09:00:00', 'PT7H'], developers),
  upcoming(['Main Boardroom', 'Town Hall'], [7, '16:00:00', 'PT1H'], ['manderson', 'hreagan', 'phartman']),
];

/** Returns the events of a venue in the days after this one (`YYYY-MM-DD`). */
export const upcomingEventsAt = (venue: string, today: string): readonly DemoEvent[] =>
  upcomingEvents
    .filter((event) => event.venue === venue)
    .map(({ name, daysAhead, time, duration, registered }) => ({
      ...{ name, time, duration, registered },
      date: Temporal.PlainDate.from(today).add({ days: daysAhead }).toString(),
    }));

/** Returns the date of this machine, `YYYY-MM-DD`. */
export const dateOfToday = (): string => Temporal.Now.plainDateISO().toString();
