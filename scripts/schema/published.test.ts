import { mkdtempSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { gitMissingNotice, hasGit, repositoryAt } from '../../test/support/git.ts';
import { describeIf } from '../../test/support/skip-reasons.ts';
import {
  readPublishedSchemasAt,
  PublishedSchemaError,
  readPublishedSchemas,
  revisionBeforeLatestChange,
} from './published.ts';

const first = 'type Query { room: ID floor: ID }\n';
const second = 'type Query { room: ID }\n';

let root: string;
beforeEach(() => void (root = mkdtempSync(path.join(tmpdir(), 'published-'))));
afterEach(() => rmSync(root, { recursive: true, force: true }));

const put = (file: string, text: string): void => {
  mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
  writeFileSync(path.join(root, file), text);
};

const git = (...args: readonly string[]): string => repositoryAt(root).git(...args);
function commit(files: Readonly<Record<string, string>>): string {
  for (const [file, text] of Object.entries(files)) put(file, text);
  return repositoryAt(root).commit();
}

describe('readPublishedSchemas', () => {
  it('returns no schemas without the folder', () => {
    expect(readPublishedSchemas(root).schemas.size).toBe(0);
  });

  it('reads the subgraphs, and derives the API schema from the supergraph', () => {
    put('schema/rooms.graphql', first);
    put('schema/api.graphql', 'this text is ignored');
    put('schema/supergraph.yaml', '');
    put('schema/supergraph.graphql', readFileSync('schema/supergraph.graphql', 'utf8'));
    const { schemas } = readPublishedSchemas(root);
    expect([...schemas.keys()]).toEqual(['rooms', 'api']);
    expect(schemas.get('rooms')).toBe(first);
    expect(schemas.get('api')).toContain('type Event implements Resource');
    expect(schemas.get('api')).not.toContain('join__');
  });

  it('throws an error that names the source if a file has conflict markers', () => {
    put('schema/supergraph.graphql', '<<<<<<< HEAD');
    expect(() => readPublishedSchemas(root)).toThrow(PublishedSchemaError);
    expect(() => readPublishedSchemas(root)).toThrow('schema/ in the working tree cannot be read: ');
  });
});

describeIf(hasGit, gitMissingNotice)('readPublishedSchemasAt', () => {
  const previousSchema = (): string | undefined => {
    const revision = revisionBeforeLatestChange(root);
    return revision === undefined ? undefined : readPublishedSchemasAt(root, revision).schemas.get('rooms')?.trim();
  };

  it('reads the schemas before their latest change, even if other files changed since', () => {
    git('init', '--quiet');
    commit({ 'schema/rooms.graphql': first });
    commit({ 'schema/rooms.graphql': second });
    commit({ 'schema/breaking-changes.json': '[]', 'other.txt': 'other' });
    expect(previousSchema()).toBe(first.trim());
  });

  it('reads the schemas before a merge, not before a commit of the merged branch', () => {
    git('init', '--quiet', '--initial-branch', 'main');
    commit({ 'schema/rooms.graphql': first });
    git('checkout', '--quiet', '-b', 'side');
    commit({ 'schema/rooms.graphql': second });
    commit({ 'schema/rooms.graphql': `${second}scalar Date\n` });
    git('checkout', '--quiet', 'main');
    commit({ 'other.txt': 'other' });
    git('merge', '--quiet', '--no-edit', 'side');
    expect(previousSchema()).toBe(first.trim());
  });

  it('finds no revision before the first change, in a shallow clone, without commits and without a repository', () => {
    expect(previousSchema()).toBeUndefined();
    git('init', '--quiet');
    expect(previousSchema()).toBeUndefined();
    commit({ 'schema/rooms.graphql': first });
    expect(previousSchema()).toBeUndefined();
    commit({ 'schema/rooms.graphql': second });
    expect(previousSchema()).toBe(first.trim());
    git('clone', '--quiet', '--depth', '1', `file://${root}`, path.join(root, 'clone'));
    expect(revisionBeforeLatestChange(path.join(root, 'clone'))).toBeUndefined();
  });

  it('returns no schemas for a revision without the folder, and throws for an unknown revision', () => {
    git('init', '--quiet');
    const revision = commit({ 'other.txt': 'other' });
    expect(readPublishedSchemasAt(root, revision).schemas.size).toBe(0);
    expect(() => readPublishedSchemasAt(root, 'v1.0.0')).toThrow('v1.0.0 is not a revision of this repository');
    expect(() => readPublishedSchemasAt(root, '--help')).toThrow(PublishedSchemaError);
  });
});
