import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { mkdtemp, open as openFile, readdir, readFile, rm, writeFile, type FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pino from 'pino';
import { canMount, mountMemory, mountMissingNotice, type Mount } from '../../test/support/mounts.ts';
import { describeIf } from '../../test/support/skip-reasons.ts';
import { openEmbedded } from './embedded.ts';
import { StoreNotWritableError, type Collection, type Store, type Stored } from './port.ts';

interface Thing extends Stored {
  readonly name: string;
  readonly text?: string;
}

const indexes = [{ fields: ['name'], unique: true }];
const initial: readonly Thing[] = [
  { _id: '1', name: 'a' },
  { _id: '2', name: 'b' },
];

describe('a store whose disk fails', () => {
  let directory: string;
  let store: Store;
  let things: Collection<Thing>;
  let logged: string;
  /** Makes appends fail after some bytes of them, until it is restored. */
  let failure: jest.Spied<FileHandle['appendFile']> | undefined;
  const open = async (): Promise<void> => {
    store = await openEmbedded(
      { directory },
      pino({ level: 'info' }, { write: (line: string) => void (logged += line) }),
    );
    things = await store.collection<Thing>('things', indexes);
  };
  beforeEach(async () => {
    directory = await mkdtemp(path.join(tmpdir(), 'data-full-'));
    logged = '';
    await open();
    await things.insert(initial);
  });
  afterEach(async () => {
    failure?.mockRestore();
    await store.close();
    await rm(directory, { recursive: true });
  });

  async function failAppends(): Promise<void> {
    const handle = await openFile(path.join(directory, 'things.db'));
    const prototype = Object.getPrototypeOf(handle) as FileHandle;
    await handle.close();
    failure = jest.spyOn(prototype, 'appendFile').mockImplementation(async function (this: FileHandle, data) {
      await this.write((data as Buffer).subarray(0, 10));
      throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
    });
    // The disk counts as full for the trial write, too.
    jest.spyOn(prototype, 'writeFile').mockRejectedValue(new Error('ENOSPC: no space left on device, write'));
  }
  const restore = (): void => void jest.restoreAllMocks();
  const all = () => things.find({}, { sort: [['_id', 1]] });
  const file = () => readFile(path.join(directory, 'things.db'), 'utf8');

  const writes: readonly (readonly [name: string, write: () => Promise<unknown>])[] = [
    ['insert', () => things.insert([{ _id: '3', name: 'c' }])],
    ['an insert of several', () => things.insert(['3', '4'].map((_id) => ({ _id, name: _id })))],
    ['update', () => things.update({ _id: '1' }, { $set: { name: 'z' } })],
    ['an update of all', () => things.updateMany({}, { $set: { text: 'z' } })],
    ['an upsert that inserts', () => things.upsert({ _id: '3' }, { $set: { name: 'c' } })],
    ['an upsert that updates', () => things.upsert({ _id: '1' }, { $set: { name: 'c' } })],
    ['remove', () => things.remove({ _id: '1' })],
    ['a removal of all', () => things.removeMany({})],
  ];

  it.each(writes)('refuses %s, and takes it back from the file and from memory', async (_name, write) => {
    const before = await file();
    await failAppends();
    await expect(write()).rejects.toThrow(StoreNotWritableError);
    expect([await all(), await file()]).toEqual([initial, before]);
    await expect(write()).rejects.toThrow(`${directory} cannot be written: ENOSPC: no space left on device`);
    expect([await all(), await file()]).toEqual([initial, before]);
    restore();
    await write();
    expect(await things.count({ name: 'a' })).toBe((await all()).filter(({ name }) => name === 'a').length);
  });

  it('keeps unique keys as they were', async () => {
    await failAppends();
    await expect(things.update({ _id: '1' }, { $set: { name: 'z' } })).rejects.toThrow();
    await expect(things.remove({ _id: '2' })).rejects.toThrow();
    restore();
    expect((await things.insert([{ _id: '3', name: 'b' }])).kind).toBe('duplicate');
    expect((await things.insert([{ _id: '3', name: 'z' }])).kind).toBe('inserted');
  });

  it('refuses writes that wait behind the one that fails, and shows none of them to readers', async () => {
    await failAppends();
    const ids = ['3', '4', '5'];
    const results = await Promise.allSettled([
      ...ids.map((_id) => things.insert([{ _id, name: _id }])),
      ...ids.map((_id) => things.findOne({ _id })),
    ]);
    expect(results.map((result) => (result.status === 'fulfilled' ? result.value : 'refused'))).toEqual([
      ...ids.map(() => 'refused'),
      ...ids.map(() => undefined),
    ]);
  });

  it('fails its ping until writes work, which it tries; logs both, once', async () => {
    await failAppends();
    await expect(things.remove({ _id: '1' })).rejects.toThrow();
    await expect(things.remove({ _id: '1' })).rejects.toThrow();
    await expect(store.ping()).rejects.toThrow(StoreNotWritableError);
    restore();
    await store.ping();
    const messages = logged
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { msg: string }).msg);
    expect(messages).toEqual([
      `${directory} cannot be written: ENOSPC: no space left on device, write; writes get 503 until it can`,
      `${directory} can be written again`,
    ]);
    expect(await readdir(directory)).toEqual(['lock', 'things.db']);
  });

  it('closes without losing anything when its file cannot be compacted', async () => {
    await things.update({ _id: '1' }, { $set: { text: 'x' } });
    await failAppends();
    await store.close();
    restore();
    expect(logged).toContain('things.db could not be compacted');
    await open();
    expect(await all()).toEqual([{ ...initial[0], text: 'x' }, initial[1]]);
  });

  it('refuses writes while its file is not as it wrote it', async () => {
    await writeFile(path.join(directory, 'things.db'), '{"_id":"9","name":"x"}\n', { flag: 'a' });
    await expect(things.insert([{ _id: '3', name: 'c' }])).rejects.toThrow('another program has changed it');
    await expect(store.ping()).rejects.toThrow('another program has changed it');
    await rm(path.join(directory, 'things.db'));
    await expect(things.insert([{ _id: '3', name: 'c' }])).rejects.toThrow('was removed while it was in use');
    expect(await all()).toEqual(initial);
  });
});

