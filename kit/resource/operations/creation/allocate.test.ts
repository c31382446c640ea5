import { beforeEach, expect, it } from '@jest/globals';
import { openEmbedded } from '../../../store/embedded.ts';
import type { Collection } from '../../../store/port.ts';
import type { OperationContext } from '../../definition/context.ts';
import type { Document } from '../../definition/documents.ts';
import type { Allocation } from '../../definition/rules.ts';
import { newDocument } from '../../documents.ts';
import { defaultLimits } from '../../limits.ts';
import { createPendingWrite } from '../../pending-writes/pending-write.ts';
import { succeed } from '../../problems.ts';
import type { ResourceRuntime } from '../../runtime.ts';
import { checkAllocation } from './allocate.ts';

/** Slots up to 3 are valid. */
const slots: Allocation<Document> = {
  field: 'slot',
  propose: async () => succeed(1),
  isStillValid: async ({ slot }) => succeed(Number(slot) <= 3),
};

let documents: Collection<Document>;
beforeEach(async () => {
  documents = await (await openEmbedded({ directory: undefined })).collection<Document>('notes');
});

/** Stores a document with a slot under a pending write. */
async function insertPending(slot: number) {
  const pendingWrite = createPendingWrite('arriving', { leaseMs: 1000 });
  const document = { ...newDocument({ slot }, { _id: 'a', owner: undefined }), _intent: pendingWrite };
  await documents.insert([document]);
  return { document, pendingWrite };
}

const check = (pending: Awaited<ReturnType<typeof insertPending>>) => {
  const definition = { name: 'note', rules: [{ problems: [], on: [], allocate: slots }] };
  const durableReads = { read: <T>(read: () => Promise<T>) => read() };
  const runtime = { documents, definition, durableReads, limits: defaultLimits } as unknown as ResourceRuntime;
  return checkAllocation(runtime, pending, {} as OperationContext);
};

it('removes a document whose value is no longer valid', async () => {
  expect(await check(await insertPending(4))).toMatchObject({ problem: { transient: true } });
  expect(await documents.count({})).toBe(0);
});

it('keeps a document that got another value, and returns it', async () => {
  const pending = await insertPending(4);
  await documents.update({ _id: 'a' }, { $set: { slot: 2 } });
  expect(await check(pending)).toMatchObject({ value: { _id: 'a', slot: 2 } });
});

it('does not remove what another attempt has created with the same _id, after its own was recovered', async () => {
  const pending = await insertPending(4);
  await documents.remove({ _id: 'a' });
  const other = await insertPending(4);
  const { problem } = (await check(pending)) as { readonly problem: { readonly detail: string } };
  expect(problem.detail).toBe('creating the note took too long and was undone; try again');
  expect(await documents.findOne({ _id: 'a' })).toMatchObject({ _intent: { token: other.pendingWrite.token } });
});
