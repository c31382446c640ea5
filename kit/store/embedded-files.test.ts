import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pino from 'pino';
import { openEmbedded } from './embedded.ts';
import type { Index, Store, Stored } from './port.ts';

interface Thing extends Stored {
  readonly name: string;
}

describe('the file of a collection', () => {
  let directory: string;
  let file: string;
  let store: Store | undefined;
  let logged: string;
  beforeEach(async () => {
    directory = await mkdtemp(path.join(tmpdir(), 'data-files-'));
    file = path.join(directory, 'things.db');
    logged = '';
  });
  afterEach(async () => {
    await store?.close();
    await rm(directory, { recursive: true });
  });

  const open = async ({ repair = false, indexes = [] as readonly Index[] } = {}) => {
    const log = pino({ level: 'info' }, { write: (line: string) => void (logged += line) });
    store = await openEmbedded({ directory, repair }, log);
    return store.collection<Thing>('things', indexes);
  };
  const names = async (options?: Parameters<typeof open>[0]): Promise<readonly string[]> => {
    const things = await (await open(options)).find({}, { sort: [['_id', 1]] });
    return things.map(({ name }) => name);
  };
  const line = (_id: string, name: string): string => JSON.stringify({ _id, name });
  const copies = async (): Promise<readonly string[]> =>
    (await readdir(directory)).filter((name) => name.startsWith('things.db.damaged-'));

  it('can be read by its owner alone, also after a compaction, and if an earlier version created it', async () => {
    const modeOf = async (): Promise<number> => (await stat(file)).mode & 0o777;
    await writeFile(file, `${line('1', 'a')}\n`, { mode: 0o644 });
    await chmod(file, 0o644);
    await open();
    expect(await modeOf()).toBe(0o600);
    await store!.close();
    await rm(file);
    const things = await open();
    for (const name of ['a', 'b']) await things.upsert({ _id: '1' }, { $set: { name } });
    await store!.close();
    expect(await readFile(file, 'utf8')).toBe(`${line('1', 'b')}\n`);
    expect(await modeOf()).toBe(0o600);
  });

  it('loses an unfinished last line, which is logged, and nothing else', async () => {
    await writeFile(file, `${line('1', 'a')}\n${line('2', 'b')}\n{"_id":"3","na`);
    expect(await names()).toEqual(['a', 'b']);
    expect(logged).toContain('cut off an unfinished write of 14 bytes');
    await (await store!.collection<Thing>('things')).insert([{ _id: '4', name: 'd' }]);
    expect(await readFile(file, 'utf8')).toBe(`${line('1', 'a')}\n${line('2', 'b')}\n${line('4', 'd')}\n`);
  });

  it('loses the zeros that a power failure leaves at its end', async () => {
    await writeFile(file, `${line('1', 'a')}\n${'\0'.repeat(4096)}`);
    expect(await names()).toEqual(['a']);
    expect((await readFile(file, 'utf8')).length).toBe(line('1', 'a').length + 1);
  });

  it('is not opened with another line that cannot be read; a copy is kept, and the documents are named', async () => {
    const damaged = `${line('1', 'a')}\n${line('2', 'b')}\n{"_id":"2","name":"b2\n${line('3', 'c')}\n{"_id":"4","na\nx\n`;
    await writeFile(file, damaged);
    await expect(open()).rejects.toThrow(
      /things\.db is damaged: line 3 \(document 2, of which another version can be read\), line 5 \(document 4, which would be lost\), line 6 \(its document cannot be recognized\) cannot be read; a copy is in .*Mend the lines or restore a backup of things\.db, or set DATA_REPAIR=true/,
    );
    await store?.close();
    await expect(open()).rejects.toThrow('is damaged');
    expect(await readFile(file, 'utf8')).toBe(damaged);
    const [copy, ...others] = await copies();
    expect([await readFile(path.join(directory, copy!), 'utf8'), others]).toEqual([damaged, []]);
  });

  it('is opened without these lines if DATA_REPAIR is set', async () => {
    const damaged = `${line('1', 'a')}\n{"_id":"2",\n${line('3', 'c')}\n{"unf`;
    await writeFile(file, damaged);
    expect(await names({ repair: true })).toEqual(['a', 'c']);
    expect(logged).toContain('line 2 (document 2, which would be lost)');
    await store!.close();
    expect(await readFile(path.join(directory, (await copies())[0]!), 'utf8')).toBe(damaged);
    expect(await names()).toEqual(['a', 'c']);
    expect(await copies()).toHaveLength(1);
  });

  it('is damaged by bytes that are not UTF-8', async () => {
    await writeFile(file, Buffer.from(`${line('1', 'a\xff')}\n${line('2', 'b')}\n`, 'latin1'));
    await expect(open()).rejects.toThrow('line 1 (document 1, which would be lost)');
  });

  it('is read if other programs have edited it: a byte order mark, CRLF, empty lines, no newline at the end', async () => {
    await writeFile(file, `\uFEFF${line('1', 'a')}\r\n\r\n\n${line('2', 'b')}\r\n${line('3', 'c')}`);
    expect(await names()).toEqual(['a', 'b', 'c']);
    await (await store!.collection<Thing>('things')).insert([{ _id: '4', name: 'd' }]);
    await store!.close();
    expect(await names()).toEqual(['a', 'b', 'c', 'd']);
    expect(logged).toBe('');
  });

  it('is read as version 0.2.0 wrote it: with lines about indexes, and separators that its reader took for line ends', async () => {
    const index = '{"$$indexCreated":{"fieldName":"name","unique":true}}';
    await writeFile(
      file,
      `${index}\n${line('1', 'a\u2028b\u0085c')}\n${line('2', 'b')}\n{"$$deleted":true,"_id":"2"}\n`,
    );
    expect(await names()).toEqual(['a\u2028b\u0085c']);
  });

  it('may be empty, or missing', async () => {
    await writeFile(file, '');
    expect(await names()).toEqual([]);
    await store!.close();
    await rm(file);
    expect(await names()).toEqual([]);
  });

  it('takes the place of one whose replacement was interrupted', async () => {
    await writeFile(`${file}~`, `${line('1', 'a')}\n`);
    expect(await names()).toEqual(['a']);
    await store!.close();
    await writeFile(`${file}~`, `${line('1', 'a')}\n{"_id":"2"`);
    expect(await names()).toEqual(['a']);
    expect(await readdir(directory)).toEqual(['lock', 'things.db']);
  });

  it('drops overwritten and removed documents when it is closed', async () => {
    const things = await open();
    await things.insert([
      { _id: '1', name: 'a' },
      { _id: '2', name: 'b' },
    ]);
    await things.update({ _id: '1' }, { $set: { name: 'A' } });
    await things.remove({ _id: '2' });
    await store!.close();
    expect(await readFile(file, 'utf8')).toBe(`${line('1', 'A')}\n`);
  });

  it('is not opened with documents that are equal in a unique field; they are named', async () => {
    await writeFile(file, `${line('1', 'a')}\n${line('2', 'a')}\n`);
    await expect(open({ indexes: [{ fields: ['name'], unique: true }] })).rejects.toThrow(
      'the documents 1 and 2 have the same name, ["a"], which must be unique',
    );
  });
});
