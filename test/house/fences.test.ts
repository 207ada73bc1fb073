import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const project = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');
const copy = mkdtempSync(join(tmpdir(), 'runkeep-fences-'));

/** A planted violation: the file, what it says, and the rule that must catch it. */
const planted: readonly (readonly [rule: string, file: string, text: string])[] = [
  ['schemas-read-no-one', 'schemas/planted-a.ts', "export { Token } from '../daemon/api/token.js';"],
  ['only-main-names-plugins', 'daemon/kernel/planted-b.ts', "export { plugins } from '../../plugins/index.js';"],
  ['plugin-sees-api-and-schemas', 'plugins/experiments/planted-c.ts', "export { systemClock } from '../../daemon/kernel/clock.js';"],
  ['plugins-meet-at-contracts', 'plugins/other/planted-d.ts', "export { experiments } from '../experiments/plugin.js';"],
  ['client-speaks-schemas', 'clients/cli/planted-e.ts', "export { Token } from '../../daemon/api/token.js';"],
  ['nobody-leans-on-test', 'daemon/kernel/planted-f.ts', "export { planted } from '../../test/planted.js';"],
  ['api-is-types', 'daemon/api/planted-g.ts', "export { systemClock } from '../kernel/clock.js';"],
  ['kernel-sees-api', 'daemon/kernel/planted-h.ts', "export { holdGuard } from '../store/root-guard.js';"],
  ['room-http', 'daemon/http/planted-i.ts', "export { holdGuard } from '../store/root-guard.js';"],
  ['room-store', 'daemon/store/planted-j.ts', "export { lineConfig } from '../ingest/config.js';"],
  ['door-tsyringe', 'plugins/experiments/planted-k.ts', "export { container } from 'tsyringe';"],
  ['door-chokidar', 'daemon/http/planted-l.ts', "export { watch } from 'chokidar';"],
  ['door-sqlite', 'plugins/experiments/planted-m.ts', "import Sqlite from 'better-sqlite3';\nexport const planted = Sqlite;"],
  ['door-piscina', 'daemon/ingest/planted-n.ts', "export { Piscina } from 'piscina';"],
  ['door-ws', 'daemon/http/planted-o.ts', "export { WebSocket } from 'ws';"],
  ['door-express', 'plugins/experiments/planted-p.ts', "import express from 'express';\nexport const planted = express;"],
  ['no-cycles', 'schemas/planted-q.ts', "import { planted as other } from './planted-r.js';\nexport const planted = [other];"],
  ['no-orphans', 'daemon/kernel/planted-s.ts', 'export const planted = 1;'],
];

before(() => {
  for (const folder of ['daemon', 'plugins', 'schemas', 'clients']) cpSync(join(project, folder), join(copy, folder), { recursive: true });
  for (const file of ['package.json', 'tsconfig.json', 'tsconfig.base.json', '.dependency-cruiser.mjs']) cpSync(join(project, file), join(copy, file));
  mkdirSync(join(copy, 'test'));
  writeFileSync(join(copy, 'test', 'planted.ts'), 'export const planted = 1;\n');
  writeFileSync(join(copy, 'schemas', 'planted-r.ts'), "import { planted as other } from './planted-q.js';\nexport const planted = [other];\n");
  symlinkSync(join(project, 'node_modules'), join(copy, 'node_modules'));
  for (const [, file, text] of planted) {
    mkdirSync(dirname(join(copy, file)), { recursive: true });
    writeFileSync(join(copy, file), `${text}\n`);
  }
});
after(() => rmSync(copy, { recursive: true }));

test('every fence catches the violation planted for it, with a sentence that says what to do instead', () => {
  const cruiser = join(project, 'node_modules', 'dependency-cruiser', 'bin', 'dependency-cruise.mjs');
  const run = spawnSync(process.execPath, [cruiser, '--config', '.dependency-cruiser.mjs', '--output-type', 'json', 'daemon', 'plugins', 'clients', 'schemas', 'test'], { cwd: copy, encoding: 'utf8', maxBuffer: 1 << 28 });
  const { summary } = JSON.parse(run.stdout) as { summary: { violations: { from: string; rule: { name: string } }[] } };
  const caught = new Set(summary.violations.map(({ from, rule }) => `${rule.name} ${from}`));
  const missed = planted.filter(([rule, file]) => !caught.has(`${rule} ${file}`)).map(([rule]) => rule);
  assert.deepEqual(missed, []);
});

test('every fence has its sentence', () => {
  const text = readFileSync(join(project, '.dependency-cruiser.mjs'), 'utf8');
  const names = planted.map(([rule]) => rule.replace(/^(room|door)-.*/, '$1-'));
  for (const name of names) assert.ok(text.includes(name), name);
});
