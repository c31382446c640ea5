import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { apiSdl } from './api.ts';
import type { SchemaSet } from './comparison.ts';
import { notesFile } from './accepted-changes.ts';

/** The folder of what is published. */
export const schemaFolder = 'schema';

/** Schemas that are published, and what to call the place. */
export interface Published {
  readonly place: string;
  readonly schemas: SchemaSet;
}

/** What is published cannot be read, or is not there; the message says what and where. */
export class PublishedFault extends Error {
  override readonly name = 'PublishedFault';
}

/** These are made from the subgraphs' schemas. */
const composed = ['supergraph.graphql', 'api.graphql'];

/** The schemas among files, whose texts `read` gives. The API schema is taken from the supergraph. */
function schemaSet(files: readonly string[], read: (file: string) => string): SchemaSet {
  const subgraphs = files.filter((file) => file.endsWith('.graphql') && !composed.includes(file));
  const set = new Map(subgraphs.map((file) => [path.basename(file, '.graphql'), read(file)]));
  if (files.includes('supergraph.graphql')) set.set('api', apiSdl(read('supergraph.graphql')));
  return set;
}

/** The schemas in the folder as it is now; none if there is no such folder. Throws `PublishedFault`. */
export function publishedInFolder(root: string): Published {
  const folder = path.join(root, schemaFolder);
  const read = (file: string): string => readFileSync(path.join(folder, file), 'utf8');
  const place = `${schemaFolder}/ as it is`;
  if (!existsSync(folder)) return { place, schemas: new Map() };
  return { place, schemas: readable(place, () => schemaSet(readdirSync(folder).toSorted(), read)) };
}

/** The text of the notes on breaking changes; none if there is no such file. */
export function notesIn(root: string): string | undefined {
  const file = path.join(root, schemaFolder, notesFile);
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

/** The schemas in a revision of the repository; none if the folder is not in it. Throws `PublishedFault`. */
export function publishedAt(root: string, revision: string): Published {
  const place = `${schemaFolder}/ at ${revision}`;
  const commit = git(root, ['rev-parse', '--verify', '--quiet', `${revision}^{commit}`]);
  if (commit === undefined) throw new PublishedFault(`${revision} is no revision that is here`);
  const read = (file: string): string => git(root, ['show', `${commit}:./${schemaFolder}/${file}`]) ?? '';
  const files = git(root, ['ls-tree', '--full-tree', '--name-only', `${commit}:./${schemaFolder}`])?.split('\n') ?? [];
  return { place, schemas: readable(place, () => schemaSet(files, read)) };
}

function readable(place: string, read: () => SchemaSet): SchemaSet {
  try {
    return read();
  } catch (error) {
    throw new PublishedFault(`${place} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/**
 * The revision before the latest change of a schema. None where it cannot be told: without git, before the first
 * change, where a shallow clone ends.
 */
export function revisionBefore(root: string): string | undefined {
  const schemas = `:(glob)${schemaFolder}/*.graphql`;
  const latest = git(root, ['log', '-1', '--first-parent', '--format=%h', '--', schemas]);
  return latest === undefined || latest === '' ? undefined : git(root, ['rev-parse', '--verify', '--short', '--quiet', `${latest}^`]);
}

/** What git says; undefined if it, or what it is asked for, is not there. */
function git(root: string, given: readonly string[]): string | undefined {
  try {
    return execFileSync('git', given, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trimEnd();
  } catch {
    return undefined;
  }
}
