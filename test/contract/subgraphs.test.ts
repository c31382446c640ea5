import { readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { composeOnce } from '../../gateway/compose/composer.ts';
import { subgraphSdl } from '../../kit/graphql/sdl/subgraph.ts';
import type { Definition } from '../../kit/resource/definition/definition.ts';
import { defaultLimits } from '../../kit/resource/limits.ts';
import { serviceParts } from '../support/parts.ts';
import { equipment } from './equipment.ts';

const parts = Object.values(serviceParts);
const ownSdl = (definition: Definition): string => subgraphSdl({ definition, limits: defaultLimits });
const published = async (name: string) => ({ name, sdl: await readFile(`schema/${name}.graphql`, 'utf8') });

/** Composes subgraphs, and returns the problems, or the hints if the composition succeeds. */
async function compositionProblems(subgraphs: readonly { readonly name: string; readonly sdl: string }[]) {
  const composition = await composeOnce(subgraphs);
  return composition.composed ? composition.hints : composition.problems;
}

describe('the composition of subgraphs', () => {
  it.each(parts.map(({ name, definition }) => [name, definition] as const))(
    'composes the current schema of %s with the published schemas of the others',
    async (name, definition) => {
      const others = await Promise.all(parts.filter((part) => part.name !== name).map((part) => published(part.name)));
      expect(await compositionProblems([{ name, sdl: ownSdl(definition) }, ...others])).toEqual([]);
    },
  );

  it.each(parts.map(({ name, definition }) => [name, definition] as const))(
    'composes %s alone, without other subgraphs',
    async (name, definition) => expect(await compositionProblems([{ name, sdl: ownSdl(definition) }])).toEqual([]),
  );

  it('composes a subgraph of an unknown resource with the published schemas', async () => {
    const others = await Promise.all(parts.map(({ name }) => published(name)));
    expect(await compositionProblems([{ name: 'equipment-service', sdl: ownSdl(equipment) }, ...others])).toEqual([]);
  });
});
