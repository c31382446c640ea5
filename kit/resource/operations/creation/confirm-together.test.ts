import { beforeEach, expect, it } from '@jest/globals';
import { openEmbedded } from '../../../store/embedded.ts';
import { StoreUnavailableError, type Collection } from '../../../store/port.ts';
import type { Document } from '../../definition/documents.ts';
import { newDocument } from '../../documents.ts';
import { createPendingWrite } from '../../pending-writes/pending-write.ts';
import type { ResourceRuntime } from '../../runtime.ts';
import { confirmTogether } from './confirm-together.ts';

let documents: Collection<Document>;
/** The number of writes that confirm several documents. */
let groups: number;
/** What happens in the store after such a write. */
let afterwards: () => Promise<unknown>;
beforeEach(async () => {
  groups = 0;
  afterwards = () => Promise.resolve();
  const collection = await (await openEmbedded({ directory: undefined })).collection<Document>('notes');
  documents = {
    ...collection,
    updateMany: async (filter, update) => {
      groups += 1;
      const confirmed = await collection.updateMany(filter, update);
      await afterwards();
      return confirmed;
    },
  };
});

async function pending(_id: string) {
  const pendingWrite = createPendingWrite('arriving', { leaseMs: 1000 });
  const document = { ...newDocument({}, { _id, owner: undefined }), _intent: pendingWrite };
  await documents.insert([document]);
  return { document, pendingWrite };
}

const confirmAll = (confirmations: readonly Awaited<ReturnType<typeof pending>>[]) => {
  const runtime = { documents, definition: { rules: [] } } as unknown as ResourceRuntime;
  return Promise.all(confirmations.map((each) => confirmTogether(runtime, each)));
};

it('confirms documents with one write while another is running', async () => {
  const confirmations = await Promise.all(['a', 'b', 'c', 'd'].map(pending));
  expect(await confirmAll(confirmations)).toEqual([true, true, true, true]);
  expect(groups).toBe(1);
  expect(await documents.count({ _intent: null })).toBe(4);
});

it('tells whose pending write was recovered', async () => {
  const confirmations = await Promise.all(['a', 'b', 'c'].map(pending));
  await documents.remove({ _id: 'b' });
  expect(await confirmAll(confirmations)).toEqual([true, false, true]);
});

it('tells that a document was confirmed that was removed right afterwards', async () => {
  const confirmations = await Promise.all(['a', 'b', 'c'].map(pending));
  await documents.updateMany({ _id: 'c' }, { $set: { '_intent.token': confirmations[2]!.pendingWrite.token } });
  afterwards = () => documents.remove({ _id: 'b' });
  expect(await confirmAll(confirmations)).toEqual([true, true, true]);
});

it('does not guess which document was confirmed', async () => {
  const confirmations = await Promise.all(['a', 'b', 'c'].map(pending));
  await documents.remove({ _id: 'a' });
  afterwards = () => documents.remove({ _id: 'b' });
  await expect(confirmAll(confirmations)).rejects.toThrow(StoreUnavailableError);
  expect(await documents.findOne({ _id: 'c', _intent: null })).toBeDefined();
});
