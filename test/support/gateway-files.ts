import path from 'node:path';

/** The compositions that all tests share: composing takes about a second, and most systems have the same schemas. */
export const sharedCompositions = {
  GRAPHQL_COMPOSITION_CACHE: path.resolve('.cache/compositions'),
  GRAPHQL_COMPOSITION_CACHE_FILES: '1000',
};

/** Settings of a GraphQL gateway that keeps nothing of its own. */
export const withoutSavedGraph = { ...sharedCompositions, GRAPHQL_SUPERGRAPH_FILE: 'none' };
