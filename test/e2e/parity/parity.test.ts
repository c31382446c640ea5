import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { graphql, hal, type HalBody } from '../../support/clients.ts';
import { testStores } from '../../support/stores.ts';
import { startTestSystem, type TestSystem } from '../../support/system.ts';

/** Who tries; everybody has the password `password`. */
const roles = { anonymous: undefined, member: 'phartman', manager: 'manderson', hr: 'hreagan', admin: 'root' } as const;
type Role = keyof typeof roles;
const roleNames = Object.keys(roles) as Role[];

/** How it ended, in words that both faces have. */
type Ending = 'done' | 'unchanged' | 'Unauthenticated' | 'NotFound' | 'nothing' | (string & {});

/** What an operation works on: made anew for each try, by the administrator. */
interface Ground {
  readonly venue: HalBody;
  /** At the venue, owned by the administrator, with nobody registered. */
  readonly event: HalBody;
  /** At the venue, owned by phartman. */
  readonly owned: HalBody;
  /** Of phartman, for `owned`. */
  readonly registration: HalBody;
  /** Somebody who has nothing to do with anybody. */
  readonly account: HalBody;
  /** phartman's account. */
  readonly self: HalBody;
}

type Through = (ground: Ground, as: string | undefined) => Promise<Ending>;

interface Operation {
  readonly title: string;
  /** Whether it needs an account of its own: hashing a password takes its time. */
  readonly spare?: true;
  readonly hal: Through;
  readonly graphql: Through;
  /** How it ends for each role, by the domain's table. */
  readonly ends: Readonly<Record<Role, Ending>>;
}

const slug = (type: string): string =>
  type.slice(type.lastIndexOf('/') + 1).replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());
const everybody = (ending: Ending): Operation['ends'] => ({
  anonymous: 'Unauthenticated',
  member: ending,
  manager: ending,
  hr: ending,
  admin: ending,
});

