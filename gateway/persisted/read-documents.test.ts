import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import pino from 'pino';
import { hashOfDocument } from '../../kit/graphql/http/document-reference.ts';
import { readDocuments, type DocumentSettings } from './read-documents.ts';

const names = '{ venues { name } }';
const ids = 'query Ids { venues { id } }';
const manifest = (...operations: object[]) => ({
  format: 'apollo-persisted-query-manifest',
  version: 1,
  operations,
});

describe('listed documents', () => {
  const folders: string[] = [];
  let folder: string;
  let lines: string[];
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'documents-'));
    folders.push(folder);
    lines = [];
  });
  afterAll(() => Promise.all(folders.map((each) => rm(each, { recursive: true }))));

  const write = async (name: string, content: unknown): Promise<string> => {
    const file = path.join(folder, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content));
    return file;
  };
  const read = (source: string | undefined, settings: Partial<DocumentSettings> = {}) =>
    readDocuments(
      { path: source, only: false, maxBytes: 10_000, maxCount: 3, ...settings },
      { maxTokens: 100, log: pino({}, { write: (line: string) => void lines.push(line) }) },
    );

  it("are read from a manifest of Apollo's", async () => {
    const file = await write('manifest.json', manifest({ id: 'abc', name: 'Ids', type: 'query', body: ids }));
    const listed = await read(file);
    expect([listed.count, listed.get('abc'), listed.has(ids), listed.has(names)]).toEqual([1, ids, true, false]);
    expect(lines.join()).toContain('1 listed documents are known');
  });

  it("are read from a map of Relay's", async () => {
    const file = await write('relay.json', { [`sha256:${hashOfDocument(names)}`]: names, other: ids });
    const listed = await read(file);
    expect([listed.get(hashOfDocument(names)), listed.get('other')]).toEqual([names, ids]);
  });

  it('are read from a folder, with those below it; a .graphql file is identified by its SHA-256', async () => {
    await write('a/manifest.json', manifest({ id: 'abc', body: ids }));
    await write('b/names.graphql', `${names}\n`);
    await write('b/same.json', { abc: ids });
    await write('README.md', 'not read');
    const listed = await read(folder);
    expect([listed.count, listed.get(hashOfDocument(`${names}\n`)), listed.get('abc')]).toEqual([2, `${names}\n`, ids]);
  });

  it('are none without a path', async () => {
    const listed = await read(undefined);
    expect([listed.count, listed.get('abc')]).toEqual([0, undefined]);
    await expect(read(undefined, { only: true })).rejects.toThrow(
      'GRAPHQL_DOCUMENTS_ONLY is true, but GRAPHQL_DOCUMENTS names no documents',
    );
  });

  it.each<[string, string, unknown, string]>([
    ['no JSON', 'a.json', '{', 'it is no JSON object'],
    ['another version of the manifest', 'a.json', { ...manifest(), version: 2 }, 'version: must be 1'],
    ['an operation without a body', 'a.json', manifest({ id: 'abc' }), 'operations.0.body'],
    ['a map of something else', 'a.json', { abc: 1 }, 'neither a manifest of Apollo nor a map of documents: abc'],
    ['a syntax error', 'a.json', { abc: '{ a' }, 'the document "abc" is invalid: Syntax Error'],
    ['no operation', 'a.graphql', 'type A { b: Int }', 'it has no operation'],
    ['too many tokens', 'a.json', { abc: `{ ${'a '.repeat(200)}}` }, 'more that 100 tokens'],
    ['too many levels', 'a.json', { abc: `{ a(b: ${'['.repeat(300)}${']'.repeat(300)}) }` }, 'more than 250 levels'],
    ['an identifier of other characters', 'a.json', { 'a b': names }, 'its identifier has other characters'],
    ['two documents of one identifier', 'a.json', manifest({ id: 'a', body: ids }, { id: 'a', body: names }), '"a"'],
    [
      'too many documents',
      'a.json',
      { a: ids, b: ids, c: ids, d: ids },
      'more than 3 documents (GRAPHQL_DOCUMENTS_MAX)',
    ],
    ['too many bytes', 'a.graphql', '#'.repeat(10_001), 'more bytes than GRAPHQL_DOCUMENTS_MAX_BYTES'],
  ])('are rejected with the file and the reason: %s', async (_title, name, content, reason) => {
    const file = await write(name, content);
    await expect(read(folder)).rejects.toThrow(`GRAPHQL_DOCUMENTS ${file}: `);
    await expect(read(folder)).rejects.toThrow(reason);
  });

  it('are rejected if there are none', async () => {
    await write('README.md', '');
    await expect(read(folder)).rejects.toThrow(`${folder} has no documents in .json or .graphql files`);
    await expect(read(path.join(folder, 'nothing'))).rejects.toThrow(/GRAPHQL_DOCUMENTS cannot be read: .*ENOENT/);
  });

  it('have the bytes of all files together counted', async () => {
    for (const name of ['a.graphql', 'b.graphql']) await write(name, `${names} # ${name}`.padEnd(6000));
    await expect(read(folder)).rejects.toThrow('b.graphql: the files have more bytes');
  });
});
