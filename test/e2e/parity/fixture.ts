import { hal, type HalBody } from '../../support/clients.ts';
import type { TestSystem } from '../../support/system.ts';

/** The documents that an operation works on. Each attempt gets its own, created by the administrator. */
export interface Fixture {
  readonly system: TestSystem;
  readonly venue: HalBody;
  /** At the venue, owned by the administrator, without registrations. */
  readonly event: HalBody;
  /** At the venue, owned by phartman. */
  readonly owned: HalBody;
  /** Of phartman, for `owned`. */
  readonly registration: HalBody;
  /** An account without any relation to the others. Only created if the operation needs one. */
  readonly account: HalBody;
  /** phartman's account. */
  readonly self: HalBody;
}

/** The documents of a fixture, by their names. */
export type FixtureDocument = Exclude<keyof Fixture, 'system'>;

const root = { as: 'root' } as const;

let count = 0;
/** Returns a new number each time, for unique names. */
export const nextNumber = (): number => count++;

export const newEvent = (time: string) => ({ name: 'New', date: '2026-01-01', time, duration: 'PT1M' });

/** Creates a fixture. `needsAccount` creates an `account`, which takes time to hash its password. */
export async function createFixture(system: TestSystem, needsAccount: boolean): Promise<Fixture> {
  const number = nextNumber();
  const venueBody = { name: `Parity ${number}`, capacity: 2 };
  const venue = (await hal('POST', system.href('venue'), { ...root, body: venueBody })).body;
  const createEvent = async (as: string, body: object): Promise<HalBody> =>
    (await hal('POST', venue._links.event.href, { as, body })).body;
  const event = await createEvent('root', { ...newEvent('10:10:00'), name: 'Event' });
  const owned = await createEvent('phartman', { ...newEvent('10:20:00'), name: 'Owned' });
  await hal('PUT', owned._links.register.href, { as: 'phartman' });
  const registration = (await hal('GET', owned._links.registration.href, root)).body._embedded.registration[0];
  const account = needsAccount ? await createAccount(system, number) : undefined;
  return { system, venue, event, owned, registration, account, self: await readSelf(system) };
}

async function createAccount(system: TestSystem, number: number): Promise<HalBody> {
  const body = { username: `parity${number}`, name: 'Parity', role: 'member', password: 'a password' };
  return (await hal('POST', system.href('account'), { ...root, body })).body;
}

async function readSelf(system: TestSystem): Promise<HalBody> {
  const { body } = await hal('GET', `${system.href('account')}?where={"username":"phartman"}`, root);
  return body._embedded.account[0];
}

/** Makes phartman a member again, in case an operation changed the role. */
export async function restoreRole(system: TestSystem): Promise<void> {
  const self = await readSelf(system);
  const headers = { 'if-match': '*' };
  await hal('PATCH', self._links.self.href, { ...root, body: { role: 'member' }, headers });
}
