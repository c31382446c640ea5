import { describe, expect, it } from '@jest/globals';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { getVariableValues } from 'graphql/execution/values.js';
import { NoDeprecatedCustomRule, parse, specifiedRules, validate, type OperationDefinitionNode } from 'graphql';
import { nobody, roles, signedIn, type Policy } from '../../access/policy.ts';
import { defineResource } from '../../resource/definition/define-resource.ts';
import { toOne } from '../../resource/definition/relations.ts';
import { boolean, choice, integer, text, type Fields } from '../../resource/fields.ts';
import { defaultLimits } from '../../resource/limits.ts';
import { succeed } from '../../resource/problems.ts';
import { subgraphSdl } from '../sdl/subgraph.ts';
import { exampleOperationsOf } from './example-operations.ts';
import { renderTab } from './example-tab.ts';

const words = { title: 'What', description: 'What it is.' };
const act = (mutation: string, input: Fields, more: { deprecated?: string; policy?: Policy } = {}) => ({
  ...{ ...words, method: 'PUT' as const, path: mutation, mutation, input, yields: [], policy: signedIn, problems: [] },
  run: () => Promise.resolve(succeed({ changed: true, message: 'done', references: {} })),
  ...more,
});
const policies = { read: signedIn, create: signedIn, change: signedIn, remove: signedIn, empty: nobody };

const loan = defineResource({
  name: 'loan',
  summary: 'Something lent.',
  fields: {
    code: text({ ...words, max: 10, matches: { pattern: '^[A-Z]{3}$', message: 'is wrong' } }).distinct(),
    state: choice({ ...words, options: ['in-use', 'back'] }),
    days: integer({ ...words, min: 1, max: 9, deprecated: 'use until' }),
    note: text({ ...words, max: 10, deprecated: 'use remark' }).optional(),
    isDear: boolean(words),
  },
  relations: { venue: toOne('venue', { ...words, deprecated: 'ask the owner' }), event: toOne('event', words) },
  actions: {
    rate: act('rateLoan', {
      mark: choice({ ...words, options: ['good', 'not-good'] }),
      times: integer({ ...words, min: 50, max: 60 }).optional(),
      old: text({ ...words, max: 3, deprecated: 'say nothing' }).optional(),
    }),
    praise: act('praiseLoan', {}, { deprecated: 'rate it' }),
    hide: act('hideLoan', {}, { policy: nobody }),
  },
  policies,
});
const tabs = exampleOperationsOf(loan).map((tab) => renderTab(tab, '{}'));
const variablesOf = (name: string): unknown => JSON.parse(tabs.find((tab) => tab.name === name)?.variables ?? '');

describe('the story of a subgraph', () => {
  it('has documents that the schema takes, in which nothing is deprecated, with variables of their types', () => {
    const schema = buildSubgraphSchema({ typeDefs: parse(subgraphSdl({ definition: loan, limits: defaultLimits })) });
    for (const { name, query, variables } of tabs) {
      const document = parse(query);
      expect([name, validate(schema, document, [...specifiedRules, NoDeprecatedCustomRule])]).toEqual([name, []]);
      const { variableDefinitions = [] } = document.definitions[0] as OperationDefinitionNode;
      const given = JSON.parse(variables === '' ? '{}' : variables);
      expect([name, getVariableValues(schema, variableDefinitions, given).errors]).toEqual([name, undefined]);
    }
  });

  it('goes as far as anybody may', () => {
    const names = ['Loans', 'Loan', 'CreateLoan', 'ChangeLoan', 'RateLoan', 'RemoveLoan'];
    expect(tabs.map(({ name }) => name)).toEqual(names);
    const closed = { ...policies, create: nobody, change: nobody, remove: roles('clerk') };
    const shown = { ...loan, actions: {}, policies: closed };
    expect(exampleOperationsOf(shown).map((tab) => renderTab(tab, '{}').name)).toEqual(['Loans', 'Loan']);
  });

  it('makes values from the fields, and says what it cannot make', () => {
    expect(variablesOf('CreateLoan')).toEqual({
      input: {
        ...{ code: 'What it is.', state: 'IN_USE', days: 1, isDear: true },
        venue: 'run Loans for the id of a venue that has one',
        event: 'run Loans for the id of an event that has one',
      },
    });
    expect(variablesOf('RateLoan')).toEqual({ id: 'run CreateLoan for the id', mark: 'GOOD', times: 50 });
  });
});
