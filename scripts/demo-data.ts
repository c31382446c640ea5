/** An event of the demo data. */
export interface DemoEvent {
  readonly name: string;
  readonly date: string;
  readonly time: string;
  readonly duration: string;
  /** The usernames of the registered accounts. */
  readonly registered: readonly string[];
}

/** A venue of the demo data, with its events. */
export interface DemoVenue {
  readonly name: string;
  readonly capacity: number;
  readonly events: readonly DemoEvent[];
}

const date = '2025-02-07';

/** The venues and events that populate an empty system, and that `npm run reset` restores. */
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

const account = (username: string, name: string, role: 'member' | 'manager' | 'hr' = 'member') => ({
  username,
  name,
  role,
  password,
});

/** The accounts that populate an empty system, and that `npm run reset` restores. All have the password `password`. */
export const demoAccounts = [
  account('phartman', 'Pat Hartman'),
  account('tgraves', 'Terry Graves'),
  account('jkelly', 'Jamie Kelly'),
  account('fwinters', 'Felicia Winters'),
  account('clopez', 'Courtney Lopez'),
  account('sheath', 'Samantha Heath'),
  account('gjohnson', 'Gail Johnson'),
  account('dthibideau', 'Denise Thibideau'),
  account('manderson', 'Mel Anderson', 'manager'),
  account('hreagan', 'Harper Reagan', 'hr'),
] as const;
