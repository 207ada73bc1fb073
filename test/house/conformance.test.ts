import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Plugin } from '../../daemon/api/plugin.js';
import type { Scope } from '../../daemon/api/scope.js';
import type { Token } from '../../daemon/api/token.js';
import { assertApart } from '../../daemon/http/addresses-apart.js';
import { systemClock } from '../../daemon/kernel/clock.js';
import { baseOf } from '../../daemon/kernel/plugin-base.js';
import { openRoot } from '../../daemon/kernel/root-folder.js';
import { openDatabase } from '../../daemon/store/open-database.js';
import { plugins } from '../../plugins/index.js';
import { atEnd } from '../support/at-end.js';
import { quietLog } from '../support/quiet-log.js';

const project = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');

/** Tables that the product's data model names without a prefix. */
const seedTables = ['experiments', 'models', 'datasets', 'adapters', 'prompts', 'fine_tuning_jobs', 'evaluation_jobs', 'configs'];

/** A scope that gives an inert stand-in for every token, so that a plugin can be asked what it contributes. */
const standIns: Scope = {
  get: <T>(token: Token<T>) => new Proxy({}, { get: (_, name) => (name === 'then' ? undefined : () => token.name) }) as T,
  provide: () => undefined,
  defer: () => undefined,
};

test('no two plugins answer one address', () => {
  assertApart(plugins.flatMap((plugin) => (plugin.routes?.(standIns, plugin.config?.parse({})) ?? []).map((route) => ({ tag: plugin.id, base: baseOf(plugin), route }))));
});

for (const plugin of plugins) {
  const config = plugin.config?.parse({});

  test(`${plugin.id}: an empty config section is valid, an unknown key is not`, () => {
    if (plugin.config === undefined) return;
    assert.equal(plugin.config.safeParse({}).success, true);
    assert.equal(plugin.config.safeParse({ no_such_key: 1 }).success, false);
  });

  test(`${plugin.id}: topics and migrations carry its name`, () => {
    for (const topic of plugin.topics?.(standIns, config) ?? []) assert.ok(topic.name.startsWith(`${plugin.id}.`), topic.name);
    const names = (plugin.migrations ?? []).map(({ name }) => name);
    assert.deepEqual(names, [...new Set(names)].sort());
  });

  test(`${plugin.id}: every route says what it does and has its line in the README`, () => {
    const readme = readFileSync(join(project, 'plugins', plugin.id, 'README.md'), 'utf8');
    for (const route of plugin.routes?.(standIns, config) ?? []) {
      assert.ok(route.summary.length > 0, route.path);
      const path = `${baseOf(plugin)}${route.path}`;
      assert.ok(readme.includes(`${route.method} ${path}`), `README of ${plugin.id} lacks "${route.method} ${path}"`);
    }
    for (const { path } of plugin.sockets?.(standIns, config) ?? []) assert.ok(readme.includes(`WS ${baseOf(plugin)}${path}`), `README of ${plugin.id} lacks "WS ${baseOf(plugin)}${path}"`);
  });

  test(`${plugin.id}: a route that takes bytes changes something, has no deadline and takes nothing else (SEC-16)`, () => {
    for (const route of plugin.routes?.(standIns, config) ?? []) {
      if (route.takes === undefined) continue;
      assert.deepEqual([route.method === 'GET', route.right === 'read', route.body, route.deadlineSeconds], [false, false, undefined, 0], route.path);
    }
  });

  test(`${plugin.id}: a route that gives bytes without end has no deadline`, () => {
    for (const { path, method, offers = [], deadlineSeconds } of plugin.routes?.(standIns, config) ?? []) {
      if (method === 'GET' && offers.includes('application/octet-stream')) assert.equal(deadlineSeconds, 0, path);
    }
  });

  test(`${plugin.id}: every command calls one of its routes`, () => {
    const routes = new Set((plugin.routes?.(standIns, config) ?? []).map(({ method, path }) => `${method} ${path}`));
    for (const { name, method, path } of plugin.commands ?? []) assert.ok(routes.has(`${method} ${path}`), `command ${name} calls ${method} ${path}`);
  });

  test(`${plugin.id}: watch modules and panels exist`, () => {
    for (const { module } of plugin.watches ?? []) assert.ok(existsSync(new URL(module)), module);
  });

  test(`${plugin.id}: migrations go up, down and up again, and every table carries its name`, (t) => upDownUp(t, plugin));
}

async function upDownUp(t: TestContext, plugin: Plugin): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'runkeep-conformance-'));
  const database = await openDatabase(openRoot(folder), quietLog, systemClock);
  atEnd(t, async () => {
    await database.close();
    rmSync(folder, { recursive: true });
  });
  const tables = async (): Promise<string[]> => {
    const rows = await database.reader('sqlite_master').where({ type: 'table' }).select<{ name: string }[]>('name');
    return rows.map(({ name }) => name).filter((name) => !name.startsWith('sqlite_') && !/migrations|ledger/.test(name));
  };
  const before = await tables();
  await database.migrate(plugin.id, plugin.migrations ?? []);
  const up = (await tables()).filter((name) => !before.includes(name));
  for (const name of up) assert.ok(seedTables.includes(name) || name.startsWith(`${plugin.id.replaceAll('-', '_')}_`), name);
  await database.rollback(plugin.id, plugin.migrations ?? []);
  assert.deepEqual(await tables(), before);
  await database.migrate(plugin.id, plugin.migrations ?? []);
  assert.deepEqual((await tables()).filter((name) => !before.includes(name)), up);
}
