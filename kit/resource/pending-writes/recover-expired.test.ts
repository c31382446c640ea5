import { expect, it } from '@jest/globals';
import { openTestResource } from '../../../test/support/opened-resource.ts';
import { anyone } from '../../access/policy.ts';
import { openEmbedded } from '../../store/embedded.ts';
import { createLog } from '../../util/log.ts';
import { defineResource } from '../definition/define-resource.ts';
import { text } from '../fields/index.ts';
import type { Batch } from '../journal.ts';

const note = defineResource({
  name: 'note',
  summary: 'A note.',
  fields: { name: text({ title: 'Name', description: 'The name.', max: 50 }) },
  policies: { read: anyone, create: anyone, change: anyone, remove: anyone, empty: anyone },
});

it('keeps the record of a batch that is committed while its documents are looked for', async () => {
  const store = await openEmbedded({ directory: undefined });
  const { resource } = await openTestResource(note, store, createLog('test'));
  const [notes, batches] = [await store.collection('notes'), await store.collection<Batch>('notes_batches')];
  await batches.insert([{ _id: 'batch', state: 'open', at: new Date(0) }]);
  const findOne = notes.findOne.bind(notes);
  notes.findOne = async (filter) => {
    const found = await findOne(filter);
    await batches.update({ _id: 'batch' }, { $set: { state: 'committed' } });
    return found;
  };
  await resource.maintenance.recoverExpired();
  expect(await batches.find({})).toMatchObject([{ state: 'committed' }]);
  await resource.maintenance.recoverExpired();
  expect(await batches.find({})).toEqual([]);
});
