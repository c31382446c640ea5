import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { cp, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { loadParts } from '../parts/load-parts.ts';
import { readArguments } from './arguments.ts';
import { createResource } from './create-resource.ts';

let project: string;
let directory: string;
/** A project with the resources of this one, whose `#kit` is the one that these tests have loaded. */
beforeAll(async () => {
  project = await mkdtemp(path.join(tmpdir(), 'event-buddy-new-'));
  directory = path.join(project, 'subgraphs');
  await cp('subgraphs', directory, { recursive: true });
  await symlink(path.resolve('kit'), path.join(project, 'kit'));
  await symlink(path.resolve('node_modules'), path.join(project, 'node_modules'));
  await writeFile(path.join(project, 'package.json'), '{ "type": "module", "imports": { "#kit": "./kit/index.ts" } }');
});
afterAll(() => rm(project, { recursive: true, force: true }));

const create = async (...args: readonly string[]) => createResource(readArguments(args), directory);

it('writes a folder that loads, on a port of its own', async () => {
  const created = await create('keySpeaker', '--of', 'event', '--of', 'account');
  expect(created).toMatchObject({ folder: 'keySpeakers', files: expect.arrayContaining(['key-speaker.ts']) });
  const { keySpeakers, ...others } = await loadParts(directory);
  expect(keySpeakers).toMatchObject({ name: 'keySpeakers-service', portVariable: 'PORT_KEY_SPEAKERS' });
  expect(Object.values(others).map(({ port }) => port)).not.toContain(keySpeakers?.port);
  expect(keySpeakers?.definition.relations).toMatchObject({
    event: { target: 'event', parent: true, labelField: 'name' },
    account: { target: 'account', parent: false, labelField: 'username' },
  });
});

it('names the folder after the resource if its plural is irregular, and needs no other resource', async () => {
  const { folder, port } = await create('person', '--plural', 'people');
  const { person } = await loadParts(directory);
  expect([folder, person?.port, person?.definition.plural]).toEqual(['person', port, 'people']);
});

it.each([
  [[], 'The name of the resource is missing.\n\nUsage: npm run new -- NAME'],
  [['one', 'two'], 'There is more than one name: one two.'],
  [['speaker', '--for', 'event'], "Unknown option '--for'"],
  [['key-speaker'], 'name "key-speaker" is not a valid name: write keySpeaker'],
  [['self'], 'name is a reserved name for resources'],
  [['class'], 'class is a reserved word of JavaScript'],
  [['port'], "port is a name that every definition's file uses"],
  [['speaker', '--plural', 'speaker'], 'plural is the same as the name'],
  [['venue'], 'there is a resource venue, venues in the plural, already'],
  [['speaker', '--of', 'evnt'], '--of evnt: there is no such resource; did you mean "event"?'],
  [['capacity', '--of', 'venue'], '--of venue: venue has the name capacity already'],
])('refuses %j, and writes nothing', async (args, message) => {
  const before = await readdir(directory);
  await expect(create(...args)).rejects.toThrow(message);
  expect(await readdir(directory)).toEqual(before);
});

it('never overwrites a folder', async () => {
  await cp(path.join(directory, 'venues', 'venue.ts'), path.join(directory, 'tables', 'notes.txt'));
  await expect(create('table')).rejects.toThrow('subgraphs/tables exists already; nothing is overwritten');
  expect(await readFile(path.join(directory, 'tables', 'notes.txt'), 'utf8')).toContain('defineResource');
});
