import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { defineConfig, type Plugin } from 'vite';

const house = resolve(import.meta.dirname, '..');
const compiled = join(house, 'dist');
const bundle = join(compiled, 'bundle');

/** By the name in the bundle: the composition roots of the process and its threads, and what plugins load into the line's thread. */
const entries = new Map([
  ...readdirSync(import.meta.dirname).filter((file) => /^[a-z]+\.ts$/.test(file)).map((file): [string, string] => [basename(file, '.ts'), join(import.meta.dirname, file)]),
  ...readdirSync(join(house, 'plugins')).map((plugin): [string, string] => [`${plugin}-watch`, join(house, 'plugins', plugin, 'watch.ts')]).filter(([, file]) => existsSync(file)),
]);

/** Native, found by their own paths, seldom needed, or databases that Knex would know besides: these stay packages. */
const packages = ['better-sqlite3', 'piscina', 'apache-arrow', 'hyparquet-writer', 'mariadb/callback', 'mysql', 'mysql2', 'mysql2/promise', 'oracledb', 'pg', 'pg-query-stream', 'sqlite3', 'tedious'];

/** External plugins import these from where the compiler put them: a token or a class of errors must not exist twice. */
const shared: Plugin = {
  name: 'shared',
  enforce: 'pre',
  resolveId(path, importer) {
    if (importer === undefined || !path.startsWith('.')) return undefined;
    const module = relative(house, resolve(dirname(importer), path));
    return /^(daemon\/api|schemas\/contracts)\//.test(module) ? { id: relative(bundle, join(compiled, module)), external: true } : undefined;
  },
};

/** What a module names beside itself is an entry of the bundle, or lies where the compiler put it. */
const places: Plugin = {
  name: 'places',
  enforce: 'pre',
  transform(code, id) {
    if (!code.includes('import.meta.url')) return undefined;
    const folder = dirname(join(compiled, relative(house, id)));
    return { code: code.replaceAll(/new URL\('([^']+)', import\.meta\.url\)/g, (_, path: string) => `new URL('${fromBundle(resolve(folder, path))}', import.meta.url)`), map: null };
  },
};

/** V8 keeps a source of bytes in half the memory of one with other letters in it. */
const ascii: Plugin = {
  name: 'ascii',
  generateBundle(_, files) {
    for (const file of Object.values(files)) if (file.type === 'chunk') file.code = file.code.replaceAll(/[^\0-\x7f]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`);
  },
};

function fromBundle(file: string): string {
  const entry = [...entries].find(([, source]) => relative(house, source) === relative(compiled, file).replace(/\.js$/, '.ts'));
  return entry === undefined ? relative(bundle, file) : `./${entry[0]}.js`;
}

// eslint-disable-next-line no-restricted-syntax -- vite reads its settings from the default export
export default defineConfig({
  root: import.meta.dirname,
  plugins: [shared, places, ascii],
  ssr: { noExternal: true, external: packages },
  build: {
    ssr: true,
    outDir: bundle,
    emptyOutDir: true,
    target: 'node20',
    sourcemap: true,
    rolldownOptions: { input: Object.fromEntries(entries), external: packages, output: { entryFileNames: '[name].js', chunkFileNames: 'shared-[name].js' } },
  },
});
