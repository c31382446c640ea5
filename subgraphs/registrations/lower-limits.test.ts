import { expect, it } from '@jest/globals';
import { openEmbedded } from '../../kit/store/embedded.ts';
import { succeed } from '../../kit/resource/problems.ts';
import type { RegistrationDocument } from './fields.ts';
import { lowerLimitsOperation } from './lower-limits.ts';
import type { RegistrationContext } from './recover-pending.ts';

/** Opens registrations of one event with these seats. */
async function openRegistrations(seats: readonly number[]) {
  const store = await openEmbedded({ directory: undefined });
  const indexes = [{ fields: ['event', 'seat'], unique: true }];
  const documents = await store.collection<RegistrationDocument>('registrations', indexes);
  const registrations = seats.map((seat) => ({ _id: `at ${seat}`, event: 'event', account: `of ${seat}`, seat }));
  await documents.insert(registrations as unknown as RegistrationDocument[]);
  const context = {
    contentionMs: 1000,
    documents,
    collection: (name: string) => store.collection(name),
  } as unknown as RegistrationContext;
  return { documents, lower: (capacity: number) => lowerLimitsOperation.run({ events: ['event'], capacity }, context) };
}

it('moves a registration further that a change to a higher capacity moves at the same time', async () => {
  const { documents, lower } = await openRegistrations([1, 90]);
  const update = documents.update.bind(documents);
  documents.update = async (...move) => {
    documents.update = update;
    // The event is to move to a venue of 80 seats, while its own gets 50.
    await update({ seat: 90 }, { $set: { seat: 80 } });
    return update(...move);
  };
  expect(await lower(50)).toEqual(succeed({ full: [] }));
  expect(await documents.count({ seat: { $lte: 50 } })).toBe(2);
});

it('leaves a registration alone that was canceled meanwhile', async () => {
  const { documents, lower } = await openRegistrations([1, 90]);
  const update = documents.update.bind(documents);
  documents.update = async (...move) => {
    documents.update = update;
    await documents.remove({ seat: 90 });
    return update(...move);
  };
  expect(await lower(50)).toEqual(succeed({ full: [] }));
  expect(await documents.count({})).toBe(1);
});
