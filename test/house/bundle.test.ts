import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { z } from 'zod';
import { startBundles, startDaemon } from '../support/daemon.js';
import { tempFolder } from '../support/temp-folder.js';

const compiled = fileURLToPath(new URL('../../', import.meta.url));
const bundle = join(compiled, 'bundle');
const map = z.object({ sources: z.array(z.string()) });

/** The files of the bundle that an entry loads before it runs a line. */
function loaded(file: string, found = new Set<string>()): ReadonlySet<string> {
  if (found.has(file)) return found;
  found.add(file);
  for (const [, next = ''] of readFileSync(join(bundle, file), 'utf8').matchAll(/^(?:import|export)[^;'"]*["']\.\/([^"']+)["'];$/gm)) loaded(next, found);
  return found;
}

/** The modules and packages in what an entry loads; the bundler's own few lines have no map. */
function modulesOf(entry: string): readonly string[] {
  return [...loaded(entry)].filter((file) => existsSync(join(bundle, `${file}.map`))).flatMap((file) => map.parse(JSON.parse(readFileSync(join(bundle, `${file}.map`), 'utf8'))).sources);
}

test('what no first page needs waits until it is asked for: a start loads none of it', () => {
  const late = ['node_modules/prom-client/', 'node_modules/piscina/', 'node_modules/apache-arrow/', 'node_modules/hyparquet', 'store/export/', 'store/derived/', 'zod/v4/locales/de', 'node_modules/chokidar/'];
  const modules = modulesOf('main.js');
  assert.ok(modules.some((path) => path.endsWith('daemon/main.ts')));
  assert.deepEqual(modules.filter((path) => late.some((part) => path.includes(part))), []);
});

test('the thread of the line loads nothing of HTTP, and what a plugin gives it is bundled too', () => {
  const modules = [...modulesOf('line.js'), ...modulesOf('experiments-watch.js')];
  assert.ok(modules.some((path) => path.endsWith('plugins/experiments/watch.ts')));
  assert.deepEqual(modules.filter((path) => /node_modules\/(express|knex|pino|ws)\/|daemon\/http\//.test(path)), []);
});

test('an external plugin meets the tokens and errors of the bundled daemon, not a second copy', async (t) => {
  const folder = tempFolder(t);
  const api = (file: string): string => pathToFileURL(join(compiled, 'daemon', 'api', file)).href;
  writeFileSync(join(folder, 'mine.mjs'), `
    import { Root } from '${api('root.js')}';
    import { RunkeepError } from '${api('errors.js')}';
    export const mine = { id: 'mine', needs: [Root], routes: (scope) => [{ method: 'GET', path: '', summary: 'refuses', right: 'read', handle: async () => {
      throw new RunkeepError('conflict', 'mine', scope.get(Root).path, 'none');
    } }] };`);
  writeFileSync(join(folder, 'runkeep.config.json'), JSON.stringify({ plugins: ['./mine.mjs'] }));
  startBundles();
  const daemon = await startDaemon(t, { args: ['--config', join(folder, 'runkeep.config.json')] });
  const { status, body } = await daemon.get('/api/mine');
  assert.deepEqual({ status, body }, { status: 409, body: { ...(body as object), code: 'mine', title: daemon.root } });
});
