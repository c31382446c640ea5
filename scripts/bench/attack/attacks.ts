import { basicAuthorization } from '../../../kit/access/credentials.ts';

/** The addresses of the parts that are attacked. */
export interface Targets {
  readonly gateway: string;
  readonly events: string;
  readonly accounts: string;
  readonly halGateway: string;
  /** A server of hostile guests of the graph. */
  readonly guests: string;
  /** The list of the events of a venue. */
  readonly venueEvents: string;
}

/** A request of a client. */
export interface BenchRequest {
  readonly url: string;
  readonly method?: 'GET' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** An attack: its requests, which differ by their number. */
export interface Attack {
  readonly title: string;
  readonly request: (targets: Targets, number: number) => BenchRequest;
}

/** The account of the others. */
export const member = { authorization: basicAuthorization('phartman', 'password') };
/** Returns an account of attackers. Each has a quota of its own. */
const signedInAs = (username: string) => ({ authorization: basicAuthorization(username, 'password') });
const json = { 'content-type': 'application/json' };

const graphqlRequest = ({ gateway }: Targets, query: string, headers = {}): BenchRequest => ({
  url: `${gateway}/graphql`,
  method: 'POST',
  headers: { ...json, ...headers },
  body: JSON.stringify({ query }),
});

const times = <T>(count: number, create: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => create(index));

const patterns = encodeURIComponent(
  JSON.stringify({ $or: times(49, (index) => ({ name: { $regex: `^x*x*y${index}` } })) }),
);
const yearLongEvents = times(1000, (index) => ({
  name: `Year ${index}`,
  date: `${2100 + index}-01-01`,
  time: '00:00:00',
  duration: 'P365D',
}));
const yearLongBody = JSON.stringify(yearLongEvents);
const invalidBody = JSON.stringify(times(1000, () => ({ name: 1, date: 'x', time: 'x', duration: 'x', extra: 1 })));
const createEvents = JSON.stringify({
  query: 'mutation ($inputs: [CreateEventInput!]!) { createEvents(inputs: $inputs) { __typename } }',
  variables: { inputs: yearLongEvents.map((event) => ({ ...event, venue: 'none' })) },
});

/** A selection of lists of all services that was never sent before. */
function unseenDocument(number: number, lists: number): string {
  const venue = (index: number): string =>
    `a${index}: venues(first: 1) { nodes { name events(first: 1) { nodes { name venue { name } registrations(first: 1) { nodes { id } } } } } }`;
  return `query Q${number}_${process.pid} { ${times(lists, venue).join(' ')} }`;
}

/** A selection that is valid, and as expensive as one page of each list allows. */
const expensive =
  '{ venues(first: 4) { nodes { name events(first: 10) { nodes { name date venue { name } registrations(first: 10) { totalCount } } } } } }';

/** The registration of a guest of the graph. Another relation each time makes the gateway read all services again. */
const guestRegistration = ({ halGateway, guests }: Targets, name: string, number: number): BenchRequest => ({
  url: `${halGateway}/gateway_registrations`,
  method: 'POST',
  headers: json,
  body: JSON.stringify({
    name,
    baseUrl: `${guests}/${name}`,
    rels: { [`rel-${name}-${number}`]: { href: '/x' } },
    ttl: 5,
  }),
});

export const attacks: readonly Attack[] = [
  {
    title: '49 patterns in one where',
    request: ({ events }) => ({ url: `${events}/events?where=${patterns}`, headers: signedInAs('tgraves') }),
  },
  {
    title: '50 aliases with patterns',
    request: (targets) =>
      graphqlRequest(
        targets,
        `{ ${times(50, (index) => `a${index}: events(filter: { name: { regex: "^x*x*y${index}" } }) { totalCount }`).join(' ')} }`,
        signedInAs('jkelly'),
      ),
  },
  {
    title: 'batch of 1000 events of a year',
    request: ({ venueEvents }) => ({
      url: venueEvents,
      method: 'POST',
      headers: { ...signedInAs('fwinters'), ...json },
      body: yearLongBody,
    }),
  },
  {
    title: 'batch of 1000 invalid events',
    request: ({ venueEvents }) => ({
      url: venueEvents,
      method: 'POST',
      headers: { ...signedInAs('clopez'), ...json },
      body: invalidBody,
    }),
  },
  {
    title: 'batch of 1000 events in GraphQL',
    request: ({ gateway }) => ({
      url: `${gateway}/graphql`,
      method: 'POST',
      headers: { ...signedInAs('sheath'), ...json },
      body: createEvents,
    }),
  },
  {
    title: 'unseen documents of 11.6 KB',
    request: (targets, number) => graphqlRequest(targets, unseenDocument(number, 45).padEnd(11_600, ' ')),
  },
  {
    title: 'unseen documents within the limits',
    // A complexity of almost 1000.
    request: (targets, number) => graphqlRequest(targets, unseenDocument(number, 24)),
  },
  {
    title: 'one expensive document again and again',
    request: (targets) => graphqlRequest(targets, expensive, signedInAs('hreagan')),
  },
  {
    title: 'wrong passwords',
    request: ({ accounts }, number) => ({
      url: `${accounts}/accounts`,
      headers: { authorization: basicAuthorization(`user${number}`, 'wrong') },
    }),
  },
  {
    title: 'guests that are large and change',
    request: (targets, number) => guestRegistration(targets, `changing-${number % 4}`, number),
  },
  {
    title: '60 guests that do not compose',
    request: (targets, number) => guestRegistration(targets, `conflicting-${number % 60}`, number),
  },
  {
    title: 'registrations of services',
    request: ({ halGateway }, number) => ({
      url: `${halGateway}/gateway_registrations`,
      method: 'POST',
      headers: json,
      body: JSON.stringify({
        name: `intruder-${number}`,
        baseUrl: 'http://localhost:9',
        rels: Object.fromEntries(times(100, (index) => [`rel-${number}-${index}`, { href: '/x' }])),
      }),
    }),
  },
];
