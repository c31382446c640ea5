import { flag, integer, setting } from '../../kit/util/settings/types.ts';

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
  documents: {
    path: setting<string, undefined>(
      {
        variable: 'GRAPHQL_DOCUMENTS',
        group,
        description:
          "The file or folder of documents that clients can send by their identifiers: `.json` files with manifests of Apollo's `generate-persisted-query-manifest` or maps of Relay's compiler, and `.graphql` files, which are identified by their SHA-256. They are read when the GraphQL gateway starts.",
        default: undefined,
        unset: 'none',
      },
      { expected: 'a path', parse: (text) => text },
    ),
    only: flag({
      variable: 'GRAPHQL_DOCUMENTS_ONLY',
      group,
      description:
        'Whether the GraphQL gateway executes the documents in `GRAPHQL_DOCUMENTS` only. Introspection and the playground then work no more.',
      default: false,
    }),
    maxBytes: integer({
      variable: 'GRAPHQL_DOCUMENTS_MAX_BYTES',
      group,
      description: 'The most bytes of all files in `GRAPHQL_DOCUMENTS`; with more, the GraphQL gateway does not start.',
      min: 1,
      max: Number.MAX_SAFE_INTEGER,
      default: 20_000_000,
    }),
    maxCount: integer({
      variable: 'GRAPHQL_DOCUMENTS_MAX',
      group,
      description: 'The most documents in these files.',
      min: 1,
      max: 1_000_000,
      default: 10_000,
    }),
  },
};
