// What the phone's code must keep to. Each rule that is not about taste has its reason.

const browser = Object.fromEntries(
  ('window document navigator location history localStorage sessionStorage fetch console crypto caches self addEventListener removeEventListener scrollTo print ' +
    'setTimeout clearTimeout setInterval clearInterval queueMicrotask structuredClone AbortController TextEncoder TextDecoder Blob Response Request ' +
    'URL URLSearchParams FormData Element HTMLElement HTMLFormElement Event EventTarget DOMException CompressionStream DecompressionStream Intl CSS atob btoa Notification MessageChannel BroadcastChannel customElements createImageBitmap OffscreenCanvas').split(' ').map((name) => [name, 'readonly']),
);
const rules = {
  'no-undef': 'error', 'no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }], eqeqeq: ['error', 'always', { null: 'ignore' }],
  'prefer-const': 'error', 'no-var': 'error', 'no-shadow-restricted-names': 'error', 'no-unreachable': 'error', 'no-dupe-keys': 'error',
  // The page's policy forbids evaluating text.
  'no-eval': 'error', 'no-implied-eval': 'error', 'no-new-func': 'error',
};
const storage = { indexedDB: 'readonly', IDBKeyRange: 'readonly' };
const not = (/** @type {string[]} */ ...folders) => ({ 'no-restricted-imports': ['error', { patterns: folders.map((folder) => ({ group: [`**/${folder}/**`], message: 'against the arrows of docs/architecture.md' })) }] });

export default [
  { ignores: ['pwa/vendor/**', 'node_modules/**'] },
  { files: ['pwa/**/*.js'], languageOptions: { ecmaVersion: 2024, sourceType: 'module', globals: browser }, rules },
  { files: ['pwa/store/**/*.js'], languageOptions: { globals: storage } },
  { files: ['pwa/sw.js', 'pwa/sw/**/*.js'], languageOptions: { sourceType: 'script', globals: { importScripts: 'readonly' } } },
  { files: ['pwa/lib/**/*.js'], rules: not('store', 'sync', 'forms', 'ui', 'pages', 'app') },
  { files: ['pwa/forms/**/*.js'], languageOptions: { globals: { document: 'off', window: 'off' } }, rules: not('store', 'sync', 'ui', 'pages', 'app') },
  { files: ['pwa/access/**/*.js'], languageOptions: { globals: { document: 'off', window: 'off' } }, rules: not('lib', 'store', 'sync', 'forms', 'ui', 'pages', 'app') },
  { files: ['pwa/obligations/**/*.js'], languageOptions: { globals: { document: 'off', window: 'off' } }, rules: not('lib', 'store', 'sync', 'forms', 'ui', 'pages', 'app') },
  { files: ['pwa/store/**/*.js'], rules: not('sync', 'forms', 'ui', 'pages', 'app') },
  { files: ['pwa/sync/**/*.js'], rules: not('forms', 'ui', 'pages', 'app') },
  { files: ['pwa/reminders/**/*.js'], rules: not('store', 'sync', 'forms', 'ui', 'pages', 'app') },
  { files: ['pwa/ui/**/*.js'], rules: not('store', 'sync', 'pages', 'app') },
  { files: ['tests/pwa/**/*.js'], languageOptions: { ecmaVersion: 2024, sourceType: 'module', globals: { ...browser, ...storage, process: 'readonly', global: 'writable', globalThis: 'writable', Buffer: 'readonly', setImmediate: 'readonly', performance: 'readonly', ReadableStream: 'readonly' } }, rules },
];