describe.each(testStores)('both faces end alike, on $name', ({ open }) => {
  let system: TestSystem;
  let count = 0;
  beforeAll(async () => {
    system = await startTestSystem(open);
  }, 60_000);
  afterAll(() => system.close());

  const root = { as: 'root' } as const;
  async function newGround(spare: boolean): Promise<Ground> {
    const number = count++;
    const at = (minute: number) => ({ date: '2026-01-01', time: `10:${minute}:00`, duration: 'PT1M' });
    const venue = (
      await hal('POST', system.href('venue'), { ...root, body: { name: `Ground ${number}`, capacity: 2 } })
    ).body;
    const event = (await hal('POST', venue._links.event.href, { ...root, body: { name: 'Event', ...at(10) } })).body;
    const owned = (await hal('POST', venue._links.event.href, { as: 'phartman', body: { name: 'Owned', ...at(20) } }))
      .body;
    await hal('PUT', owned._links.register.href, { as: 'phartman' });
    const registration = (await hal('GET', owned._links.registration.href, root)).body._embedded.registration[0];
    const body = { username: `ground${number}`, name: 'Ground', role: 'member', password: 'a password' };
    const { body: account } = spare
      ? await hal('POST', system.href('account'), { ...root, body })
      : { body: undefined };
    const self = (await hal('GET', `${system.href('account')}?where={"username":"phartman"}`, root)).body._embedded
      .account[0];
    return { venue, event, owned, registration, account, self };
  }

  const endOf = ({ status, body }: { status: number; body: HalBody }): Ending => {
    if (status >= 400) return slug(body.type);
    return body?.changed === false ? 'unchanged' : 'done';
  };
  const http =
    (
      method: string,
      url: (ground: Ground) => string,
      body?: (ground: Ground) => unknown,
      etag?: (ground: Ground) => string,
    ): Through =>
    async (ground, as) => {
      const headers = etag === undefined ? {} : { 'if-match': etag(ground) };
      return endOf(
        await hal(method, url(ground), { as, headers, ...(body === undefined ? {} : { body: body(ground) }) }),
      );
    };
  const readable =
    (url: (ground: Ground) => string): Through =>
    async (ground, as) => {
      const answer = await hal('GET', url(ground), { as });
      return answer.status === 404
        ? 'nothing'
        : answer.status >= 400
          ? slug(answer.body.type)
          : answer.body._meta?.total === 0
            ? 'nothing'
            : 'done';
    };
  const codes: Record<string, Ending> = { UNAUTHENTICATED: 'Unauthenticated', FORBIDDEN: 'NotAllowed' };
  const gql =
    (query: string, variables: (ground: Ground) => object): Through =>
    async (ground, as) => {
      const answer = await graphql(system.graphql, query, { as, variables: variables(ground) });
      if (answer.errors !== undefined)
        return codes[answer.errors[0]?.extensions.code as string] ?? JSON.stringify(answer.errors);
      const [value] = Object.values<HalBody>(answer.data);
      if (value === null || value.totalCount === 0) return 'nothing';
      if (value.__typename === undefined) return 'done';
      if (!value.__typename.endsWith('Success')) return value.__typename;
      return value.changed === false ? 'unchanged' : 'done';
    };
  const mutation = (name: string, given: string, extra = ''): string =>
    `mutation ${given} { ${name} { __typename ${extra} } }`;

  const change = (type: string) =>
    mutation(
      `change${type}(id: $id, ifMatch: $etag, input: $input)`,
      `($id: ID!, $etag: String!, $input: Change${type}Input!)`,
    );
  const remove = (type: string) => mutation(`remove${type}(id: $id, ifMatch: $etag)`, '($id: ID!, $etag: String!)');
  const create = (type: string) => mutation(`create${type}(input: $input)`, `($input: Create${type}Input!)`);
  const register = mutation(
    'registerForEvent(id: $id, username: $username)',
    '($id: ID!, $username: String)',
    '... on RegisterForEventSuccess { changed }',
  );
  const cancel = mutation(
    'cancelRegistration(id: $id, username: $username)',
    '($id: ID!, $username: String)',
    '... on CancelRegistrationSuccess { changed }',
  );
  const selfOf = (which: keyof Ground) => (ground: Ground) => ground[which]._links.self.href as string;
  const etagOf = (which: keyof Ground) => (ground: Ground) => ground[which]._etag as string;
  const reading = (which: keyof Ground, type: string) => ({
    hal: readable(selfOf(which)),
    graphql: gql(`query ($id: ID!) { ${type}(id: $id) { id } }`, (ground) => ({ id: ground[which]._id })),
  });
  const changing = (which: keyof Ground, type: string, input: object, word = (each: object) => each) => ({
    hal: http('PATCH', selfOf(which), () => input, etagOf(which)),
    graphql: gql(change(type), (ground) => ({ id: ground[which]._id, etag: ground[which]._etag, input: word(input) })),
  });
  const removing = (which: keyof Ground, type: string) => ({
    hal: http('DELETE', selfOf(which), undefined, etagOf(which)),
    graphql: gql(remove(type), (ground) => ({ id: ground[which]._id, etag: ground[which]._etag })),
  });
  const event = (time: string) => ({ name: 'New', date: '2026-01-01', time, duration: 'PT1M' });
  const creatingEvent = (input: object) => ({
    hal: http(
      'POST',
      (ground) => ground.venue._links.event.href as string,
      () => input,
    ),
    graphql: gql(create('Event'), (ground) => ({ input: { ...input, venue: ground.venue._id } })),
  });
  const venueInput = () => ({ name: `New ${count++}`, capacity: 3 });
  const accountInput = () => ({ username: `new${count++}`, name: 'New', password: 'a password' });
  const acting = (method: string, query: string, which: 'event' | 'owned', username?: string) => ({
    hal: http(
      method,
      (ground) => ground[which]._links.register.href as string,
      username === undefined ? undefined : () => ({ username }),
    ),
    graphql: gql(query, (ground) => ({ id: ground[which]._id, ...(username === undefined ? {} : { username }) })),
  });

  const nobodyBut = (allowed: Partial<Operation['ends']>, others: Ending = 'NotAllowed'): Operation['ends'] => ({
    ...everybody(others),
    ...allowed,
  });
  const shout = (input: object): object =>
    'role' in input ? { ...input, role: String(input.role).toUpperCase() } : input;

  const operations: readonly Operation[] = [
    { title: 'read a venue', ...reading('venue', 'venue'), ends: everybody('done') },
    { title: 'read an event', ...reading('event', 'event'), ends: everybody('done') },
    { title: 'read a registration', ...reading('registration', 'registration'), ends: everybody('done') },
    {
      title: "read another's account",
      spare: true,
      ...reading('account', 'account'),
      ends: nobodyBut({ manager: 'done', hr: 'done', admin: 'done' }, 'nothing'),
    },
    { title: 'read their own account', ...reading('self', 'account'), ends: everybody('done') },
    {
      title: 'list venues',
      hal: readable(() => system.href('venue')),
      graphql: gql('{ venues { totalCount } }', () => ({})),
      ends: everybody('done'),
    },
    {
      title: 'list accounts',
      hal: readable(() => system.href('account')),
      graphql: gql('{ accounts { totalCount } }', () => ({})),
      ends: everybody('done'),
    },
    {
      title: 'create a venue',
      hal: http('POST', () => system.href('venue'), venueInput),
      graphql: gql(create('Venue'), () => ({ input: venueInput() })),
      ends: nobodyBut({ manager: 'done', admin: 'done' }),
    },
    {
      title: 'change a venue',
      ...changing('venue', 'Venue', { description: 'new' }),
      ends: nobodyBut({ manager: 'done', admin: 'done' }),
    },
    {
      title: 'change a venue to what it cannot be',
      ...changing('venue', 'Venue', { capacity: 0 }),
      ends: nobodyBut({ manager: 'Invalid', admin: 'Invalid' }),
    },
    {
      title: 'remove a venue with events',
      ...removing('venue', 'Venue'),
      ends: nobodyBut({ manager: 'InUse', admin: 'InUse' }),
    },
    { title: 'create an event', ...creatingEvent(event('10:30:00')), ends: everybody('done') },
    { title: 'create an event that overlaps', ...creatingEvent(event('10:10:30')), ends: everybody('Overlap') },
    {
      title: 'create an event of a month',
      ...creatingEvent({ ...event('10:30:00'), duration: 'P1M' }),
      ends: everybody('Invalid'),
    },
    {
      title: "change another's event",
      ...changing('event', 'Event', { name: 'Changed' }),
      ends: nobodyBut({ manager: 'done', admin: 'done' }),
    },
    {
      title: 'change an event of phartman',
      ...changing('owned', 'Event', { name: 'Changed' }),
      ends: nobodyBut({ member: 'done', manager: 'done', admin: 'done' }),
    },
    {
      title: 'move an event onto another',
      ...changing('owned', 'Event', { time: '10:10:00' }),
      ends: nobodyBut({ member: 'Overlap', manager: 'Overlap', admin: 'Overlap' }),
    },
    {
      title: "remove another's event",
      ...removing('event', 'Event'),
      ends: nobodyBut({ manager: 'done', admin: 'done' }),
    },
    {
      title: 'remove an event with registrations',
      ...removing('owned', 'Event'),
      ends: nobodyBut({ member: 'InUse', manager: 'InUse', admin: 'InUse' }),
    },
    { title: 'register without saying whom', ...acting('PUT', register, 'event'), ends: nobodyBut({ member: 'done' }) },
    {
      title: 'register again',
      ...acting('PUT', register, 'owned', 'phartman'),
      ends: { ...everybody('unchanged'), member: 'NotAllowed' },
    },
    {
      title: 'register somebody by name',
      ...acting('PUT', register, 'event', 'tgraves'),
      ends: { ...everybody('done'), member: 'NotAllowed' },
    },
    {
      title: 'register nobody that there is',
      ...acting('PUT', register, 'event', 'nobody'),
      ends: everybody('NotAllowed'),
    },
    { title: 'cancel without saying whose', ...acting('DELETE', cancel, 'owned'), ends: nobodyBut({ member: 'done' }) },
    {
      title: 'cancel for somebody by name',
      ...acting('DELETE', cancel, 'owned', 'phartman'),
      ends: { ...everybody('done'), member: 'NotAllowed' },
    },
    {
      title: 'cancel what is not there',
      ...acting('DELETE', cancel, 'event', 'tgraves'),
      ends: { ...everybody('unchanged'), member: 'NotAllowed' },
    },
    {
      title: 'remove a registration of phartman',
      ...removing('registration', 'Registration'),
      ends: everybody('done'),
    },
    {
      title: 'register an account in the list of registrations',
      hal: http(
        'POST',
        (ground) => ground.event._links.registration.href as string,
        (ground) => ({ _account_ref: ground.self._id }),
      ),
      graphql: gql(create('Registration'), (ground) => ({
        input: { event: ground.event._id, account: ground.self._id },
      })),
      ends: everybody('done'),
    },
    {
      title: "register another's account in the list of registrations",
      spare: true,
      hal: http(
        'POST',
        (ground) => ground.event._links.registration.href as string,
        (ground) => ({ _account_ref: ground.account._id }),
      ),
      graphql: gql(create('Registration'), (ground) => ({
        input: { event: ground.event._id, account: ground.account._id },
      })),
      ends: { ...everybody('done'), member: 'NotAllowed' },
    },
    {
      title: 'create an account',
      hal: http(
        'POST',
        () => system.href('account'),
        () => ({ ...accountInput(), role: 'member' }),
      ),
      graphql: gql(create('Account'), () => ({ input: { ...accountInput(), role: 'MEMBER' } })),
      ends: nobodyBut({ hr: 'done', admin: 'done' }),
    },
    {
      title: 'create an account that is there',
      hal: http(
        'POST',
        () => system.href('account'),
        () => ({ ...accountInput(), username: 'phartman', role: 'member' }),
      ),
      graphql: gql(create('Account'), () => ({ input: { ...accountInput(), username: 'phartman', role: 'MEMBER' } })),
      ends: nobodyBut({ hr: 'Duplicate', admin: 'Duplicate' }),
    },
    {
      title: "change another's account",
      spare: true,
      ...changing('account', 'Account', { name: 'Changed' }),
      ends: nobodyBut({ member: 'NotFound', hr: 'done', admin: 'done' }),
    },
    {
      title: "change an account's role",
      ...changing('self', 'Account', { role: 'manager' }, shout),
      ends: nobodyBut({ hr: 'done', admin: 'done' }),
    },
    {
      title: "remove another's account",
      spare: true,
      ...removing('account', 'Account'),
      ends: nobodyBut({ member: 'NotFound', hr: 'done', admin: 'done' }),
    },
    {
      title: 'empty the venues',
      hal: http('DELETE', () => system.href('venue')),
      graphql: gql('mutation { removeVenues { __typename } }', () => ({})),
      ends: nobodyBut({ admin: 'InUse' }),
    },
    {
      title: 'remove the events of a venue',
      hal: http('DELETE', (ground) => ground.venue._links.event.href as string),
      graphql: gql('mutation ($venue: ID!) { removeEvents(venue: $venue) { __typename } }', (ground) => ({
        venue: ground.venue._id,
      })),
      ends: nobodyBut({ manager: 'InUse', admin: 'InUse' }),
    },
  ];

  /** phartman stays a member: what is changed of their account is changed back. */
  async function restore(): Promise<void> {
    const { self } = {
      self: (await hal('GET', `${system.href('account')}?where={"username":"phartman"}`, root)).body._embedded
        .account[0],
    };
    await hal('PATCH', self._links.self.href, { ...root, body: { role: 'member' }, headers: { 'if-match': '*' } });
  }

  it.each(operations)('$title', async ({ spare, hal: throughHal, graphql: throughGraphql, ends }) => {
    for (const role of roleNames) {
      const endings = [
        await throughHal(await newGround(spare === true), roles[role]),
        await throughGraphql(await newGround(spare === true), roles[role]),
      ];
      expect([role, ...endings]).toEqual([role, ends[role], ends[role]]);
      await restore();
    }
  });
});
