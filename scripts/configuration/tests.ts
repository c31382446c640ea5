import { choice, integer, text } from '../../kit/util/settings/types.ts';

const group = 'Tests and CI';
const required = (variable: string, what: string) =>
  choice(['required'], {
    variable,
    group,
    description: `Fails instead of skipping the tests that need ${what} where there is none.`,
    default: undefined,
    unset: 'those tests are skipped',
  });
const count = (variable: string, description: string, usual: number) =>
  integer({ variable, group, description, min: 0, max: Number.MAX_SAFE_INTEGER, default: usual });

/** Settings that the tests read. */
export const testTable = {
  mongo: required('TEST_MONGO', 'MongoDB'),
  chromium: required('TEST_CHROMIUM', 'Chromium'),
  rover: required('TEST_ROVER', '`rover`'),
  mongoUrl: text({
    variable: 'MONGO_TEST_URL',
    group,
    description: 'A running MongoDB for the suites on MongoDB.',
    default: undefined,
    expected: 'a MongoDB connection string',
    unset: 'the tests start a `mongod`',
  }),
  mongodBinary: text({
    variable: 'MONGOMS_SYSTEM_BINARY',
    group,
    description: 'The `mongod` that the tests start.',
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
    description: 'The Chromium that the tests in a browser use.',
    default: undefined,
    expected: 'a path',
    unset: 'the first of the usual paths that exists',
  }),
  fuzzRuns: count('FUZZ_RUNS', 'The random requests that the fuzzer sends to the HAL face.', 4000),
  fuzzQueries: count('FUZZ_QUERIES', 'The random documents that the fuzzer sends to the graphs.', 1000),
  fuzzSeed: integer({
    variable: 'FUZZ_SEED',
    group,
    description: 'The seed of the fuzzers: the same seed sends the same requests.',
    min: Number.MIN_SAFE_INTEGER,
    max: Number.MAX_SAFE_INTEGER,
    default: undefined,
    unset: 'a random one, which is printed',
  }),
};
