import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { SqlValue } from '../../daemon/api/database.js';
import type { ExperimentFacets, ExperimentList } from '../../schemas/experiments.js';
import { SqlCatalog } from '../../plugins/experiments/catalog/sql-catalog.js';
import { parseFilter } from '../../schemas/filter.js';
import { openedHouse, type House } from './house.js';
import { isFound, sortedPaths, type PlainRun } from './plain-catalog.js';

const value = fc.constantFrom(-1, 0, 0.5, 1, 2, NaN);
const run: fc.Arbitrary<Omit<PlainRun, 'path'>> = fc.record({
  project: fc.constantFrom('vision', 'Speech_1', 'a%b'),
  created: fc.constantFrom(1_790_000_001, 1_790_000_002, 1_790_000_003),
  status: fc.constantFrom('finished', 'failed', 'Odd'),
  tags: fc.uniqueArray(fc.constantFrom('best', 'Base line', 'té'), { maxLength: 2 }),
  metrics: fc.dictionary(fc.constantFrom('acc', 'loss'), value, { noNullPrototype: true }),
  params: fc.dictionary(fc.constantFrom('lr', 'opt'), fc.oneof(fc.constantFrom(0.1, 1, 2), fc.constantFrom('adam', 'SGD', '1')), { noNullPrototype: true }),
  shown: fc.constantFrom('present', 'present', 'archived', 'deleted'),
});
const number = fc.constantFrom('-1', '0', '0.5', '1', 'NaN');
const operator = fc.constantFrom('=', '!=', '>', '>=', '<', '<=');
const condition = fc.oneof(
  fc.tuple(fc.constantFrom('metrics.acc', 'metrics.loss', 'min(metrics.acc)'), operator, number).map((parts) => parts.join(' ')),
  fc.tuple(fc.constant('params.lr'), operator, fc.constantFrom('0.1', '1', '2')).map((parts) => parts.join(' ')),
  fc.constantFrom('params.opt = adam', 'params.opt != SGD', 'params.opt = "1"', 'params.opt = null', 'metrics.acc != null', 'has(best)', 'has("Base line")', 'tags contains LINE', 'status = failed', 'state in (finished, other)', 'project = vision', 'project contains "%"', 'created_at > 1790000001', 'SPEECH', '"é"', 'zz', 'a%b', '"base line"', 'v?s', 'li*ne'),
);
const { filter } = fc.letrec<{ filter: string }>((tie) => ({
  filter: fc.oneof({ maxDepth: 3 }, condition, fc.tuple(tie('filter'), fc.constantFrom('and', 'or'), tie('filter')).map(([left, word, right]) => `(${left} ${word} ${right})`), tie('filter').map((inner) => `not (${inner})`)),
}));
const sort = fc.constantFrom('-created_at', 'created_at', 'metrics.acc', '-metrics.loss', '-min(metrics.acc)', 'params.lr', '-params.opt', 'project', '-status');

test('random filters, sorts and pages over random catalogs are what a plain evaluation gives, whichever way they are found (VIEW-62)', async (t) => {
  const house = await openedHouse(t);
  let round = 0;
  await fc.assert(fc.asyncProperty(fc.array(run, { minLength: 1, maxLength: 8 }), fc.array(fc.tuple(filter, sort, fc.constantFrom('present', 'archived', 'deleted', 'all')), { minLength: 8, maxLength: 8 }), fc.constantFrom(1, 3, 2000), async (runs, asked, driven) => {
    for (const one of house.projection.known?.() ?? []) house.projection.gone(one);
    house.commit();
    const made = runs.map((one, index): PlainRun => ({ ...one, path: `${one.project}/r${round}n${index}` }));
    const ids = await write(house, made, round++);
    const catalog = new SqlCatalog(house.database, house.clock, { hostname: 'x', bootId: null, startOf: () => undefined }, { driven, counted: 2000 });
    for (const [text, by, show] of asked) {
      const wanted = sortedPaths(made.filter((one) => (show === 'all' || one.shown === show) && isFound(one, text)), by, (one) => ids.get(one.path) ?? '');
      assert.deepEqual(await pages(catalog, { text, by, show }), { paths: wanted, totals: [wanted.length] }, `${text} by ${by}, ${show}, ${driven}`);
    }
  }), { numRuns: 25 });
});

