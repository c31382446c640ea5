export default {
  testEnvironment: './test/support/packages/environment.mjs',
  resolver: './test/support/packages/resolver.mjs',
  testMatch: ['**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', '/dist/', '/.cache/', '/.data/'],
  modulePathIgnorePatterns: ['/dist/', '/.cache/', '/.data/'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '\\.ts$': ['@swc/jest', { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, module: { type: 'es6' } }],
  },
  reporters: ['default', './test/support/skip-reason-reporter.mjs'],
  testSequencer: './test/support/longest-first.mjs',
  setupFiles: ['./test/support/quiet.ts'],
  // Far above what a test needs on a busy machine.
  testTimeout: 600_000,
  // The tests wait about as long as they compute.
  maxWorkers: 3,
  // Scenarios of one file that run at the same time wait, too.
  maxConcurrency: 3,
  // Each test file leaves its modules in the memory of its worker: a worker above this is replaced after its file.
  workerIdleMemoryLimit: '1GB',
};
