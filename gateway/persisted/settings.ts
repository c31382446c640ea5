import { integer } from '../../kit/util/settings/types.ts';

const group = 'GraphQL';

/** The documents that the GraphQL gateway knows by their hashes. */
export const persistedTable = {
  /** The maximum size of all automatic persisted queries, in bytes. */
  persistedQueryBytes: integer({
    variable: 'GRAPHQL_PERSISTED_QUERY_BYTES',
    group,
    description:
      'The most bytes of all documents that the GraphQL gateway keeps because clients sent them with their hashes (automatic persisted queries); those that were used last are kept. 0 turns them off.',
    min: 0,
    max: Number.MAX_SAFE_INTEGER,
    default: 10_000_000,
  }),
};
