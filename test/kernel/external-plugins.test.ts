import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { loadExternal } from '../../daemon/kernel/external-plugins.js';

const folder = mkdtempSync(join(tmpdir(), 'runkeep-external-'));
after(() => rmSync(folder, { recursive: true }));
const configFile = join(folder, 'runkeep.config.json');
writeFileSync(join(folder, 'mine.mjs'), "export const mine = { id: 'mine' };\n");
writeFileSync(join(folder, 'empty.mjs'), 'export const nothing = 1;\n');
writeFileSync(join(folder, 'broken.mjs'), 'export const = ;\n');
mkdirSync(join(folder, 'node_modules', 'runkeep-plugin-x'), { recursive: true });
writeFileSync(join(folder, 'node_modules', 'runkeep-plugin-x', 'package.json'), '{"name": "runkeep-plugin-x", "type": "module", "exports": "./index.js"}');
writeFileSync(join(folder, 'node_modules', 'runkeep-plugin-x', 'index.js'), "export const x = { id: 'x' };\n");

test('a path beside the config file and an installed package load the same kind of object', async () => {
  assert.deepEqual(await loadExternal(['./mine.mjs', 'runkeep-plugin-x'], configFile), [{ id: 'mine' }, { id: 'x' }]);
});

test('a file without a plugin, a broken one and a missing one are refused by name with a hint', async () => {
  await assert.rejects(loadExternal(['./empty.mjs'], configFile), /empty\.mjs exports no plugin/);
  await assert.rejects(loadExternal(['./broken.mjs'], configFile), /broken\.mjs cannot be loaded/);
  await assert.rejects(loadExternal(['not-installed'], configFile), /not-installed cannot be loaded/);
});
