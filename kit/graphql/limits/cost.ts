import {
  getNamedType,
  GraphQLScalarType,
  GraphQLSchema,
  isCompositeType,
  Kind,
  type DefinitionNode,
  type DocumentNode,
  type NamedTypeNode,
} from 'graphql';
import { getComplexity, type ComplexityEstimator, type ComplexityEstimatorArgs } from 'graphql-query-complexity';
import { costOfFilter, filterArgument, measureFilter } from './filter-cost.ts';
import type { ListSize } from './list-sizes.ts';
import { memoize } from '../../util/memoize.ts';

/** A schema with the sizes of its lists, by `Type.field`. */
export interface PricedSchema {
  readonly schema: GraphQLSchema;
  readonly sizes: ReadonlyMap<string, ListSize>;
}

/** The operation of a request whose cost is computed. */
export interface CostedOperation {
  readonly document: DocumentNode;
  readonly operationName?: string | undefined;
  readonly variables?: Readonly<Record<string, unknown>> | undefined;
}

/** The work of an operation. */
export interface OperationCost {
  /** The number of objects that it may return, and the conditions of its filters. */
  readonly cost: number;
  /** The number of regular expressions in its filters. */
  readonly patterns: number;
  /** The number of its mutations; one with a list of inputs counts as many as the list has. */
  readonly mutations: number;
}

/** The base cost of a mutation, which calls other services. */
const mutationWeight = 10;
/** The base cost of `__schema`, which leads to all types of the schema. */
const introspectionWeight = 1000;

/** A scalar of any value, which is taken as it is. */
const anyValue = new GraphQLScalarType({ name: '_AnyValue' });
const anyValueType: NamedTypeNode = { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: anyValue.name } };

/** Adds the scalar to a schema. */
const withAnyValue = memoize((schema: GraphQLSchema): GraphQLSchema => {
  const config = schema.toConfig();
  return new GraphQLSchema({ ...config, types: [...config.types, anyValue], assumeValid: true });
});

const withoutVariableTypes = (definition: DefinitionNode): DefinitionNode =>
  definition.kind === Kind.OPERATION_DEFINITION
    ? {
        ...definition,
        variableDefinitions: (definition.variableDefinitions ?? []).map((each) => ({ ...each, type: anyValueType })),
      }
    : definition;

/**
 * Returns a document whose variables have any value: the cost needs their lengths and sizes only, and the coercion of a
 * thousand inputs, which execution does as well, takes long.
 */
const withAnyVariables = memoize((document: DocumentNode): DocumentNode => ({
  ...document,
  definitions: document.definitions.map(withoutVariableTypes),
}));

/** Returns the length of the longest list among the arguments, at least 1. */
const longestListOf = (args: ComplexityEstimatorArgs['args']): number =>
  Math.max(1, ...Object.values(args).map((value) => (Array.isArray(value) ? value.length : 1)));

/** Returns how many objects a field yields: its list's size, or the length of the longest list among its arguments. */
function multiplierOf({ type, field, args }: ComplexityEstimatorArgs, sizes: PricedSchema['sizes']): number {
  const size = sizes.get(`${type.name}.${field.name}`);
  if (size === undefined) return longestListOf(args);
  const slices = size.slicingArguments.map((name): unknown => args[name]).filter((value) => typeof value === 'number');
  return slices.length === 0 ? size.assumedSize : Math.max(0, ...slices);
}

const estimator =
  (sizes: PricedSchema['sizes'], mutationType: string | undefined): ComplexityEstimator =>
  (args) => {
    const { type, field, childComplexity } = args;
    const multiplier = multiplierOf(args, sizes);
    const filterCost = costOfFilter(args.args[filterArgument]);
    if (field.name === '__schema') return introspectionWeight + childComplexity;
    if (type.name === mutationType) return mutationWeight + multiplier * (1 + childComplexity);
    if (!isCompositeType(getNamedType(field.type))) return 0;
    const hasSizedFields = (sizes.get(`${type.name}.${field.name}`)?.sizedFields.length ?? 0) > 0;
    return filterCost + (hasSizedFields ? 1 + multiplier * childComplexity : multiplier * (1 + childComplexity));
  };

const patternEstimator: ComplexityEstimator = ({ args, childComplexity }) =>
  measureFilter(args[filterArgument]).patterns + childComplexity;

const mutationEstimator =
  (mutationType: string | undefined): ComplexityEstimator =>
  ({ type, args }) =>
    type.name === mutationType ? longestListOf(args) : 0;

/**
 * Returns the work of an operation. A list multiplies the cost of its items by its size. Regular expressions count once
 * for each field that has them.
 *
 * @throws GraphQLError if fragments expand to too many fields, or a required argument has no value
 */
export const costOf = (
  { schema, sizes }: PricedSchema,
  { document, operationName, variables }: CostedOperation,
): OperationCost => {
  const operation = {
    schema: withAnyValue(schema),
    query: withAnyVariables(document),
    ...(operationName === undefined ? {} : { operationName }),
    variables: { ...variables },
  };
  const mutationType = schema.getMutationType()?.name;
  return {
    cost: getComplexity({ ...operation, estimators: [estimator(sizes, mutationType)] }),
    patterns: getComplexity({ ...operation, estimators: [patternEstimator] }),
    mutations: getComplexity({ ...operation, estimators: [mutationEstimator(mutationType)] }),
  };
};
