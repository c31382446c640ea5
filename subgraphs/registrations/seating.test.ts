import { expect, it } from '@jest/globals';
import type { Stored } from '#kit';
import { openEmbedded } from '../../kit/store/embedded.ts';
import { succeed } from '../../kit/resource/problems.ts';
import type { RegistrationDocument } from './fields.ts';
import type { RegistrationContext } from './recover-pending.ts';
import { lowerLimits } from './capacity-limits.ts';
import { isFull, readSeating } from './seating.ts';

/** Opens an event with so many seats, of which these are taken. */
async function openEvent(venue: { capacity: number }, seats: readonly number[]) {
  const store = await openEmbedded({ directory: undefined });
  const documents = await store.collection<RegistrationDocument>('registrations');
  const take = (seat: number) =>
    documents.insert([{ _id: `at ${seat}`, event: 'event', seat } as unknown as RegistrationDocument]);
  for (const seat of seats) await take(seat);
  let asked = 0;
  const state = async (resource: string) => {
    if (resource === 'venue') asked++;
    return succeed({
      leaving: false,
      current: resource === 'event' ? { venue: 'venue' } : { ...venue },
      next: undefined,
    });
  };
  let certified = 0;
  const context = {
    contentionMs: 1000,
    documents,
    remote: { referenceState: state },
    collection: <D extends Stored>(name: string) => store.collection<D>(name),
    durably: async <T>(read: () => Promise<T>) => {
      const result = await read();
      certified++;
      return result;
    },
  } as unknown as RegistrationContext;
  return { context, documents, take, certified: () => certified, asked: () => asked };
}

it('does not take an event for full that gets more seats before the last of the former ones is taken', async () => {
  const venue = { capacity: 3 };
  const { context, documents, take } = await openEvent(venue, [1, 2]);
  const count = documents.count.bind(documents);
  documents.count = async (filter) => {
    documents.count = count;
    venue.capacity = 5;
    await take(3);
    return count(filter);
  };
  const seating = await readSeating('event', context);
  const version: unknown = expect.any(String);
  expect(seating).toEqual(succeed({ capacity: 5, committed: 3, isBeingLowered: false, version }));
});

it('takes an event for full by a count that no failover can undo', async () => {
  const { context, certified } = await openEvent({ capacity: 2 }, [1, 2]);
  const seating = await readSeating('event', context);
  expect([seating.ok && isFull(seating.value), certified()]).toEqual([true, 1]);
});

it('asks for the limit of a full event once in each further reading', async () => {
  const venue = { capacity: 2 };
  const { context, asked } = await openEvent(venue, [1, 2]);
  await readSeating('event', context);
  expect(asked()).toBe(2);
  for (let reading = 0; reading < 3; reading++) {
    const seating = await readSeating('event', context);
    expect(seating.ok && isFull(seating.value)).toBe(true);
  }
  expect(asked()).toBe(5);
});

it('sees that an event that was full has more seats, or that one is free again', async () => {
  const venue = { capacity: 2 };
  const { context, documents } = await openEvent(venue, [1, 2]);
  await readSeating('event', context);
  venue.capacity = 3;
  expect(await readSeating('event', context)).toMatchObject({ value: { capacity: 3, committed: 2 } });
  venue.capacity = 2;
  await lowerLimits(['event'], 2, context);
  await readSeating('event', context);
  await documents.remove({ _id: 'at 1' });
  expect(await readSeating('event', context)).toMatchObject({ value: { capacity: 2, committed: 1 } });
});

it('does not take an event for full that has lost its free seats after a seat became free', async () => {
  const venue = { capacity: 2 };
  const { context, documents } = await openEvent(venue, [1, 2]);
  await readSeating('event', context);
  venue.capacity = 3;
  const count = documents.count.bind(documents);
  documents.count = async (filter) => {
    documents.count = count;
    const committed = await count(filter);
    await documents.remove({ _id: 'at 1' });
    venue.capacity = 2;
    await lowerLimits(['event'], 2, context);
    return committed;
  };
  const seating = await readSeating('event', context);
  expect(seating).toMatchObject({ value: { capacity: 2, committed: 1 } });
});
