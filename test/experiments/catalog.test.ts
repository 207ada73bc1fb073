import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ExperimentDetail, ExperimentFacets, ExperimentList } from '../../schemas/experiments.js';
import { openedHouse, type House } from './house.js';

const evilNames = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', '', 'a\0b', '\u202Ertl', '\ud800', 'k'.repeat(4000), '\u00e9', 'e\u0301', "x' or 1=1 --", '%_\\', 'a b"c`d'];

/** Three runs with a learning rate, an accuracy and a loss each. */
function threeRuns(house: House): string[] {
  return [1, 2, 3].map((n) => {
    const run = house.run(`runs/vision/r${n}/20260101_00000${n}_aaaaa${n}`, { created_at: 1_790_000_000 + n, tags: n === 1 ? ['base line'] : [] });
    run.document('config.json', { lr: n / 100, opt: { name: n === 2 ? 'SGD' : 'Adam' } });
    run.log({ acc: n / 10, loss: 1 / n }, { step: n });
    run.finish(n === 3 ? 'Cancelled by user' : 'finished');
    return house.take(run.dir);
  });
}

async function found(house: House, filter: string): Promise<string[]> {
  const list = await house.call<ExperimentList>('GET', '', { query: { filter, sort: 'created_at' } });
  assert.equal(list.total, list.experiments.length);
  return list.experiments.map(({ path }) => path.slice('vision/'.length));
}

const filters: readonly (readonly [filter: string, paths: readonly string[]])[] = [
  ['metrics.acc > 0.15 and params.lr < 0.025', ['r2']],
  ['max(metrics.acc) >= 0.3 or params.lr = 0.01', ['r1', 'r3']],
  ['status = "Cancelled by user"', ['r3']],
  ['state in (finished)', ['r1', 'r2']],
  ['not state = finished', ['r3']],
  ['has("base line")', ['r1']],
  ['not has("base line")', ['r2', 'r3']],
  ['tags contains LINE', ['r1']],
  ['params.opt.name = SGD', ['r2']],
  ['params.opt.name contains adam', ['r1', 'r3']],
  ['path like "vision/r?"', ['r1', 'r2', 'r3']],
  ['path like "%"', []],
  ['params.nope = null', ['r1', 'r2', 'r3']],
  ['params.lr != null and not (metrics.acc > 0.25)', ['r1', 'r2']],
  ['VISION 000002', ['r2']],
  ['created_at >= "2026-09-21T14:13:22Z"', ['r2', 'r3']],
  ["path = \"x' or 1=1 --\"", []],
  ['metrics."x\' or 1=1 --" > 0', []],
];
for (const [filter, paths] of filters) {
  test(`the filter ${filter} finds ${paths.join(', ') || 'nothing'} (VIEW-62, SEC-36)`, async (t) => {
    const house = await openedHouse(t);
    threeRuns(house);
    assert.deepEqual(await found(house, filter), paths);
  });
}

for (const filter of ['nope = 1', 'metrics.acc > "much"', 'path > 3', 'metrics.acc contains 1', 'created_at > 7d', '(', 'created_at > "yesterday"']) {
  test(`the filter ${filter} is refused with its column and a hint`, async (t) => {
    const house = await openedHouse(t);
    await assert.rejects(house.call('GET', '', { query: { filter } }), (error: { code?: string; message: string; hint?: string }) => error.code === 'bad-filter' && /column \d+/.test(error.message) && (error.hint ?? '').length > 0);
  });
}

test('pages in every order give each run once, rows without value last (keyset)', async (t) => {
  const house = await openedHouse(t);
  threeRuns(house);
  const bare = house.run('runs/bare/20260101_000009_aaaaa9', { created_at: 1_790_000_009 });
  bare.log({ other: NaN });
  house.take(bare.dir);
  for (const sort of ['-created_at', 'metrics.acc', '-min(metrics.loss)', 'params.lr', '-params.opt.name', 'summary.none', 'alias', 'name', '-state']) {
    const seen: string[] = [];
    let next: string | undefined;
    do {
      const page: ExperimentList = await house.call('GET', '', { query: { sort, limit: 1, next } });
      seen.push(...page.experiments.map(({ path }) => path));
      next = page.next ?? undefined;
    } while (next !== undefined);
    assert.deepEqual([...seen].sort(), ['bare', 'vision/r1', 'vision/r2', 'vision/r3'], sort);
    if (/acc|loss|params/.test(sort)) assert.equal(seen.at(-1), 'bare', sort);
  }
});

test('a cursor of another sort, or of nobody, is refused', async (t) => {
  const house = await openedHouse(t);
  threeRuns(house);
  const { next } = await house.call<ExperimentList>('GET', '', { query: { limit: 1 } });
  await assert.rejects(house.call('GET', '', { query: { sort: 'name', next: next ?? '' } }), { code: 'bad-cursor' });
  await assert.rejects(house.call('GET', '', { query: { next: 'bm9uc2Vuc2U' } }), { code: 'bad-cursor' });
});

test('names of every kind are sorted by, filtered by and given back exactly (DISK-24, SEC-35)', async (t) => {
  const house = await openedHouse(t);
  const run = house.run('runs/evil/20260101_000001_aaaaa1');
  const values = evilNames.map((name, index) => `${JSON.stringify(name)}: ${index + 1}`).join(', ');
  run.append(`{"ts": 1790000001.0, "type": "metrics", "data": {${values}, "global_step": 1}}\n`);
  run.document('config.json', `{${values}}`);
  const id = house.take(run.dir);
  for (const [index, name] of evilNames.entries()) {
    const column = `metrics."${name.replaceAll(/["\\]/g, '\\$&')}"`;
    const list = await house.call<ExperimentList>('GET', '', { query: { filter: `${column} = ${index + 1}`, sort: column.length > 500 ? '-created_at' : `-${column}`, columns: [column] } });
    assert.deepEqual(list.experiments.map(({ values: given }) => Object.values(given ?? {})), [[index + 1]], JSON.stringify(name.slice(0, 20)));
  }
  const { params } = await house.call<ExperimentDetail>('GET', '/:id', { params: { id } });
  assert.deepEqual(new Map(Object.entries(params)), new Map(evilNames.map((name, index) => [name, index + 1])));
});

test('facets count under the filter and name what can be asked for', async (t) => {
  const house = await openedHouse(t);
  const [first = ''] = threeRuns(house);
  await house.call('DELETE', '/:id', { params: { id: first } });
  const facets = await house.call<ExperimentFacets>('GET', '/facets', { query: { filter: 'metrics.acc > 0' } });
  assert.deepEqual(
    { total: facets.total, state: { ...facets.state }, metrics: facets.metrics, params: facets.params, deleted: facets.deleted, tags: facets.tags },
    { total: 2, state: { finished: 1, other: 1 }, metrics: ['acc', 'loss'], params: ['lr', 'opt.name'], deleted: 1, tags: [] },
  );
});

test('an unknown id is not found', async (t) => {
  const house = await openedHouse(t);
  await assert.rejects(house.call('GET', '/:id', { params: { id: 'nope' } }), { family: 'not-found', code: 'no-experiment' });
});

test('runs are compared key by key', async (t) => {
  const house = await openedHouse(t);
  const ids = threeRuns(house);
  const { rows } = await house.call<{ rows: { field: string; differs: boolean; values: unknown[] }[] }>('GET', '/compare', { query: { id: ids } });
  assert.deepEqual(rows.find(({ field }) => field === 'params.opt.name'), { field: 'params.opt.name', differs: true, values: ['Adam', 'SGD', 'Adam'] });
});
