import { beforeEach, expect, it } from '@jest/globals';
import { openEmbedded } from '../../kit/store/embedded.ts';
import type { Collection } from '../../kit/store/port.ts';
import type { RegistrationDocument } from './fields.ts';
import { freeSeat } from './free-seats.ts';
import type { RegistrationContext } from './recover-pending.ts';

let documents: Collection<RegistrationDocument>;
let reads: number;
beforeEach(async () => {
  const store = await openEmbedded({ directory: undefined });
  documents = await store.collection<RegistrationDocument>('registrations', [
    { fields: ['event', 'seat'], unique: true },
  ]);
  reads = 0;
});

/** An instance of the service on the same store, with hints of its own. */
function newInstance() {
  const context = {
    documents: {
      ...documents,
      find: (...args: Parameters<typeof documents.find>) => ((reads += 1), documents.find(...args)),
    },
  } as unknown as RegistrationContext;
  let collisions = 0;
  return {
    collisions: () => collisions,
    take: async (limit: number): Promise<number | undefined> => {
      for (;;) {
        const seat = await freeSeat('one', limit, context);
        if (seat === undefined) return undefined;
        const registration = {
          _id: `${seat}`,
          event: 'one',
          account: `${seat}`,
          seat,
        } as unknown as RegistrationDocument;
        if ((await documents.insert([registration])).kind === 'inserted') return seat;
        collisions += 1;
      }
    },
  };
}

it.each([1, 31, 100, 1000])('all %d seats are found, and no other', async (limit) => {
  const instance = newInstance();
  const seats: (number | undefined)[] = [];
  for (let index = 0; index <= limit; index++) seats.push(await instance.take(limit));
  expect(seats.pop()).toBeUndefined();
  expect(new Set(seats).size).toBe(limit);
  expect(Math.max(...(seats as number[]))).toBe(limit);
});

it('a seat that becomes free is found, and one above a lower limit is not', async () => {
  const instance = newInstance();
  while ((await instance.take(200)) !== undefined);
  await documents.remove({ seat: 77 });
  await documents.remove({ seat: 150 });
  expect(await instance.take(100)).toBe(77);
  expect(await instance.take(100)).toBeUndefined();
});

it('callers who come at once share the reads', async () => {
  const { take } = newInstance();
  const seats = await Promise.all(Array.from({ length: 150 }, () => take(100)));
  expect(seats.filter((seat) => seat === undefined)).toHaveLength(50);
  expect(new Set(seats).size).toBe(101);
  expect(reads).toBeLessThan(10);
});

it('four instances rarely try the same seat, and read seats many at a time', async () => {
  const instances = Array.from({ length: 4 }, newInstance);
  const limit = 1000;
  for (let index = 0; index < limit; index++) await instances[index % 4]!.take(limit);
  const collisions = instances.reduce((sum, each) => sum + each.collisions(), 0);
  expect(collisions).toBeLessThan(limit / 2);
  expect(reads).toBeLessThan(limit / 5);
  expect(await documents.count({})).toBe(limit);
});
