import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { freePortsFor } from '../../../scripts/free-ports.ts';
import { findResourceFolders, portVariableOf } from '../../../scripts/parts/resource-folders.ts';
import { gitMissingNotice, hasGit } from '../../support/git.ts';
import { runNode } from '../../support/processes.ts';
import { describeIf } from '../../support/skip-reasons.ts';
import { missingTool, runDocument } from '../documents/examples.ts';
import { codeBlocks, type CodeBlock } from '../documents/markdown.ts';
import { copyProject, type ProjectCopy } from './project-copy.ts';

const tutorial = 'docs/add-a-resource.md';
const folders = ['subgraphs/speakers', 'subgraphs/sponsors'];
const newResource = (...args: readonly string[]) => ['--import', 'tsx', 'scripts/new.ts', ...args];

/** Writes a block whose first line names its file. */
async function writeBlock({ text, line }: CodeBlock, directory: string): Promise<void> {
  const { file, content } = /^\/\/ (?<file>\S+)\n(?<content>[\s\S]*)$/.exec(text)?.groups ?? {};
  if (file === undefined || content === undefined) throw new Error(`${tutorial}:${line} does not name its file`);
  await writeFile(path.join(directory, file), content);
}

/** The default ports of the parts, by the variables that override them. */
const defaultPorts = { PORT_HAL_GATEWAY: 2112, PORT_GATEWAY: 4000, PORT_SPEAKERS: 2117 };

describeIf(hasGit, gitMissingNotice)('a resource that was added as the tutorial says', () => {
  let copy: ProjectCopy;
  let blocks: readonly CodeBlock[];
  const withCode = (language: string) => blocks.filter((block) => block.language === language);

  beforeAll(async () => {
    copy = await copyProject();
    blocks = codeBlocks(await readFile(tutorial, 'utf8'));
    const [command, shown] = blocks;
    expect(command?.text.trim()).toBe('npm run new -- speaker --of event');
    expect(await copy.node(...newResource('speaker', '--of', 'event'))).toBe(shown?.text);
    for (const block of withCode('ts')) await writeBlock(block, copy.directory);
    // One that stays as it is generated.
    await copy.node(...newResource('sponsor', '--of', 'venue', '--of', 'event'));
  });
  afterAll(() => copy.close());

  it('passes the compiler, the linters and the formatter, and gets its schema', async () => {
    const settings = { extends: './tsconfig.json', include: ['kit/**/*.d.ts', ...folders] };
    await writeFile(path.join(copy.directory, 'tsconfig.new.json'), JSON.stringify(settings));
    await copy.node('node_modules/typescript/bin/tsc', '-p', 'tsconfig.new.json');
    await copy.node('node_modules/eslint/bin/eslint.js', ...folders);
    await copy.node('node_modules/prettier/bin/prettier.cjs', '--check', ...folders);
    for (const script of ['compose', 'schema-lint', 'configuration'])
      await copy.node('--import', 'tsx', `scripts/${script}.ts`);
  }, 240_000);

  it('passes its tests', async () => {
    await copy.node('--experimental-vm-modules', 'node_modules/jest/bin/jest.js', 'subgraphs/speakers');
  }, 240_000);

  (missingTool === undefined ? it : it.skip)(
    `is served in both faces, with the output that ${tutorial} shows`,
    async () => {
      const words = ['hal-gateway', 'gateway', ...findResourceFolders(path.join(copy.directory, 'subgraphs'))];
      const ports = await freePortsFor(words.map(portVariableOf));
      const script = runNode(['--import', 'tsx', path.join(copy.directory, 'scripts/start.ts')], {
        ...ports,
        DATA_DIR: path.join(copy.directory, '.data'),
        MONGO_URL: '',
      });
      await script.waitForOutput('is up');
      const moved = Object.entries(defaultPorts).map(
        ([variable, port]) => [`http://localhost:${port}`, `http://localhost:${ports[variable]}`] as const,
      );
      try {
        for (const { location, printed, shown } of await runDocument(tutorial, new Map(moved)))
          expect([location, printed]).toEqual([location, shown]);
      } finally {
        script.child.kill('SIGINT');
        await script.exited;
      }
    },
    240_000,
  );
});
