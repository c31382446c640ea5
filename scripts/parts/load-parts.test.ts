import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { loadParts } from './load-parts.ts';
import { findResourceFolders } from './resource-folders.ts';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'event-buddy-parts-'));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

const kit = pathToFileURL(path.resolve('kit/index.ts')).href;
const definitionOf = (name: string, more = '') =>
  `import { defineResource, text, anyone } from '${kit}';
  const policies = { read: anyone, create: anyone, change: anyone, remove: anyone, empty: anyone };
  const fields = { label: text({ title: 'Label', description: 'A label.', max: 9 }) };
  export const ${name} = defineResource({ name: '${name}', summary: 'A thing.', fields, policies ${more} });`;
const withPort = (name: string, port: number | string, more = '') =>
  `${definitionOf(name, more)}\nexport const port = ${port};`;

let count = 0;
/** Writes folders, given as path → text, into a new directory. */
async function writeFolders(files: Readonly<Record<string, string>>): Promise<string> {
  const root = path.join(directory, String(count++));
  for (const [file, text] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(root, file)), { recursive: true });
    await writeFile(path.join(root, file), text);
  }
  return root;
}
const load = async (files: Readonly<Record<string, string>>) => loadParts(await writeFolders(files));

it('finds each folder with its definition, in the order of the ports', async () => {
  const parts = await load({
    'keySpeakers/key-speaker.ts': withPort('keySpeaker', 5002),
    'keySpeakers/rule.ts': 'export const rule = 5;',
    'equipment/equipment.ts': withPort('equipment', 5001, ", plural: 'equipmentItems'"),
    'equipment/equipment.test.ts': 'throw new Error("tests are not loaded");',
    'shared.ts': 'throw new Error("only folders are loaded");',
  });
  expect(Object.entries(parts)).toMatchObject([
    ['equipment', { name: 'equipment-service', port: 5001, portVariable: 'PORT_EQUIPMENT' }],
    ['keySpeakers', { name: 'keySpeakers-service', port: 5002, portVariable: 'PORT_KEY_SPEAKERS' }],
  ]);
  expect(parts['equipment']?.definition.plural).toBe('equipmentItems');
});

it('ignores folders without source files', async () => {
  const root = await writeFolders({ 'things/thing.ts': '', 'left/thing.test.ts': '', 'empty/.keep': '' });
  expect(findResourceFolders(root)).toEqual(['things']);
});

it.each([
  ['no definition', { 'things/thing.ts': 'export const port = 5001;' }, 'subgraphs/things exports no definition'],
  [
    'a copy of a definition, which defineResource did not check',
    { 'things/thing.ts': `${withPort('checked', 5001)}`.replace('export const checked', 'export const thing = { ...') },
    'cannot be loaded',
  ],
  [
    'an object that was not made by defineResource',
    { 'things/thing.ts': "export const port = 5001; export const thing = { name: 'thing', plural: 'things' };" },
    'subgraphs/things exports no definition',
  ],
  [
    'two definitions',
    { 'things/a.ts': withPort('thing', 5001), 'things/b.ts': definitionOf('other') },
    'subgraphs/things exports two definitions, in subgraphs/things/a.ts and subgraphs/things/b.ts',
  ],
  ['no port', { 'things/thing.ts': definitionOf('thing') }, 'subgraphs/things/thing.ts has no port'],
  ['an invalid port', { 'things/thing.ts': withPort('thing', "'x'") }, 'subgraphs/things/thing.ts has the port "x"'],
  [
    'a name after which nobody looks for it',
    { 'people/person.ts': withPort('person', 5001, ", plural: 'people'") },
    'subgraphs/people/person.ts defines person: name its folder "persons" or "person"',
  ],
  ['code that fails', { 'things/thing.ts': 'export const port = missing;' }, 'subgraphs/things/thing.ts cannot be'],
  ['an invalid definition', { 'things/thing.ts': withPort('thing', 1).replaceAll('label', 'id') }, 'thing.id is'],
])('rejects a folder with %s', async (_, files, message) => expect(load(files)).rejects.toThrow(message));

it('names all faults at once, and what two parts share', async () => {
  const folders = {
    'as/a.ts': withPort('a', 2112),
    'bs/b.ts': withPort('b', 5001),
    'cs/c.ts': withPort('c', 5001, ", plural: 'bs'"),
    'ds/d.ts': '',
    'gateway/gateway.ts': withPort('gateway', 5002),
  };
  await expect(load(folders)).rejects.toThrow(
    [
      'subgraphs/ds exports no definition: export the result of defineResource from one file',
      'the HAL gateway and subgraphs/as have the same port, 2112',
      'subgraphs/bs and subgraphs/cs have the same port, 5001',
      'the GraphQL gateway and subgraphs/gateway have the same port variable, PORT_GATEWAY',
      'subgraphs/bs and subgraphs/cs have the same plural, bs',
    ].join('\n'),
  );
});
