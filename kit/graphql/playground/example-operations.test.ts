import { describe, expect, it } from '@jest/globals';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { getVariableValues } from 'graphql/execution/values.js';
import { NoDeprecatedCustomRule, parse, specifiedRules, validate, type OperationDefinitionNode } from 'graphql';
import { nobody, defineRoles, signedIn, type Policy } from '../../access/policy.ts';
import { defineResource } from '../../resource/definition/define-resource.ts';
import { toOne } from '../../resource/definition/relations.ts';
import { boolean, choice, integer, text, type Fields } from '../../resource/fields/index.ts';
import { defaultLimits } from '../../resource/limits.ts';
import { succeed } from '../../resource/problems.ts';
import { subgraphSdl } from '../sdl/subgraph.ts';
import { exampleOperationsOf } from './example-operations.ts';
import { renderTab } from './example-tab.ts';
import { createFiller } from './page.mjs';

const roles = defineRoles(['clerk']);
const labels = { title: 'Label', description: 'A label.' };
const actionOf = (mutation: string, input: Fields, overrides: { deprecated?: string; policy?: Policy } = {}) => ({
  ...{ ...labels, method: 'PUT' as const, path: mutation, mutation, input, yields: [], policy: signedIn, problems: [] },
  run: () => Promise.resolve(succeed({ changed: true, message: 'done', references: {} })),
  ...overrides,
});
const policies = { read: signedIn, create: signedIn, change: signedIn, remove: signedIn, empty: nobody };

const loan = defineResource({
  name: 'loan',
  summary: 'An item on loan.',
  fields: {
    code: text({
      ...labels,
      max: 10,
      matches: { pattern: '^[A-Z]{3}$', message: 'must be three capital letters' },
    }).distinct(),
    state: choice({ ...labels, options: ['in-use', 'back'] }),
    days: integer({ ...labels, min: 1, max: 9, deprecated: 'use until' }),
    note: text({ ...labels, max: 10, deprecated: 'use remark' }).optional(),
    isValuable: boolean(labels),
  },
  relations: { venue: toOne('venue', { ...labels, deprecated: 'ask the owner' }), event: toOne('event', labels) },
  actions: {
    rate: actionOf('rateLoan', {
      mark: choice({ ...labels, options: ['good', 'very-bad'] }),
      times: integer({ ...labels, min: 50, max: 60 }).optional(),
      old: text({ ...labels, max: 3, deprecated: 'not used' }).optional(),
    }),
    praise: actionOf('praiseLoan', {}, { deprecated: 'rate it' }),
    hide: actionOf('hideLoan', {}, { policy: nobody }),
  },
  policies,
});
const tabs = exampleOperationsOf(loan).map((tab) => renderTab(tab, '{}'));
const variablesOf = (name: string): unknown => JSON.parse(tabs.find((tab) => tab.name === name)?.variables ?? '');

describe('the example operations of a subgraph', () => {
  it('are valid documents without deprecated elements, and have variables of the right types', () => {
    const schema = buildSubgraphSchema({ typeDefs: parse(subgraphSdl({ definition: loan, limits: defaultLimits })) });
    for (const { name, query, variables } of tabs) {
      const document = parse(query);
      expect([name, validate(schema, document, [...specifiedRules, NoDeprecatedCustomRule])]).toEqual([name, []]);
      const { variableDefinitions = [] } = document.definitions[0] as OperationDefinitionNode;
      const values = JSON.parse(variables === '' ? '{}' : variables);
      expect([name, getVariableValues(schema, variableDefinitions, values).errors]).toEqual([name, undefined]);
    }
  });

  it('include only operations that somebody may perform', () => {
    const names = ['Loans', 'Loan', 'CreateLoan', 'ChangeLoan', 'RateLoan', 'RemoveLoan', 'WatchLoans'];
    expect(tabs.map(({ name }) => name)).toEqual(names);
    const restricted = { ...policies, create: nobody, change: nobody, remove: roles('clerk') };
    const readOnly = { ...loan, actions: {}, policies: restricted };
    expect(exampleOperationsOf(readOnly).map((tab) => renderTab(tab, '{}').name)).toEqual([
      'Loans',
      'Loan',
      'WatchLoans',
    ]);
  });

  it('have generated values, or hints how to get them', () => {
    expect(variablesOf('CreateLoan')).toEqual({
      input: {
        ...{ code: 'A label.', state: 'IN_USE', days: 1, isValuable: true },
        venue: 'run Loans to get the id of a venue',
        event: 'run Loans to get the id of an event',
      },
    });
    expect(variablesOf('RateLoan')).toEqual({ id: 'run CreateLoan to get the id', mark: 'GOOD', times: 50 });
  });

  it('look up what a subscription has told last', () => {
    const { record, fill } = createFiller(tabs);
    const tell = (id: string, kind: string) =>
      record('WatchLoans', { loansChanged: { kind, id, loan: kind === 'REMOVED' ? null : { id } } });
    tell('1', 'CREATED');
    const filled = fill('Loan', JSON.stringify(variablesOf('Loan')));
    expect(JSON.parse(filled)).toEqual({ id: '1' });
    tell('2', 'CHANGED');
    expect(JSON.parse(fill('Loan', filled))).toEqual({ id: '2' });
    tell('3', 'REMOVED');
    expect(fill('Loan', filled)).toBe(filled);
  });
});
