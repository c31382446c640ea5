import { describe, expect, it } from '@jest/globals';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { parse, printType, type GraphQLEnumType, type GraphQLObjectType } from 'graphql';
import { nobody, signedIn } from '../../access/policy.ts';
import { defineResource } from '../../resource/definition/define-resource.ts';
import { toOne } from '../../resource/definition/relations.ts';
import { choice, integer, text } from '../../resource/fields.ts';
import { defaultLimits } from '../../resource/limits.ts';
import { succeed } from '../../resource/problems.ts';
import { subgraphSdl } from './subgraph.ts';

const loan = defineResource({
  name: 'loan',
  summary: 'Something lent.',
  fields: {
    code: text({ title: 'Code', description: 'What stands on it.', max: 10 }).distinct(),
    note: text({ title: 'Note', description: 'Anything.', max: 10, deprecated: 'use "remark"' }).optional(),
    days: integer({ title: 'Days', description: 'How long.', min: 1, max: 9, deprecated: 'use until' }),
  },
  relations: {
    venue: toOne('venue', { title: 'Venue', description: 'Where it is from.', deprecated: 'ask the owner' }),
  },
  actions: {
    rate: {
      title: 'Rate it',
      description: 'Says how good it was.',
      deprecated: 'nobody reads it',
      ...{ method: 'PUT', path: 'rating', mutation: 'rateLoan', yields: [], policy: signedIn, problems: [] },
      input: { mark: choice({ title: 'Mark', description: 'How good.', options: ['good', 'not-good'] }) },
      run: () => Promise.resolve(succeed({ changed: true, message: 'rated', references: {} })),
    },
  },
  policies: { read: signedIn, create: nobody, change: nobody, remove: nobody, empty: nobody },
});
const schema = buildSubgraphSchema({ typeDefs: parse(subgraphSdl({ definition: loan, limits: defaultLimits })) });
const printed = (name: string): string => printType(schema.getType(name)!);

describe('the schema of a subgraph', () => {
  it('says what is not to be used any more: fields, relations, mutations, and inputs that may be left out', () => {
    expect(printed('Loan')).toMatch(/note: String @deprecated\(reason: "use \\"remark\\""\)/);
    expect(printed('Loan')).toMatch(/days: Int! @deprecated\(reason: "use until"\)/);
    expect(printed('Loan')).toMatch(/venue: Venue @deprecated\(reason: "ask the owner"\)/);
    expect(printed('Mutation')).toMatch(/rateLoan\([^)]*\): RateLoanResult! @deprecated\(reason: "nobody reads it"\)/);
    expect(printed('ChangeLoanInput')).toMatch(/days: Int @deprecated/);
    expect(printed('CreateLoanInput')).toMatch(/days: Int!\n/);
  });

  it('has a type for the choices of an action', () => {
    const mark = schema.getType('RateLoanMark') as GraphQLEnumType;
    expect(mark.getValues().map(({ name, description }) => [name, description])).toEqual([
      ['GOOD', 'Mark: good.'],
      ['NOT_GOOD', 'Mark: not-good.'],
    ]);
    const { args } = (schema.getType('Mutation') as GraphQLObjectType).getFields()['rateLoan']!;
    expect(args.map(({ name, type }) => `${name}: ${String(type)}`)).toEqual(['id: ID!', 'mark: RateLoanMark!']);
  });

  it('has a key for each field that no two documents share', () => {
    expect(subgraphSdl({ definition: loan, limits: defaultLimits })).toContain(
      'type Loan implements Resource @key(fields: "id") @key(fields: "code")',
    );
  });
});
