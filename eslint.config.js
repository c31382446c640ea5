import boundaries from 'eslint-plugin-boundaries';
import tseslint from 'typescript-eslint';

const kitPart = (name) => ({ type: `kit-${name}`, pattern: `kit/${name}` });
const kitParts = ['util', 'http', 'store', 'access', 'resource', 'remote', 'hal', 'graphql', 'html', 'service'];

const elements = [
  // The pages' script runs in browsers. Of the kit it imports modules of `util` that need no Node.
  { type: 'client', pattern: 'kit/html/client' },
  // The script of the booking page uses that of the pages.
  { type: 'app-client', pattern: 'hal-gateway/app/client' },
  ...kitParts.map(kitPart),
  { type: 'kit-entry', pattern: 'kit' },
  { type: 'subgraph', pattern: 'subgraphs/*', capture: ['name'] },
  { type: 'shared', pattern: 'subgraphs' },
  { type: 'hal-gateway', pattern: 'hal-gateway' },
  { type: 'gateway', pattern: 'gateway' },
  { type: 'scripts', pattern: 'scripts' },
  { type: 'test', pattern: 'test' },
  { type: 'product', pattern: 'product' },
];

/** The parts of the kit that each part may import; all other imports are errors. Dependencies point inward. */
const allowedKitImports = {
  'kit-util': [],
  'kit-http': ['util'],
  'kit-store': ['util'],
  'kit-access': ['store', 'http', 'util'],
  'kit-resource': ['store', 'access', 'http', 'util'],
  'kit-remote': ['resource', 'access', 'store', 'http', 'util'],
  'kit-hal': ['resource', 'store', 'access', 'remote', 'http', 'util'],
  'kit-graphql': ['resource', 'store', 'access', 'remote', 'http', 'util'],
  'kit-html': ['http', 'util'],
  'kit-service': ['hal', 'graphql', 'html', 'remote', 'resource', 'store', 'access', 'http', 'util'],
};
const kitTypes = kitParts.map((name) => `kit-${name}`);
const allTypes = elements.map(({ type }) => type);

const allow = (from, to) => ({ from: { element: { type: from } }, allow: { to: { element: { type: to } } } });
const policies = [
  ...Object.entries(allowedKitImports).map(([from, to]) => allow(from, [from, ...to.map((name) => `kit-${name}`)])),
  allow('kit-entry', ['kit-resource', 'kit-access', 'kit-store', 'kit-util']),
  allow('shared', ['shared', 'kit-entry']),
  allow('subgraph', ['shared', 'kit-entry']),
  {
    from: { element: { type: 'subgraph' } },
    allow: { to: { element: { type: 'subgraph', captured: { name: '{{ from.element.captured.name }}' } } } },
  },
  allow('client', ['client', 'kit-util']),
  allow('app-client', ['app-client', 'client', 'kit-util']),
  allow('product', ['kit-util']),
  allow('hal-gateway', ['hal-gateway', 'product', ...kitTypes]),
  allow('gateway', ['gateway', 'product', ...kitTypes]),
  allow('scripts', allTypes),
  allow('test', allTypes),
];

/** Globals that TypeScript's `lib` declares but Node 20 lacks. Only kit/util/disposable-stack.ts imports the polyfill. */
const missingGlobals = ['AsyncDisposableStack', 'DisposableStack', 'SuppressedError'].map((name) => ({
  name,
  message: 'Node 20 does not have this global: import it from kit/util/disposable-stack.ts.',
}));

export default tseslint.config(
  { ignores: ['dist/', '.cache/', '.data/', 'coverage/', 'node_modules/', '**/assets/', '**/*.mjs', '*.js'] },
  ...tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true } },
    plugins: { boundaries },
    settings: {
      'boundaries/elements': elements,
      'import/resolver': { typescript: { alwaysTryTypes: true } },
    },
    rules: {
      'boundaries/dependencies': ['error', { default: 'disallow', policies }],
      'max-params': ['error', 3],
      'no-console': 'error',
      'no-restricted-globals': ['error', ...missingGlobals],
      'no-restricted-properties': [
        'error',
        { object: 'URL', property: 'canParse', message: 'Wrong on Node 20: use kit/util/parse-url.ts.' },
      ],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  { files: ['scripts/**'], rules: { 'no-console': 'off' } },
  {
    files: ['**/*.test.ts', 'test/**'],
    rules: {
      'max-params': 'off',
      'no-console': 'off',
      'boundaries/dependencies': 'off',
      // Tests read responses without types, as clients do: a wrong shape fails the test.
      '@typescript-eslint/no-explicit-any': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
    },
  },
);
