import { describe, expect, it } from '@jest/globals';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { parse, printType, type GraphQLEnumType, type GraphQLObjectType } from 'graphql';
import { nobody, signedIn } from '../../access/policy.ts';
import { defineResource } from '../../resource/definition/define-resource.ts';
import { commonTypeNames, derivedTypeNames } from '../../resource/definition/checks/check-graphql-types.ts';
import { toOne } from '../../resource/definition/relations.ts';
import { choice, decimal, email, integer, text, url } from '../../resource/fields/index.ts';
import type { Definition } from '../../resource/definition/definition.ts';
import { defaultLimits } from '../../resource/limits.ts';
import { succeed } from '../../resource/problems.ts';
import { subgraphSdl } from './subgraph.ts';

const loan = defineResource({
  name: 'loan',
  summary: 'An item on loan.',
  fields: {
    code: text({ title: 'Code', description: 'The code on the label.', max: 10 }).distinct(),
    note: text({ title: 'Note', description: 'A free-form note.', max: 10, deprecated: 'use "remark"' }).optional(),
    days: integer({ title: 'Days', description: 'The length of the loan.', min: 1, max: 9, deprecated: 'use until' }),
  },
  relations: {
    venue: toOne('venue', { title: 'Venue', description: 'The venue that lends it.', deprecated: 'ask the owner' }),
  },
  actions: {
    rate: {
      title: 'Rate',
      description: 'Rates the loan.',
      deprecated: 'ratings are ignored',
      ...{ method: 'PUT', path: 'rating', mutation: 'rateLoan', yields: [], policy: signedIn, problems: [] },
      input: { mark: choice({ title: 'Mark', description: 'The rating.', options: ['good', 'very-bad'] }) },
      run: () => Promise.resolve(succeed({ changed: true, message: 'rated', references: {} })),
    },
  },
  policies: { read: signedIn, create: signedIn, change: signedIn, remove: nobody, empty: nobody },
});
const schema = buildSubgraphSchema({ typeDefs: parse(subgraphSdl({ definition: loan, limits: defaultLimits })) });
const printedType = (name: string): string => printType(schema.getType(name)!);

describe('the schema of a subgraph', () => {
  it('marks deprecated fields, relations, mutations and optional inputs', () => {
    expect(printedType('Loan')).toMatch(/note: String @deprecated\(reason: "use \\"remark\\""\)/);
    expect(printedType('Loan')).toMatch(/days: Int! @deprecated\(reason: "use until"\)/);
    expect(printedType('Loan')).toMatch(/venue: Venue @deprecated\(reason: "ask the owner"\)/);
    expect(printedType('Mutation')).toMatch(
      /rateLoan\([^)]*\): RateLoanResult! @deprecated\(reason: "ratings are ignored"\)/,
    );
    expect(printedType('ChangeLoanInput')).toMatch(/days: Int @deprecated/);
    expect(printedType('CreateLoanInput')).toMatch(/days: Int!\n/);
  });

  it('has an enum for each choice of an action', () => {
    const mark = schema.getType('RateLoanMark') as GraphQLEnumType;
    expect(mark.getValues().map(({ name, description }) => [name, description])).toEqual([
      ['GOOD', 'Mark: good.'],
      ['VERY_BAD', 'Mark: very-bad.'],
    ]);
    const { args } = (schema.getType('Mutation') as GraphQLObjectType).getFields()['rateLoan']!;
    expect(args.map(({ name, type }) => `${name}: ${String(type)}`)).toEqual(['id: ID!', 'mark: RateLoanMark!']);
  });

  it('has no mutation that nobody may perform, and no root of mutations without any', () => {
    const mutations = (schema.getType('Mutation') as GraphQLObjectType).getFields();
    expect(Object.keys(mutations)).toEqual(['createLoan', 'createLoans', 'changeLoan', 'rateLoan']);
    const policies = { ...loan.policies, create: nobody, change: nobody };
    const sdl = subgraphSdl({ definition: { ...loan, policies, actions: {} }, limits: defaultLimits });
    expect(buildSubgraphSchema({ typeDefs: parse(sdl) }).getMutationType()).toBeUndefined();
    expect(sdl).not.toContain('LoanInput');
  });

  it('has no type whose name the check of definitions does not know', () => {
    const known = new Set([...commonTypeNames, ...derivedTypeNames(loan)]);
    const isOwn = (name: string): boolean => !name.startsWith('_') && !/^(federation|link)__|^FieldSet$/.test(name);
    const names = Object.keys(schema.getTypeMap()).filter(isOwn);
    expect(names.filter((name) => !known.has(name))).toEqual([]);
  });

  it('has the types of decimals, URLs and e-mail addresses if it uses them', () => {
    const namesOf = (definition: Definition): readonly string[] =>
      Object.keys(
        buildSubgraphSchema({ typeDefs: parse(subgraphSdl({ definition, limits: defaultLimits })) }).getTypeMap(),
      );
    const added = ['URLFilter', 'EmailAddress', 'EmailAddressFilter', 'Decimal', 'DecimalFilter'];
    expect(namesOf(loan)).not.toEqual(expect.arrayContaining([expect.stringMatching(/Email|Decimal|URLFilter/)]));
    const labels = { title: 'Title', description: 'Description.' };
    const fields = { a: url(labels), b: email(labels), c: decimal({ ...labels, digits: 5, scale: 2 }) };
    expect(namesOf({ ...loan, fields })).toEqual(expect.arrayContaining(added));
    const rate = { ...loan.actions['rate']!, input: { c: fields.c } };
    const names = namesOf({ ...loan, actions: { rate } });
    expect(added.filter((name) => names.includes(name))).toEqual(['Decimal']);
  });

  it('adds a list for each relation to a type, named after its inverse', () => {
    const text = { title: 'Title', description: 'The loans that it lends.' };
    const relations = {
      ...loan.relations,
      lender: toOne('account', { ...text, inverse: { ...text, name: 'lentLoan', deprecated: 'use "loans"' } }),
      borrower: toOne('account', { ...text, inverse: { ...text, name: 'debt', plural: 'owedItems' } }),
      owner: toOne('account', { ...text, inverse: { ...text, name: 'loan' } }),
    };
    const sdl = subgraphSdl({ definition: { ...loan, relations }, limits: defaultLimits });
    const types = buildSubgraphSchema({ typeDefs: parse(sdl) }).getTypeMap();
    const listsOf = (type: string) =>
      Object.values((types[type] as GraphQLObjectType).getFields())
        .filter((field) => String(field.type) === 'LoanConnection')
        .map(({ name, description, deprecationReason }) => [name, description, deprecationReason]);
    expect(listsOf('Venue')).toEqual([['loans', 'The loans of the venue.', undefined]]);
    expect(listsOf('Account')).toEqual([
      ['lentLoans', 'The loans that it lends.', 'use "loans"'],
      ['owedItems', 'The loans that it lends.', undefined],
      ['loans', 'The loans that it lends.', undefined],
    ]);
  });

  it('has a key for each unique field', () => {
    expect(subgraphSdl({ definition: loan, limits: defaultLimits })).toContain(
      'type Loan implements Resource @key(fields: "id") @key(fields: "code")',
    );
  });
});