describeIf(canMount(), mountMissingNotice)('a store on a full disk', () => {
  it('has exactly the acknowledged documents, at once and after it is reopened', async () => {
    const mount: Mount = mountMemory('size=512k');
    const open = async () => {
      const store = await openEmbedded({ directory: mount.directory }, pino({ level: 'silent' }));
      return { store, things: await store.collection<Thing>('things', indexes) };
    };
    const { store, things } = await open();
    const acknowledged: string[] = [];
    const insert = (_id: string) =>
      things.insert([{ _id, name: _id, text: 'x'.repeat(9000) }]).then(() => acknowledged.push(_id));
    let number = 0;
    await expect((async () => { for (;;) await insert(String(number++)); })()).rejects.toThrow(/ENOSPC/); // prettier-ignore
    await expect(store.ping()).rejects.toThrow(StoreNotWritableError);
    await expect(things.update({ _id: '0' }, { $set: { text: 'y' } })).rejects.toThrow(StoreNotWritableError);
    expect((await things.find({})).map(({ _id }) => _id).sort()).toEqual([...acknowledged].sort());
    mount.remount('size=1m');
    await insert('after');
    // A copy of the files, as a process that is killed now leaves them.
    const text = await readFile(path.join(mount.directory, 'things.db'), 'utf8');
    const ids = text
      .trimEnd()
      .split('\n')
      .map((line) => (JSON.parse(line) as Thing)._id);
    expect(ids.sort()).toEqual([...acknowledged].sort());
    mount.remount('size=516k');
    await store.close();
    const reopened = await open();
    expect(await reopened.things.count({})).toBe(acknowledged.length);
    await reopened.store.close();
    mount.close();
  });
});
