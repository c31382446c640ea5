import { expect, it } from '@jest/globals';
import type { Stored } from '#kit';
import { openEmbedded } from '../../kit/store/embedded.ts';
import { succeed } from '../../kit/resource/problems.ts';
import { lowerLimits, refreshLimit, storedLimit, type CapacityLimit } from './capacity-limits.ts';
import type { RegistrationContext } from './recover-pending.ts';

/** A venue whose capacity other services read. `onRead` is called after a read, before its response arrives. */
async function openContext(venue: { capacity: number; onRead: () => Promise<void> }) {
  const store = await openEmbedded({ directory: undefined });
  const state = async (resource: string) => {
    if (resource === 'event') return succeed({ leaving: false, current: { venue: 'venue' }, next: undefined });
    const { capacity } = venue;
    await venue.onRead();
    return succeed({ leaving: false, current: { capacity }, next: undefined });
  };
  const context = {
    contentionMs: 1000,
    documents: await store.collection('registrations'),
    remote: { referenceState: state },
    collection: <D extends Stored>(name: string) => store.collection<D>(name),
  } as unknown as RegistrationContext;
  return { context, limits: await store.collection<CapacityLimit>('limits') };
}

it('does not store a capacity that was read before it was lowered, also where the limit was low already', async () => {
  const venue = { capacity: 3, onRead: () => Promise.resolve() };
  const { context, limits } = await openContext(venue);
  // The limit of a capacity of 2, which was raised to 3 since then.
  await limits.insert([{ _id: 'event', capacity: 2, version: 'first', at: new Date() }]);
  venue.onRead = async () => {
    venue.onRead = () => Promise.resolve();
    venue.capacity = 2;
    await lowerLimits(['event'], 2, context);
  };
  expect(await refreshLimit('event', context)).toMatchObject({ value: { capacity: 2 } });
  expect(await storedLimit('event', context)).toBe(2);
});

it('does not take an event for full whose venue was removed after it', async () => {
  let isRemoved = false;
  const { context } = await openContext({ capacity: 3, onRead: () => Promise.resolve() });
  const state = async (resource: string) => {
    if (resource === 'event' && isRemoved) return succeed(undefined);
    if (resource === 'event') return succeed({ leaving: false, current: { venue: 'venue' }, next: undefined });
    isRemoved = true;
    return succeed(undefined);
  };
  const removing = { ...context, remote: { referenceState: state } } as unknown as RegistrationContext;
  expect(await refreshLimit('event', removing)).toMatchObject({ problem: { missing: { target: 'event' } } });
  expect(await storedLimit('event', removing)).toBeUndefined();
});
