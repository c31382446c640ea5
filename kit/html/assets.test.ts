import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import express from 'express';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startServer, type RunningServer } from '../http/server.ts';
import { assetsHandler, entryFilesOf, readAssetsIn } from './assets.ts';

const script = `console.log('${'x'.repeat(2000)}');`;

it('a page loads the files of the entry, and those of the modules that it imports', () => {
  const manifest = {
    'kit/html/client/main.tsx': { file: 'main-1.js', isEntry: true, css: ['main-1.css'], imports: ['_a.js', '_b.js'] },
    '_a.js': { file: 'a-1.js', css: ['a-1.css', 'main-1.css'], imports: ['_b.js'] },
    '_b.js': { file: 'b-1.js', imports: ['_a.js'] },
    'later.tsx': { file: 'later-1.js', isDynamicEntry: true },
  };
  expect(entryFilesOf(manifest)).toEqual({
    script: 'main-1.js',
    styles: ['main-1.css', 'a-1.css'],
    modules: ['a-1.js', 'b-1.js'],
  });
  expect(entryFilesOf({})).toBeUndefined();
  expect(() => entryFilesOf('no manifest')).toThrow();
});

describe('the files of pages', () => {
  let directory: string;
  let server: RunningServer;
  const read = (path: string, init: RequestInit = {}) => fetch(`http://localhost:${server.port}${path}`, init);

  beforeAll(async () => {
    directory = await mkdtemp(path.join(tmpdir(), 'assets-'));
    await mkdir(path.join(directory, 'assets', '.vite'), { recursive: true });
    await writeFile(path.join(directory, 'secret.js'), 'secret');
    await writeFile(path.join(directory, 'assets', 'main-1.js'), script);
    await writeFile(path.join(directory, 'assets', 'font-1.woff2'), 'font');
    const manifest = { 'main.tsx': { file: 'main-1.js', isEntry: true } };
    await writeFile(path.join(directory, 'assets', '.vite', 'manifest.json'), JSON.stringify(manifest));
    const app = express();
    app.use(assetsHandler(readAssetsIn(path.join(directory, 'assets'))!));
    server = await startServer(app, { name: 'assets', port: 0 });
  });
  afterAll(async () => {
    await server.close();
    await rm(directory, { recursive: true });
  });

  it.each(['br', 'gzip', 'identity'])(
    'are served for ever in the coding that the client prefers: %s',
    async (coding) => {
      const response = await read('/pages/main-1.js', { headers: { 'accept-encoding': coding } });
      expect([response.status, await response.text()]).toEqual([200, script]);
      expect(response.headers.get('content-encoding')).toBe(coding === 'identity' ? null : coding);
      expect(response.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
      expect(response.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
      expect(response.headers.get('vary')).toBe('Accept-Encoding');
      const head = await read('/pages/main-1.js', { method: 'HEAD', headers: { 'accept-encoding': coding } });
      expect(head.headers.get('content-length')).toBe(response.headers.get('content-length'));
    },
  );

  it('are not compressed twice', async () => {
    const { headers } = await read('/pages/font-1.woff2', { headers: { 'accept-encoding': 'gzip' } });
    expect([headers.get('content-type'), headers.get('content-encoding')]).toEqual(['font/woff2', null]);
  });

  it.each(['/pages/', '/pages/main-2.js', '/pages/.vite/manifest.json', '/pages/..%2fsecret.js', '/main-1.js'])(
    'are the only ones: %s',
    async (requested) => {
      expect((await read(requested)).status).toBe(404);
    },
  );

  it('are none where nothing is built', () => {
    expect(readAssetsIn(path.join(directory, 'nothing'))).toBeUndefined();
  });
});
