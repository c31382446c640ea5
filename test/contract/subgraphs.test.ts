import { readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { composeOnce } from '../../gateway/compose/composer.ts';
import { subgraphSdl } from '../../kit/graphql/sdl/subgraph.ts';
import type { Definition } from '../../kit/resource/definition/definition.ts';
import { defaultLimits } from '../../kit/resource/limits.ts';
import { serviceParts } from '../../scripts/parts.ts';
import { equipment } from './equipment.ts';

const parts = Object.values(serviceParts);
const ownSdl = (definition: Definition): string => subgraphSdl({ definition, limits: defaultLimits });
const published = async (name: string) => ({ name, sdl: await readFile(`schema/${name}.graphql`, 'utf8') });

/** What the composition of these has to say against it, and of what differs between them. */
async function compositionProblems(subgraphs: readonly { readonly name: string; readonly sdl: string }[]) {
  const composition = await composeOnce(subgraphs);
  return composition.composed ? composition.hints : composition.problems;
}

describe('a subgraph', () => {
  it.each(parts.map(({ name, definition }) => [name, definition] as const))(
    '%s composes as it is now with what the others have published',
    async (name, definition) => {
      const others = await Promise.all(parts.filter((part) => part.name !== name).map((part) => published(part.name)));
      expect(await compositionProblems([{ name, sdl: ownSdl(definition) }, ...others])).toEqual([]);
    },
  );

  it.each(parts.map(({ name, definition }) => [name, definition] as const))(
    '%s composes alone: nothing of its own needs another',
    async (name, definition) => expect(await compositionProblems([{ name, sdl: ownSdl(definition) }])).toEqual([]),
  );

  it('of a resource that the others have never heard of composes with what they have published', async () => {
    const others = await Promise.all(parts.map(({ name }) => published(name)));
    expect(await compositionProblems([{ name: 'equipment-service', sdl: ownSdl(equipment) }, ...others])).toEqual([]);
  });
});
