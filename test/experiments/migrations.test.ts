import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { openDatabase } from '../../daemon/store/open-database.js';
import type { SqlDatabase } from '../../daemon/store/sql-database.js';
import { catalogAtScale } from '../../plugins/experiments/migrations/002-catalog-at-scale.js';
import { catalogTables } from '../../plugins/experiments/migrations/001-catalog.js';
import { atEnd } from '../support/at-end.js';
import { ManualClock } from '../support/manual-clock.js';
import { quietLog } from '../support/quiet-log.js';
import { tempFolder } from '../support/temp-folder.js';

const recounted = 'select path, project, state, status, shown, count(*) as runs from experiments where state is not null group by path, project, state, status, shown order by path, project, state, status, shown';
const counters = 'select path, project, state, status, shown, runs from experiments_groups order by path, project, state, status, shown';
const recountedTags = 'select t.tag, e.shown, count(*) as runs from experiments_tags t join experiments e on e.id = t.experiment_id group by t.tag, e.shown order by t.tag, e.shown';
const tagCounters = 'select tag, shown, runs from experiments_tag_counts order by tag, shown';

/** A catalog as 001 left it, with runs of every kind of visibility, null columns and tags. */
async function firstCatalog(t: TestContext): Promise<SqlDatabase> {
  const database = await openDatabase({ database: join(tempFolder(t), 'runkeep.db') }, quietLog, new ManualClock());
  atEnd(t, () => database.close());
  await database.migrate('experiments', [catalogTables]);
  await database.write(async (knex) => {
    for (let n = 0; n < 60; n++) {
      const id = `run-${n}`;
      const texts = { run_id: id, path: `path-${n % 2}`, project: n % 3 === 0 ? null : 'vision', name: n % 7 === 0 ? null : `name ${n}` };
      await knex('experiments').insert({ id, ...texts, run_dir: id, layout: 'path', status: n % 5 === 0 ? null : 'finished', class: 'finished', created_at: n });
      await knex('experiments_folded').insert({ experiment_id: id, ...texts });
      await knex('experiments_shown').insert({ experiment_id: id, state: n % 4 === 0 ? 'failed' : 'finished', alias_folded: n === 5 ? 'the alias' : null, notes_folded: '', archived: n % 6 === 0 ? 1 : 0, deleted_at: n % 10 === 0 ? 1 : null });
      await knex('experiments_tags').insert({ experiment_id: id, tag: `tag-${n % 3}`, folded: `tag-${n % 3}` });
      await knex('experiments_metrics').insert({ experiment_id: id, key: 'loss', points: 1, last: n, min: n, max: n });
      await knex('experiments_values').insert({ experiment_id: id, source: 'param', key: 'lr', kind: 'number', num: n, text: String(n), folded: String(n) });
    }
  });
  return database;
}

function assertCounted({ sql }: SqlDatabase): void {
  assert.deepEqual(sql.all(counters), sql.all(recounted));
  assert.deepEqual(sql.all(tagCounters), sql.all(recountedTags));
}

test('an upgrade of a catalog with runs counts them, and finds them by their words', async (t) => {
  const database = await firstCatalog(t);
  await database.migrate('experiments', [catalogTables, catalogAtScale]);
  assertCounted(database);
  const visible = database.sql.all('select shown, count(*) as runs from experiments group by shown order by shown');
  assert.deepEqual(visible, [{ shown: 0, runs: 46 }, { shown: 1, runs: 8 }, { shown: 2, runs: 6 }]);
  const found = (words: string): unknown => database.sql.all('select s.experiment_id as id from experiments_search f join experiments_searched s on s.no = f.rowid where experiments_search match ?', `"${words}"`);
  assert.deepEqual([found('name 59'), found('the alias')], [[{ id: 'run-59' }], [{ id: 'run-5' }]]);
  assert.deepEqual(database.sql.all('select count(*) as n, sum(last) as sum from experiments_metrics'), [{ n: 60, sum: 1770 }]);
});

test('counters stay right while runs change, move between lists and go, after an upgrade', async (t) => {
  const database = await firstCatalog(t);
  await database.migrate('experiments', [catalogTables, catalogAtScale]);
  await database.write(async (knex) => {
    await knex('experiments_shown').where('experiment_id', 'like', '%2').update({ archived: 1, state: 'interrupted' });
    await knex('experiments_shown').where('experiment_id', 'like', '%4').update({ deleted_at: 9 });
    await knex('experiments').where('id', 'like', '%5').update({ project: null, status: 'failed' });
    for (const [table, id] of [['experiments_tags', 'experiment_id'], ['experiments_shown', 'experiment_id'], ['experiments', 'id']] as const) await knex(table).where(id, 'like', '%3').delete();
  });
  assertCounted(database);
});

test('going back to the first catalog and up again counts the same', async (t) => {
  const database = await firstCatalog(t);
  await database.migrate('experiments', [catalogTables, catalogAtScale]);
  const before = database.sql.all(counters);
  await database.write((knex) => catalogAtScale.down(knex));
  await database.write((knex) => catalogAtScale.up(knex));
  assertCounted(database);
  assert.deepEqual(database.sql.all(counters), before);
});
