/** The demo data: what an empty system is populated with, and what `npm run reset` puts back. */

export interface DemoEvent {
  readonly name: string;
  readonly date: string;
  readonly time: string;
  readonly duration: string;
  /** Usernames of those who are registered. */
  readonly registered: readonly string[];
}

export interface DemoVenue {
  readonly name: string;
  readonly capacity: number;
  readonly events: readonly DemoEvent[];
}

const date = '2025-02-07';

export const demoVenues: readonly DemoVenue[] = [
  {
    name: 'Developer Meeting Room',
    capacity: 5,
    events: [
      {
        name: 'Daily Standup',
        date,
        time: '09:00:00',
        duration: 'PT15M',
        registered: ['phartman', 'tgraves', 'jkelly', 'fwinters'],
      },
      { name: 'Requirements Review', date, time: '10:00:00', duration: 'PT1H', registered: [] },
    ],
  },
  { name: 'Customer Meeting Room 1', capacity: 15, events: [] },
  { name: 'Customer Meeting Room 2', capacity: 15, events: [] },
  {
    name: 'Main Boardroom',
    capacity: 25,
    events: [{ name: 'All Hands', date, time: '10:00:00', duration: 'PT1H', registered: [] }],
  },
];

const password = 'password';

const person = (username: string, name: string, role: 'member' | 'manager' | 'hr' = 'member') => ({
  username,
  name,
  role,
  password,
});

export const demoAccounts = [
  person('phartman', 'Pat Hartman'),
  person('tgraves', 'Terry Graves'),
  person('jkelly', 'Jamie Kelly'),
  person('fwinters', 'Felicia Winters'),
  person('clopez', 'Courtney Lopez'),
  person('sheath', 'Samantha Heath'),
  person('gjohnson', 'Gail Johnson'),
  person('dthibideau', 'Denise Thibideau'),
  person('manderson', 'Mel Anderson', 'manager'),
  person('hreagan', 'Harper Reagan', 'hr'),
] as const;
