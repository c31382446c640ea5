import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { seal } from './sealed-text.ts';
import { openSupergraphFile, type SavedGraph } from './supergraph-file.ts';
import { recordLog, type RecordedLog } from '../../test/support/recorded-log.ts';

const serviceSecret = 'a secret of the tests';
const graph = (supergraphSdl: string): SavedGraph => ({
  supergraphSdl,
  services: [
    { name: 'venues-service', home: 'http://a/', url: 'http://a/graphql', sdl: 'type Query { a: Int }' },
    { name: 'events-service', home: 'http://b/', sdl: 'type Query { b: Int }' },
  ],
});

describe('the file of the last graph', () => {
  let directory: string;
  let file: string;
  let log: RecordedLog;
  beforeEach(async () => {
    directory = await mkdtemp(path.join(tmpdir(), 'event-buddy-supergraph-'));
    file = path.join(directory, 'below', 'supergraph.json');
    log = recordLog();
  });
  afterEach(() => rm(directory, { recursive: true, force: true }));
  const open = (supergraphFile: string | undefined = file) =>
    openSupergraphFile({ supergraphFile, serviceSecret, log: log.log });
  const write = async (...graphs: readonly SavedGraph[]): Promise<void> => {
    const opened = open();
    for (const each of graphs) opened.save(each);
    await opened.close();
  };

  it('is read as it was written last, by its owner only', async () => {
    await write(graph('first'), graph('second'), graph('last'));
    expect((await open().read())?.graph).toEqual(graph('last'));
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await readdir(path.dirname(file))).toEqual(['supergraph.json']);
    expect(log.lines()).toEqual([]);
  });

  it('need not exist', async () => {
    expect(await open().read()).toBeUndefined();
    expect(log.lines()).toEqual([]);
  });

  it('is not written again with what was read from it', async () => {
    await write(graph('same'));
    const before = await readFile(file, 'utf8');
    const opened = open();
    await opened.read();
    opened.save(graph('same'));
    await opened.close();
    expect(await readFile(file, 'utf8')).toBe(before);
  });

  it.each([
    ['is truncated', (text: string) => text.slice(0, text.length / 2), 'damaged'],
    ['has a changed byte', (text: string) => text.replace('http://a/', 'http://x/'), 'damaged'],
    ['has another version', (text: string) => text.replace('supergraph 1', 'supergraph 0'), '"supergraph 0"'],
    ['is empty', () => '', 'damaged'],
    [
      'lacks members',
      () => seal('{"savedAt":"2026"}', { format: 'supergraph 1', secret: serviceSecret }),
      'not as expected',
    ],
  ])('is ignored with one warning if it %s', async (_title, damage, problem) => {
    await write(graph('good'));
    await writeFile(file, damage(await readFile(file, 'utf8')));
    expect(await open().read()).toBeUndefined();
    expect(log.lines()).toEqual([expect.objectContaining({ level: 40, msg: expect.stringContaining(problem) })]);
    await write(graph('new'));
    expect((await open().read())?.graph).toEqual(graph('new'));
  });

  it('is ignored with one warning if it cannot be read', async () => {
    await mkdir(file, { recursive: true });
    expect(await open().read()).toBeUndefined();
    expect(log.lines()).toEqual([expect.objectContaining({ level: 40, msg: expect.stringContaining('EISDIR') })]);
  });

  it('is written again after failures, which are logged once', async () => {
    await writeFile(path.join(directory, 'below'), 'no directory');
    const opened = open();
    opened.save(graph('one'));
    opened.save(graph('two'));
    await opened.close();
    opened.save(graph('two'));
    await opened.close();
    expect(log.lines()).toEqual([expect.objectContaining({ level: 40, msg: expect.stringContaining('cannot be') })]);
    await rm(path.join(directory, 'below'));
    opened.save(graph('two'));
    await opened.close();
    expect((await open().read())?.graph).toEqual(graph('two'));
    expect(log.lines().map(({ level }) => level)).toEqual([40, 30]);
  });

  it('keeps nothing without a path', async () => {
    const opened = openSupergraphFile({ supergraphFile: undefined, serviceSecret, log: log.log });
    opened.save(graph('one'));
    await opened.close();
    expect(await opened.read()).toBeUndefined();
    expect(await readdir(directory)).toEqual([]);
  });
});
