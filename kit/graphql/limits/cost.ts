import { getNamedType, isCompositeType, type DocumentNode, type GraphQLSchema } from 'graphql';
import { getComplexity, type ComplexityEstimator, type ComplexityEstimatorArgs } from 'graphql-query-complexity';
import type { ListSize } from './list-sizes.ts';

/** What is known of a schema by which the cost of a document is counted. */
export interface PricedSchema {
  readonly schema: GraphQLSchema;
  readonly sizes: ReadonlyMap<string, ListSize>;
}

/** A document with its variables. */
export interface CostedOperation {
  readonly document: DocumentNode;
  readonly operationName?: string | undefined;
  readonly variables?: Readonly<Record<string, unknown>> | undefined;
}

/** What a mutation counts, besides what it leads to: it asks other services. */
const mutationWeight = 10;

/** How often what is below a field comes: the size of its list, or the items of a list that it is given. */
function timesOf({ type, field, args }: ComplexityEstimatorArgs, sizes: PricedSchema['sizes']): number {
  const size = sizes.get(`${type.name}.${field.name}`);
  if (size === undefined) {
    const lists = Object.values(args).filter((value) => Array.isArray(value));
    return Math.max(1, ...lists.map((list) => list.length));
  }
  const given = size.slicingArguments.map((name): unknown => args[name]).filter((value) => typeof value === 'number');
  return given.length === 0 ? size.assumedSize : Math.max(0, ...given);
}

const estimator =
  (sizes: PricedSchema['sizes'], mutations: string | undefined): ComplexityEstimator =>
  (given) => {
    const { type, field, childComplexity: below } = given;
    const times = timesOf(given, sizes);
    if (type.name === mutations) return mutationWeight + times * (1 + below);
    if (!isCompositeType(getNamedType(field.type))) return 0;
    const isSizedBelow = (sizes.get(`${type.name}.${field.name}`)?.sizedFields.length ?? 0) > 0;
    return isSizedBelow ? 1 + times * below : times * (1 + below);
  };

/**
 * How many objects a document may lead to: lists count by their sizes, what is in them so often. Throws a
 * `GraphQLError` when there are fragments without end, or variables that are not what the document says.
 */
export const costOf = (
  { schema, sizes }: PricedSchema,
  { document, operationName, variables }: CostedOperation,
): number =>
  getComplexity({
    schema,
    query: document,
    ...(operationName === undefined ? {} : { operationName }),
    variables: { ...variables },
    estimators: [estimator(sizes, schema.getMutationType()?.name)],
  });
