import { choice, integer, text } from '../../kit/util/settings/types.ts';

const group = 'Tests and CI';
const required = (variable: string, dependency: string) =>
  choice(['required'], {
    variable,
    group,
    description: `With \`required\`, the tests that need ${dependency} fail instead of being skipped if it is missing.`,
    default: undefined,
    unset: 'those tests are skipped',
  });
const count = (variable: string, description: string, defaultValue: number) =>
  integer({ variable, group, description, min: 0, max: Number.MAX_SAFE_INTEGER, default: defaultValue });

/** The settings that the tests read. */
export const testTable = {
  mongo: required('TEST_MONGO', 'MongoDB'),
  stores: choice(['embedded', 'mongo'], {
    variable: 'TEST_STORES',
    group,
    description: 'The one store of the suites that run on both.',
    default: undefined,
    unset: 'both',
  }),
  chromium: required('TEST_CHROMIUM', 'Chromium'),
  rover: required('TEST_ROVER', '`rover`'),
  mongoUrl: text({
    variable: 'MONGO_TEST_URL',
    group,
    description: 'The running MongoDB that the test suites on MongoDB use.',
    default: undefined,
    expected: 'a MongoDB connection string',
    unset: 'the tests start a `mongod`',
  }),
  mongodBinary: text({
    variable: 'MONGOMS_SYSTEM_BINARY',
    group,
    description: 'The path of the `mongod` that the tests start.',
    default: undefined,
    expected: 'a path',
    unset: 'the one that `scripts/ci/install-mongod.sh` installs',
  }),
  mongodVersion: text({
    variable: 'MONGOMS_VERSION',
    group,
    description: 'The version of that `mongod`.',
    default: '6.0.5',
    expected: 'a version',
  }),
  chromiumPath: text({
    variable: 'CHROMIUM_PATH',
    group,
    description: 'The path of the Chromium that the browser tests use.',
    default: undefined,
    expected: 'a path',
    unset: 'the first of the standard paths that exists',
  }),
  fuzzRuns: count('FUZZ_RUNS', 'The number of random requests that the fuzzer sends to the HAL face.', 500),
  fuzzQueries: count(
    'FUZZ_QUERIES',
    'The number of random GraphQL documents that the fuzzer sends to the gateway and the subgraphs.',
    125,
  ),
  pagingDocuments: count('PAGING_DOCUMENTS', 'The number of documents that the paging test reads page by page.', 1000),
  fuzzSeed: integer({
    variable: 'FUZZ_SEED',
    group,
    description: 'The seed of the fuzzers: the same seed sends the same requests.',
    min: Number.MIN_SAFE_INTEGER,
    max: Number.MAX_SAFE_INTEGER,
    default: undefined,
    unset: 'a random one, which is printed',
  }),
  differentialRuns: count(
    'DIFFERENTIAL_RUNS',
    'The number of random operations that the differential test sends to the gateway.',
    120,
  ),
  differentialSupergraphs: integer({
    variable: 'DIFFERENTIAL_SUPERGRAPHS',
    group,
    description: 'The number of random supergraphs over which these operations are spread evenly.',
    min: 1,
    max: Number.MAX_SAFE_INTEGER,
    default: 6,
  }),
  differentialSeed: integer({
    variable: 'DIFFERENTIAL_SEED',
    group,
    description:
      'The seed of the differential test. The n-th supergraph, from 0, has this seed plus n; a failure names its own.',
    min: Number.MIN_SAFE_INTEGER,
    max: Number.MAX_SAFE_INTEGER,
    default: undefined,
    unset: 'a random one, which is printed',
  }),
};