async function write(house: House, runs: readonly PlainRun[], round: number): Promise<Map<string, string>> {
  const ids = new Map<string, string>();
  for (const [index, one] of runs.entries()) {
    const directory = house.run(`runs/${one.path}/20260101_000001_${String(round * 10 + index).padStart(6, '0')}`, { created_at: one.created, tags: one.tags, project: one.project, name: one.path.split('/')[1], path: one.path });
    directory.document('config.json', one.params);
    directory.document('status.json', { status: one.status, started_at: 1 });
    const values = Object.entries(one.metrics).map(([name, each]) => `"${name}": ${each}`);
    if (values.length > 0) directory.append(`{"ts": 1790000000.0, "type": "metrics", "data": {${values.join(', ')}}}\n`);
    const id = house.take(directory.dir);
    ids.set(one.path, id);
    if (one.shown === 'archived') await house.call('PATCH', '/:id', { params: { id }, body: { archived: true } });
    if (one.shown === 'deleted') await house.call('DELETE', '/:id', { params: { id } });
  }
  return ids;
}

async function pages(catalog: SqlCatalog, { text, by, show }: { text: string; by: string; show: 'present' | 'archived' | 'deleted' | 'all' }): Promise<{ paths: string[]; totals: number[] }> {
  const paths: string[] = [];
  const totals = new Set<number>();
  let next: string | undefined;
  do {
    const page = await catalog.page({ filter: parseFilter(text), show, sort: by, limit: 3, next, columns: [] });
    paths.push(...(await catalog.byIds(page.ids)).map(({ path }) => path));
    totals.add(page.total);
    next = page.next ?? undefined;
  } while (next !== undefined);
  return { paths, totals: [...totals] };
}

const step = fc.oneof(
  fc.tuple(fc.constant('take' as const), fc.nat(4), fc.constantFrom('finished', 'failed'), fc.constantFrom('x', 'y')),
  fc.tuple(fc.constantFrom('archive' as const, 'unarchive' as const, 'delete' as const, 'restore' as const, 'tag' as const, 'untag' as const, 'gone' as const), fc.nat(4), fc.constant(''), fc.constant('')),
);

test('counters are a recount after any history of runs that come, change and go', async (t) => {
  const house = await openedHouse(t);
  const known = new Map<number, string>();
  await fc.assert(fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
    for (const [what, nth, status, tag] of steps) await play(house, known, { what, nth, status, tag });
    house.commit();
    assert.deepEqual(counters(house), recounted(house));
    const [list, facets] = [await house.call<ExperimentList>('GET', '', { query: { limit: 100 } }), await house.call<ExperimentFacets>('GET', '/facets')];
    assert.deepEqual([list.total, facets.total], [list.experiments.length, list.experiments.length]);
  }), { numRuns: 25 });
});

async function play(house: House, known: Map<number, string>, { what, nth, status, tag }: { what: string; nth: number; status: string; tag: string }): Promise<void> {
  const dir = `runs/p${nth % 2}/20260101_00000${nth}_aaaaa${nth}`;
  if (what === 'take') {
    const run = house.run(dir, { tags: [tag, 'both'] });
    run.finish(status);
    known.set(nth, house.take(dir));
    return;
  }
  const id = known.get(nth);
  if (id === undefined) return;
  const change = (body: object): Promise<unknown> => house.call('PATCH', '/:id', { params: { id }, body });
  if (what === 'archive' || what === 'unarchive') await change({ archived: what === 'archive' });
  else if (what === 'tag') await change({ add_tags: ['said'] });
  else if (what === 'untag') await change({ remove_tags: ['said', 'both'] });
  else if (what === 'delete') await house.call('DELETE', '/:id', { params: { id } });
  else if (what === 'restore') await house.call('POST', '/:id/restore', { params: { id } });
  else {
    for (const one of house.projection.known?.() ?? []) if (one.experimentId === id) house.projection.gone(one);
    known.delete(nth);
    house.commit();
  }
}

function rowsOf(house: House, sql: string): SqlValue[] {
  return house.database.sql.all<Record<string, SqlValue>>(sql).map((row) => JSON.stringify(row)).sort();
}

function counters(house: House): unknown {
  return [
    rowsOf(house, 'select path, project, state, status, shown, runs from experiments_groups'),
    rowsOf(house, 'select tag, shown, runs from experiments_tag_counts'),
    rowsOf(house, 'select experiment_id, state, shown from (select id as experiment_id, state, shown from experiments)'),
    rowsOf(house, 'select experiment_id from experiments_searched'),
  ];
}

function recounted(house: House): unknown {
  const shown = 'case when s.deleted_at is not null then 2 else s.archived end';
  return [
    rowsOf(house, `select e.path, e.project, s.state, e.status, ${shown} as shown, count(*) as runs from experiments e join experiments_shown s on s.experiment_id = e.id group by 1, 2, 3, 4, 5`),
    rowsOf(house, `select t.tag, ${shown} as shown, count(*) as runs from experiments_tags t join experiments_shown s on s.experiment_id = t.experiment_id group by 1, 2`),
    rowsOf(house, `select s.experiment_id, s.state, ${shown} as shown from experiments_shown s`),
    rowsOf(house, 'select experiment_id from experiments_shown s'),
  ];
}
