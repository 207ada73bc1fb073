import js from '@eslint/js';
import tseslint from 'typescript-eslint';

export default tseslint.config(
  { ignores: ['dist/', 'node_modules/', 'clients/python/', 'test/fixtures/', '**/*_pb.ts', 'screenshots/', '**/assembly/'] },
  js.configs.recommended,
  tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { project: ['schemas/tsconfig.json', 'daemon/tsconfig.json', 'clients/viewer/tsconfig.json'], tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-redeclare': 'off', // a contract's interface and its token share one name
      'no-redeclare': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/require-await': 'off', // contracts are async where one implementation needs it
      '@typescript-eslint/no-unnecessary-type-parameters': 'off', // the row type of a query is named once, by its caller
      '@typescript-eslint/prefer-readonly': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', caughtErrors: 'none' }],
      'no-control-regex': 'off', // control characters are what hostile names are made of
      'no-console': 'error',
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
      complexity: ['error', 20],
      'max-params': ['error', 6],
      'no-restricted-syntax': [
        'error',
        { selector: 'ExportDefaultDeclaration', message: 'Export by name: a name that can be searched is found again.' },
        { selector: 'TSEnumDeclaration', message: 'Write a const object and its union type: an enum is code that types cannot erase.' },
      ],
    },
  },
  {
    files: ['daemon/**/*.ts', 'plugins/**/*.ts'],
    ignores: ['daemon/store/**', 'plugins/*/migrations/**'],
    rules: {
      'no-restricted-properties': ['error', ...['raw', 'whereRaw', 'joinRaw', 'fromRaw', 'orderByRaw', 'groupByRaw', 'havingRaw'].map((property) => ({ property, message: 'Raw SQL belongs to the store (SEC-36): use the query builder, or put the statement behind the store.' }))],
    },
  },
  {
    files: ['plugins/*/plugin.ts'],
    rules: { 'max-lines': ['error', { max: 60 }] },
  },
  {
    files: ['daemon/main.ts', 'daemon/line.ts', 'daemon/reader.ts', 'daemon/survey.ts'],
    rules: { 'max-lines': ['error', { max: 80 }] },
  },
  {
    files: ['clients/cli/**/*.ts', 'test/**/run.ts', 'test/run.ts', 'test/bench/**/*.ts', 'test/fault/**/*.ts'],
    rules: { 'no-console': 'off' },
  },
  {
    files: ['test/**/*.ts'],
    rules: {
      '@typescript-eslint/no-floating-promises': ['error', { allowForKnownSafeCalls: [{ from: 'package', package: 'node:test', name: ['test', 'it', 'describe', 'suite', 'before', 'after', 'beforeEach', 'afterEach'] }] }],
      '@typescript-eslint/no-non-null-assertion': 'off',
      'max-lines': 'off',
    },
  },
  { files: ['**/*.mjs'], ...tseslint.configs.disableTypeChecked },
  { files: ['**/*.mjs'], languageOptions: { globals: { process: 'readonly', console: 'readonly', URL: 'readonly' } }, rules: { 'no-console': 'off', 'no-restricted-syntax': 'off' } },
);
