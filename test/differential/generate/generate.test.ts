import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { validate, parse } from 'graphql';
import { compose } from '../compose.ts';
import { allFeatures } from './features.ts';
import { operations } from './operation.ts';
import { worlds } from './world.ts';

const seed = 1;

describe('generated supergraphs', () => {
  const generated = fc.sample(worlds, { seed, numRuns: 300 });

  it('compose, more than 80 % of them', () => {
    const composed = generated.slice(0, 10).map(({ subgraphs }) => compose(subgraphs));
    expect(composed.filter((result) => !('problems' in result)).length).toBeGreaterThan(8);
  });

  it('are the same for the same seed', () => {
    expect(fc.sample(worlds, { seed, numRuns: 5 })).toEqual(generated.slice(0, 5));
  });

  it.each([
    ...['@requires\\(fields: "\\w+"', '@requires\\(fields: "\\w+\\(', '@requires\\(fields: "[^"]* \\{', '@provides'],
    ...['@override', '@shareable', '@external', '@interfaceObject', 'resolvable: false', 'implements Media', 'union'],
    ...[
      '@key\\(fields: "code region"',
      '@key\\(fields: "id site \\{',
      '@key\\([^)]*\\) @key',
      'type Mutation',
      'live[ABCD]',
    ],
    ...['\\(color: Color = RED', '\\(filter: Filter', ': \\[\\[', 'scalar Json'],
  ])('have %s, at least one in forty', (pattern) => {
    const withIt = generated.filter(({ subgraphs }) => subgraphs.some(({ sdl }) => new RegExp(pattern).test(sdl)));
    expect(withIt.length).toBeGreaterThanOrEqual(generated.length / 40);
  });

  it('have failing fields of each kind', () => {
    const kinds = new Set(generated.flatMap(({ failures }) => failures.map(({ kind }) => kind)));
    expect([...kinds].sort()).toEqual(['null', 'null item', 'throw', 'throw item']);
  });
});

describe('generated operations', () => {
  const samples = fc.sample(worlds, { seed, numRuns: 5 }).flatMap(({ subgraphs }) => {
    const composed = compose(subgraphs);
    if ('problems' in composed) return [];
    const requests = fc.sample(operations(composed.apiSchema, allFeatures), { seed, numRuns: 100 }).flat();
    return requests.map((request) => ({ request, apiSchema: composed.apiSchema }));
  });

  it('are valid, more than 95 % of them', () => {
    const valid = samples.filter(({ request, apiSchema }) => validate(apiSchema, parse(request.query)).length === 0);
    expect(valid.length / samples.length).toBeGreaterThan(0.95);
  });

  it.each([
    ...[
      'fragment F0',
      '\\.\\.\\. on \\w+ \\{',
      '\\.\\.\\. on \\w+ @',
      '\\w+: \\w+',
      'id: (?!id)\\w+',
      '\\w+: __typename',
    ],
    ...['@skip\\(if: \\$', '@include\\(if: \\$', '@skip\\(if: true', '\\$representations', '\\$\\w+: Boolean = '],
    ...[
      '__schema',
      '__type\\(',
      '^mutation',
      'query Other',
      '\\$\\w+: \\w+ = ',
      '\\w+: null',
      '\\{min: \\$',
      ': \\[\\$',
    ],
  ])('have %s, at least one in a hundred', (pattern) => {
    const withIt = samples.filter(({ request }) => new RegExp(pattern).test(request.query));
    expect(withIt.length).toBeGreaterThanOrEqual(samples.length / 100);
  });

  it('give variables that are null, and leave some out', () => {
    const nulls = samples.filter(({ request }) => Object.values(request.variables ?? {}).includes(null));
    const absent = samples.filter(({ request: { query, variables = {} } }) => {
      const declared = new Set(query.match(/\$\w+(?=:)/g));
      return declared.size > Object.keys(variables).length;
    });
    expect(Math.min(nulls.length, absent.length)).toBeGreaterThan(samples.length / 50);
  });
});
