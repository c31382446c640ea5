import { mkdtempSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { gitMissingNotice, hasGit, repositoryAt } from '../../test/support/git.ts';
import { describeIf } from '../../test/support/skip-reasons.ts';
import { publishedAt, PublishedFault, publishedInFolder, revisionBefore } from './published.ts';

const first = 'type Query { room: ID floor: ID }\n';
const second = 'type Query { room: ID }\n';

let root: string;
beforeEach(() => void (root = mkdtempSync(path.join(tmpdir(), 'published-'))));
afterEach(() => rmSync(root, { recursive: true, force: true }));

const put = (file: string, text: string): void => {
  mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
  writeFileSync(path.join(root, file), text);
};

const git = (...given: readonly string[]): string => repositoryAt(root).git(...given);
function commit(files: Readonly<Record<string, string>>): string {
  for (const [file, text] of Object.entries(files)) put(file, text);
  return repositoryAt(root).commit();
}

describe('the schemas in the folder', () => {
  it('are none where there is no folder', () => {
    expect(publishedInFolder(root).schemas.size).toBe(0);
  });

  it('are those of the subgraphs, and the API schema that the supergraph makes', () => {
    put('schema/rooms.graphql', first);
    put('schema/api.graphql', 'what was written there does not count');
    put('schema/supergraph.yaml', '');
    put('schema/supergraph.graphql', readFileSync('schema/supergraph.graphql', 'utf8'));
    const { schemas } = publishedInFolder(root);
    expect([...schemas.keys()]).toEqual(['rooms', 'api']);
    expect(schemas.get('rooms')).toBe(first);
    expect(schemas.get('api')).toContain('type Event implements Resource');
    expect(schemas.get('api')).not.toContain('join__');
  });

  it('cannot be read with the marks of a conflict in them: the fault names the place', () => {
    put('schema/supergraph.graphql', '<<<<<<< HEAD');
    expect(() => publishedInFolder(root)).toThrow(PublishedFault);
    expect(() => publishedInFolder(root)).toThrow('schema/ as it is cannot be read: ');
  });
});

describeIf(hasGit, gitMissingNotice)('the schemas in the history', () => {
  const before = (): string | undefined => {
    const revision = revisionBefore(root);
    return revision === undefined ? undefined : publishedAt(root, revision).schemas.get('rooms')?.trim();
  };

  it('are those before the latest change of a schema, however long ago, and whatever else changed since', () => {
    git('init', '--quiet');
    commit({ 'schema/rooms.graphql': first });
    commit({ 'schema/rooms.graphql': second });
    commit({ 'schema/breaking-changes.json': '[]', 'other.txt': 'other' });
    expect(before()).toBe(first.trim());
  });

  it('are those before a merge as a whole', () => {
    git('init', '--quiet', '--initial-branch', 'main');
    commit({ 'schema/rooms.graphql': first });
    git('checkout', '--quiet', '-b', 'side');
    commit({ 'schema/rooms.graphql': second });
    commit({ 'schema/rooms.graphql': `${second}scalar Date\n` });
    git('checkout', '--quiet', 'main');
    commit({ 'other.txt': 'other' });
    git('merge', '--quiet', '--no-edit', 'side');
    expect(before()).toBe(first.trim());
  });

  it('are none before the first, in a shallow clone, in a repository without commits, and where there is none', () => {
    expect(before()).toBeUndefined();
    git('init', '--quiet');
    expect(before()).toBeUndefined();
    commit({ 'schema/rooms.graphql': first });
    expect(before()).toBeUndefined();
    commit({ 'schema/rooms.graphql': second });
    expect(before()).toBe(first.trim());
    git('clone', '--quiet', '--depth', '1', `file://${root}`, path.join(root, 'clone'));
    expect(revisionBefore(path.join(root, 'clone'))).toBeUndefined();
  });

  it('are none in a revision without the folder, and a fault in one that is not here', () => {
    git('init', '--quiet');
    const revision = commit({ 'other.txt': 'other' });
    expect(publishedAt(root, revision).schemas.size).toBe(0);
    expect(() => publishedAt(root, 'v1.0.0')).toThrow('v1.0.0 is no revision that is here');
    expect(() => publishedAt(root, '--help')).toThrow(PublishedFault);
  });
});
