import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { compose } from '../../../scripts/schema/compose.ts';
import { findBreakingChanges } from '../../../scripts/schema/find-breaking-changes.ts';
import { runSchemaScript, type SchemaScript } from '../../../scripts/schema/run-schema-script.ts';
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

/** Runs a script in the folder. `said` is what it printed. */
async function run(script: SchemaScript): Promise<{ status: number; said: string }> {
  const lines: unknown[] = [];
  const print = (line: unknown): void => void lines.push(line);
  const status = await runSchemaScript(script, root, { log: print, error: print });
  return { status, said: lines.join('\n') };
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
  it('does not overwrite schemas with breaking changes until a note has the reason', async () => {
    const published = publishNickname();
    const rejected = await run(compose);
    expect(rejected.status).toBe(1);
    expect(rejected.said).toContain('FIELD_REMOVED Venue.nickname');
    expect(rejected.said).toContain('(in venues-service)');
    expect(read('venues-service.graphql')).toBe(published);

    write('breaking-changes.json', notesFrom(rejected.said));
    expect((await run(compose)).status).toBe(0);
    expect(read('venues-service.graphql')).not.toContain('nickname');
  });

  it('removes the schema of a removed subgraph', async () => {
    write('rooms-service.graphql', 'type Query { room: ID }');
    const rejected = await run(compose);
    expect(rejected.said).toContain('SUBGRAPH_REMOVED rooms-service');
    write('breaking-changes.json', notesFrom(rejected.said));
    expect((await run(compose)).status).toBe(0);
    expect(readdirSync(path.join(root, 'schema'))).not.toContain('rooms-service.graphql');
  });

  it('names an invalid note, and writes nothing', async () => {
    write('breaking-changes.json', '[{ "type": "FIELD_REMOVED" }]');
    const rejected = await run(compose);
    expect(rejected.status).toBe(1);
    expect(rejected.said).toMatch(/breaking-changes\.json is invalid:[^]*\[0\]\.why/);
  });
});

describe('npm run schema:check', () => {
  it('passes without breaking changes, and without a git history', async () => {
    const passed = await run(findBreakingChanges(undefined));
    expect(passed.said).toContain('There is no earlier revision to compare with');
    expect(passed).toMatchObject({ status: 0 });
  });

  (hasGit ? it : it.skip)('finds a committed breaking change until a note has the reason', async () => {
    const regenerated = read('venues-service.graphql');
    publishNickname();
    const { git, commit } = repositoryAt(root);
    git('init', '--quiet');
    commit();
    write('venues-service.graphql', regenerated);
    commit();
    const rejected = await run(findBreakingChanges(undefined));
    expect(rejected.status).toBe(1);
    expect(rejected.said).toMatch(/1 breaking change of schema\/ at [0-9a-f]+:\n {2}FIELD_REMOVED Venue\.nickname/);

    write('breaking-changes.json', notesFrom(rejected.said));
    const noted = await run(findBreakingChanges(undefined));
    expect(noted.said).toContain('Accepted breaking change: FIELD_REMOVED Venue.nickname.');
    expect(noted.status).toBe(0);
    const sinceThen = await run(findBreakingChanges('HEAD'));
    expect(sinceThen.said).toContain('accepts FIELD_REMOVED Venue.nickname, which matches no change any more');
    expect(sinceThen.status).toBe(0);
  });

  it('fails if the base revision does not exist', async () => {
    const failed = await run(findBreakingChanges('v1.0.0'));
    expect(failed.status).toBe(1);
    expect(failed.said).toContain('v1.0.0 is not a revision of this repository');
  });
});
