import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Database, SqlValue } from '../../daemon/api/database.js';
import { SqlCatalog } from '../../plugins/experiments/catalog/sql-catalog.js';
import { thisHost } from '../../plugins/experiments/host.js';
import { parseFilter } from '../../schemas/filter.js';
import { openedHouse, type House } from './house.js';

const filters = [
  'metrics.loss < 0.01 and project = vision', 'params.lr > 1e-4 and metrics.acc > 0.9', 'min(metrics.loss) < 1 and max(metrics.acc) > 0.9', 'params.optimizer = adam and params.lr = 0.1',
  'has(lora) and status = failed', 'resnet and metrics.acc > 0.9', 'resnet mixup', 'created_at > -7d and params.lr in (0.1, 0.2)', 'not (metrics.acc > 0.9) and summary.note = x', 'alias = x and metrics.acc >= 0.5',
];
const sorts = ['-created_at', 'name', '-metrics.acc', 'max(metrics.loss)', 'params.lr', 'alias'];

/** How SQLite answers each query of a page, in its words. */
async function steps({ database, clock }: House, filter: string, sort: string, driven: number): Promise<string[]> {
  const told: string[] = [];
  const recording: Database = {
    reader: database.reader,
    write: (work) => database.write(work),
    rows: (query) => {
      const { sql, bindings } = query.toSQL().toNative();
      told.push(...database.sql.all<{ detail: string }>(`explain query plan ${sql}`, ...(bindings as readonly SqlValue[])).map(({ detail }) => detail));
      return database.rows(query);
    },
  };
  await new SqlCatalog(recording, clock, thisHost(), { driven, counted: 200 }).page({ filter: parseFilter(filter), sort, limit: 50, next: undefined, show: 'present', columns: [] });
  return told;
}

/** Looks at one run that read more than its own rows. */
const isWalk = (step: string): boolean => /^SEARCH h .*USING (COVERING )?INDEX experiments_(metrics|values)_by_/.test(step) || /^SCAN h/.test(step);

test('whatever is asked together, each run of a page is looked at by its key', async (t) => {
  const house = await openedHouse(t);
  for (const filter of filters) {
    for (const sort of sorts) {
      for (const driven of [0, 2000]) assert.deepEqual((await steps(house, filter, sort, driven)).filter(isWalk), [], `${filter}, by ${sort}, ${driven}`);
    }
  }
});

test('runs of a small set, and those along a sort, are found by their key', async (t) => {
  const house = await openedHouse(t);
  const behind = (told: readonly string[]): string[] => told.filter((step, at) => /^SEARCH (e|o) /.test(step) && /^(SEARCH|SCAN) (d|e|o) /.test(told[at - 1] ?? '') && !step.includes('sqlite_autoindex_experiments') && !step.includes('PRIMARY KEY'));
  for (const filter of filters) {
    for (const sort of sorts) assert.deepEqual(behind(await steps(house, filter, sort, 2000)), [], `${filter}, by ${sort}`);
  }
});
