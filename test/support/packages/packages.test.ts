import { createRequire } from 'node:module';
import { expect, it } from '@jest/globals';
import express from 'express';
import { GraphQLError, GraphQLObjectType, graphql, GraphQLSchema, GraphQLString, parse } from 'graphql';

const require = createRequire(import.meta.url);

it('a package is the same whether it is imported or required', () => {
  expect(require('graphql').parse).toBe(parse);
  expect(require('express')).toBe(express);
});

it('errors of packages are errors to the tests, and those of tests are errors to packages', async () => {
  expect(() => parse('{')).toThrow(Error);
  const fail = (): never => {
    throw new TypeError('of the test');
  };
  const query = new GraphQLObjectType({ name: 'Query', fields: { fails: { type: GraphQLString, resolve: fail } } });
  const { errors } = await graphql({ schema: new GraphQLSchema({ query }), source: '{ fails }' });
  expect(errors).toEqual([expect.any(GraphQLError)]);
  expect(errors?.[0]?.originalError).toBeInstanceOf(TypeError);
});

it('a class of a test has only its own instances', () => {
  class OwnError extends Error {}
  expect(new Error('another')).not.toBeInstanceOf(OwnError);
  expect(new OwnError('this')).toBeInstanceOf(Error);
  expect({ message: 'no error' }).not.toBeInstanceOf(Error);
});
