import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { mkdtemp, readdir, readFile, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { recordLog } from '../../test/support/recorded-log.ts';
import type { Compose, SubgraphSdl } from '../compose/composer.ts';
import { compositionVersion } from '../compose/composition-version.ts';
import { cacheCompositions, type CompositionCacheSettings } from './composition-cache.ts';

const subgraph = (name: string, sdl: string): SubgraphSdl => ({ name, sdl });
const [a, b] = [subgraph('a', 'type Query { a: Int }'), subgraph('b', 'type Query { b: Int }')];

describe('the cache of compositions', () => {
  let directory: string;
  let composed: string[];
  beforeEach(async () => {
    directory = await mkdtemp(path.join(tmpdir(), 'event-buddy-compositions-'));
    composed = [];
  });
  afterEach(() => rm(directory, { recursive: true, force: true }));

  /** Composes with a gateway that ends afterwards. Subgraphs named `bad` do not compose. */
  async function compose(
    subgraphs: readonly SubgraphSdl[],
    changed: Partial<CompositionCacheSettings> & { readonly trusted?: string } = {},
  ) {
    const { trusted, ...settings } = changed;
    const fake: Compose = async (given) => {
      const names = given.map(({ name }) => name);
      composed.push(names.join(' '));
      if (names.includes('bad')) return { composed: false, problems: ['bad'] };
      return { composed: true, supergraphSdl: `graph of ${names.join(' ')}`, hints: ['a hint'] };
    };
    const composer = cacheCompositions(
      { compose: fake, close: async () => undefined },
      { directory, maxFiles: 20, version: async () => '1', secret: 'a secret', log: recordLog().log, ...settings },
    );
    const composition = await composer.compose(subgraphs, trusted);
    await composer.close();
    return composition;
  }

  it('composes the same subgraphs once, also in several processes', async () => {
    const first = await compose([a, b]);
    expect(first).toEqual({ composed: true, supergraphSdl: 'graph of a b', hints: ['a hint'] });
    expect(await compose([a, b])).toEqual(first);
    expect(composed).toEqual(['a b']);
  });

  it.each([
    ['the schema', [subgraph('a', 'type Query { a: String }')]],
    ['the name', [subgraph('c', a.sdl)]],
    ['the URL', [{ ...a, routingUrl: 'http://a/' }]],
    ['the number of subgraphs', [a, b]],
  ])('composes again with another %s', async (_title, others) => {
    await compose([a]);
    await compose(others);
    expect(composed).toHaveLength(2);
  });

  it('composes again with another version of the composition, and always if the version is unknown', async () => {
    await compose([a]);
    await compose([a], { version: async () => '2' });
    for (let times = 0; times < 2; times++) await compose([a], { version: () => Promise.reject(new Error('unknown')) });
    expect(composed).toHaveLength(4);
    expect(await compositionVersion()).toMatch(/^[\da-f]{64}$/);
  });

  it('keeps no composition that failed, and none with guests', async () => {
    for (let times = 0; times < 2; times++) await compose([subgraph('bad', '')]);
    for (let times = 0; times < 2; times++) await compose([a, { ...b, guest: true }], { trusted: 'graph of a' });
    expect(composed).toEqual(['bad', 'bad', 'a b', 'a b']);
    expect(await readdir(directory)).toEqual([]);
  });

  it.each([
    ['is truncated', (text: string) => text.slice(0, -1)],
    ['is changed', (text: string) => text.replace('graph of a', 'graph of x')],
    ['is empty', () => ''],
  ])('composes again, and replaces the file, if it %s', async (_title, damage) => {
    await compose([a]);
    const file = path.join(directory, (await readdir(directory))[0] ?? '');
    await writeFile(file, damage(await readFile(file, 'utf8')));
    expect(await compose([a])).toMatchObject({ supergraphSdl: 'graph of a' });
    await compose([a]);
    expect(composed).toEqual(['a', 'a']);
  });

  it('takes no file for another, and none that was written with another secret', async () => {
    await compose([a]);
    const [file = ''] = await readdir(directory);
    await compose([b]);
    const other = (await readdir(directory)).find((name) => name !== file) ?? '';
    await rename(path.join(directory, file), path.join(directory, other));
    expect(await compose([b])).toMatchObject({ supergraphSdl: 'graph of b' });
    await compose([b], { secret: 'another secret' });
    expect(composed).toEqual(['a', 'b', 'b', 'b']);
  });

  it('removes the files that were not used for the longest time', async () => {
    await compose([a], { maxFiles: 2 });
    const [oldest = ''] = await readdir(directory);
    await compose([b], { maxFiles: 2 });
    const [longAgo, before] = [new Date(1000), new Date(2000)];
    for (const name of await readdir(directory))
      await utimes(path.join(directory, name), before, name === oldest ? longAgo : before);
    await compose([a], { maxFiles: 2 });
    await compose([a, b], { maxFiles: 2 });
    expect(await readdir(directory)).toHaveLength(2);
    await compose([a], { maxFiles: 2 });
    expect(composed).toEqual(['a', 'b', 'a b']);
  });

  it('composes where nothing can be written', async () => {
    const blocked = path.join(directory, 'file');
    await writeFile(blocked, '');
    expect(await compose([a], { directory: path.join(blocked, 'below') })).toMatchObject({ composed: true });
    expect(await compose([a], { directory: undefined })).toMatchObject({ composed: true });
    expect(composed).toEqual(['a', 'a']);
  });

  it('waits for its files when it closes', async () => {
    const close = jest.fn(async () => undefined);
    const large: Compose = async () => ({ composed: true, supergraphSdl: '#'.repeat(1_000_000), hints: [] });
    const version = async (): Promise<string> => '1';
    const settings = { directory, maxFiles: 20, version, secret: 'a secret', log: recordLog().log };
    const composer = cacheCompositions({ compose: large, close }, settings);
    await composer.compose([a]);
    await composer.close();
    expect(close).toHaveBeenCalledTimes(1);
    expect(await readdir(directory)).toEqual([expect.stringMatching(/^[\da-f]{64}\.json$/)]);
  });
});
