import { expect, it } from '@jest/globals';
import { openEmbedded } from '../../store/embedded.ts';
import type { Document } from '../definition/documents.ts';
import { newDocument } from '../documents.ts';
import { defaultLimits } from '../limits.ts';
import type { ResourceRuntime } from '../runtime.ts';
import { backfillClaims } from './backfill-claims.ts';
import { createPendingWrite } from './pending-write.ts';

it('claims for no document that is being changed meanwhile', async () => {
  const collection = await (await openEmbedded({ directory: undefined })).collection<Document>('stays');
  for (const _id of ['a', 'b']) await collection.insert([newDocument({}, { _id, owner: undefined })]);
  const documents = {
    ...collection,
    find: async () => {
      const found = await collection.find({});
      await collection.update({ _id: 'b' }, { $set: { _intent: createPendingWrite('changing', { leaseMs: 1000 }) } });
      return found;
    },
  };
  const claimed: string[] = [];
  const claim = async ({ _id }: Document) => void claimed.push(_id);
  const definition = { rules: [{ problems: [], on: [], claim, release: () => Promise.resolve() }] };
  const durableReads = { read: <T>(read: () => Promise<T>) => read() };
  const runtime = { documents, definition, durableReads, limits: defaultLimits } as unknown as ResourceRuntime;
  await backfillClaims(runtime);
  expect(claimed).toEqual(['a']);
  expect((await collection.findOne({ _id: 'b' }))?._claim).toBeUndefined();
});
