import { expect, it } from '@jest/globals';
import { openEmbedded } from '../kit/store/embedded.ts';
import { StoreNotWritableError, type Collection } from '../kit/store/port.ts';
import { createLeases } from './leases.ts';
import { isLive, type Registration } from './registration.ts';

const expired: Registration = {
  _id: '1',
  name: 'venues-service',
  baseUrl: 'http://venues',
  rels: '{}',
  ttl: 60,
  expires: new Date(0),
  missed: 0,
  _created: new Date(0),
  _updated: new Date(0),
  _etag: 'x',
};

it('renews leases in memory while the store accepts no writes, and in the store afterwards', async () => {
  const store = await openEmbedded({ directory: undefined });
  const registrations = await store.collection<Registration>('gateway_registrations');
  await registrations.insert([expired]);
  let isFull = true;
  const failing: Collection<Registration> = {
    ...registrations,
    update: (filter, update) =>
      isFull ? Promise.reject(new StoreNotWritableError('full')) : registrations.update(filter, update),
  };
  const leases = createLeases(failing);
  const stored = async (): Promise<Registration> => (await registrations.findOne({ _id: '1' }))!;
  const renewed = await leases.renew(expired);
  expect(isLive(renewed!, new Date())).toBe(true);
  expect(await stored()).toEqual(expired);
  expect(isLive(leases.current(await stored()), new Date())).toBe(true);
  isFull = false;
  await leases.renew(await stored());
  expect(isLive(await stored(), new Date())).toBe(true);
  expect(leases.current(await stored())).toEqual(await stored());
  await registrations.removeMany({});
  expect(await leases.renew(expired)).toBeUndefined();
});
