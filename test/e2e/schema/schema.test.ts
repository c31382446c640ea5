import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { gitMissingNotice, hasGit, repositoryAt } from '../../support/git.ts';
import { recordSkipReason } from '../../support/skip-reasons.ts';

if (!hasGit) recordSkipReason(gitMissingNotice);

/** A folder with a copy of `schema/`. The scripts compare the definitions of this project with it. */
let root: string;
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'schema-'));
  cpSync('schema', path.join(root, 'schema'), { recursive: true });
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const loader = pathToFileURL(createRequire(path.resolve('package.json')).resolve('tsx')).href;

function runSchemaScript(
  name: string,
  env: Readonly<Record<string, string>> = {},
): { status: number | null; said: string } {
  const args = ['--import', loader, path.resolve('scripts', name)];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, SCHEMA_BASE: '', ...env },
  });
  return { status, said: stdout + stderr };
}

const read = (file: string): string => readFileSync(path.join(root, 'schema', file), 'utf8');
const write = (file: string, text: string): void => writeFileSync(path.join(root, 'schema', file), text);

/** Adds a field to the published schema that the definitions do not have: a breaking change. */
function publishNickname(): string {
  const published = read('venues-service.graphql').replace(
    '  capacity: Int!\n',
    '  capacity: Int!\n  nickname: String\n',
  );
  write('venues-service.graphql', published);
  return published;
}

/** Returns the notes that a rejection proposes, with a reason. */
const notesFrom = (said: string): string => {
  const [notes = ''] = /^\[\n[^]*?^\]/m.exec(said) ?? [];
  return notes.replaceAll('"why": ""', '"why": "Nobody called venues by a nickname."');
};

describe('npm run compose', () => {
  it('does not overwrite schemas with breaking changes until a note has the reason', () => {
    const published = publishNickname();
    const rejected = runSchemaScript('compose.ts');
    expect(rejected.status).toBe(1);
    expect(rejected.said).toContain('FIELD_REMOVED Venue.nickname');
    expect(rejected.said).toContain('(in venues-service)');
    expect(read('venues-service.graphql')).toBe(published);

    write('breaking-changes.json', notesFrom(rejected.said));
    expect(runSchemaScript('compose.ts').status).toBe(0);
    expect(read('venues-service.graphql')).not.toContain('nickname');
  });

  it('removes the schema of a removed subgraph', () => {
    write('rooms-service.graphql', 'type Query { room: ID }');
    const rejected = runSchemaScript('compose.ts');
    expect(rejected.said).toContain('SUBGRAPH_REMOVED rooms-service');
    write('breaking-changes.json', notesFrom(rejected.said));
    expect(runSchemaScript('compose.ts').status).toBe(0);
    expect(readdirSync(path.join(root, 'schema'))).not.toContain('rooms-service.graphql');
  });

  it('names an invalid note, and writes nothing', () => {
    write('breaking-changes.json', '[{ "type": "FIELD_REMOVED" }]');
    const rejected = runSchemaScript('compose.ts');
    expect(rejected.status).toBe(1);
    expect(rejected.said).toMatch(/breaking-changes\.json is invalid:[^]*\[0\]\.why/);
  });
});

describe('npm run schema:check', () => {
  it('passes without breaking changes, and without a git history', () => {
    const passed = runSchemaScript('schema-check.ts');
    expect(passed.said).toContain('There is no earlier revision to compare with');
    expect(passed).toMatchObject({ status: 0 });
  });

  (hasGit ? it : it.skip)('finds a committed breaking change until a note has the reason', () => {
    const regenerated = read('venues-service.graphql');
    publishNickname();
    const { git, commit } = repositoryAt(root);
    git('init', '--quiet');
    commit();
    write('venues-service.graphql', regenerated);
    commit();
    const rejected = runSchemaScript('schema-check.ts');
    expect(rejected.status).toBe(1);
    expect(rejected.said).toMatch(/1 breaking change of schema\/ at [0-9a-f]+:\n {2}FIELD_REMOVED Venue\.nickname/);

    write('breaking-changes.json', notesFrom(rejected.said));
    const noted = runSchemaScript('schema-check.ts');
    expect(noted.said).toContain('Accepted breaking change: FIELD_REMOVED Venue.nickname.');
    expect(noted.status).toBe(0);
    const sinceThen = runSchemaScript('schema-check.ts', { SCHEMA_BASE: 'HEAD' });
    expect(sinceThen.said).toContain('accepts FIELD_REMOVED Venue.nickname, which matches no change any more');
    expect(sinceThen.status).toBe(0);
  });

  it('fails if the base revision does not exist', () => {
    const failed = runSchemaScript('schema-check.ts', { SCHEMA_BASE: 'v1.0.0' });
    expect(failed.status).toBe(1);
    expect(failed.said).toContain('v1.0.0 is not a revision of this repository');
  });
});
