import { expect, it } from '@jest/globals';
import { demoAccounts, demoVenues } from './demo-data.ts';
import { upcomingEventsAt } from './upcoming-events.ts';

it('are in the week after a day, also at the end of a year, for venues and accounts of the demo data', () => {
  const events = demoVenues.flatMap(({ name, capacity }) =>
    upcomingEventsAt(name, '2027-12-28').map((event) => ({ ...event, capacity })),
  );
  expect(events.map(({ date }) => date).toSorted()).toEqual([
    ...['2027-12-29', '2027-12-29', '2027-12-30', '2027-12-31'],
    ...['2028-01-01', '2028-01-04'],
  ]);
  const usernames: readonly string[] = demoAccounts.map(({ username }) => username);
  for (const { registered, capacity } of events) {
    expect(usernames).toEqual(expect.arrayContaining([...registered]));
    expect(registered.length).toBeLessThan(capacity);
  }
  expect(upcomingEventsAt('Developer Meeting Room', '2027-12-28')).toEqual([]);
});
