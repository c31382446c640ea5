import { describe, expect, it } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { firstDifference, randomChoices, replayChoices } from './choices.ts';
import { prepareScenario } from './prepare.ts';
import { protections } from './protections.js';
import { runScenario } from './run.ts';
import { scenarios } from './scenarios.ts';

describe.each(Object.entries(scenarios))('the scenario %s', (_name, scenario) => {
  it('keeps every rule, and is the same again from its list of choices', async () => {
    const prepared = await prepareScenario(scenario);
    for (let seed = 1; seed <= 20; seed++) {
      const choices = randomChoices(seed, scenario.rates);
      const { violations, trace } = await runScenario(prepared, choices);
      expect(violations).toEqual([]);
      const again = replayChoices(choices.made.map(({ value }) => value));
      expect((await runScenario(prepared, again)).trace).toEqual(trace);
      expect(firstDifference(choices.made, again.made)).toBeUndefined();
    }
  });
});

it.each(Object.entries(protections))(
  'the protection %s is in the source, where it can be taken out',
  async (_name, each) => {
    let source = await readFile(fileURLToPath(new URL(`../../${each.file}`, import.meta.url)), 'utf8');
    for (const [from = '', to = ''] of each.edits) {
      expect(source.split(from)).toHaveLength(2);
      source = source.replace(from, () => to);
    }
    expect(Object.keys(scenarios)).toContain(each.scenario);
  },
);
