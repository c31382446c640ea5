import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { updateEnvFile, type EnvUpdate } from './env-file.ts';

describe('updating a file of environment variables', () => {
  let directory: string;
  let file: string;
  beforeEach(async () => {
    directory = await mkdtemp(path.join(tmpdir(), 'env-file-'));
    file = path.join(directory, '.env');
  });
  afterEach(() => rm(directory, { recursive: true }));

  const update = async (values: EnvUpdate) => {
    await updateEnvFile(file, values);
    return [await readFile(file, 'utf8'), (await stat(file)).mode & 0o777];
  };

  it('creates it, readable by its owner alone', async () => {
    expect(await update({ set: { A: '1' }, defaults: { B: '2' } })).toEqual(['B=2\nA=1\n', 0o600]);
  });

  it('replaces values, fills in defaults that are missing or empty, and keeps the rest', async () => {
    await writeFile(file, '# mine\nA=0\nB=secret\nC=\nexport D=4\nAB=5');
    await chmod(file, 0o644);
    expect(await update({ set: { A: '1' }, defaults: { B: '2', C: '3', D: '9', E: '6' } })).toEqual([
      '# mine\nB=secret\nexport D=4\nAB=5\nC=3\nE=6\nA=1\n',
      0o600,
    ]);
  });
});
