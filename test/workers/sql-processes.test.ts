import assert from 'node:assert/strict';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { test, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { SqlProcesses } from '../../daemon/workers/sql-processes.js';
import { sqlQuery, type SqlAnswer } from '../../schemas/sql.js';
import { appendRows, openedStore } from '../store/opened-store.js';
import { atEnd } from '../support/at-end.js';
import { until } from '../support/until.js';

const entry = fileURLToPath(new URL('../../daemon/sql.js', import.meta.url));
const endless = 'with recursive c(x) as (select 1 union all select x + 1 from c) select count(*) from c';
const never = new AbortController().signal;

async function opened(t: TestContext): Promise<{ path: string; run: (query: string, options?: { seconds?: number; limit?: number; signal?: AbortSignal }) => Promise<SqlAnswer> }> {
  const { database, writer } = await openedStore(t);
  const stream = writer.open('a', 'events.jsonl');
  appendRows(writer, stream, Array.from({ length: 5000 }, (_, i) => ({ ts: i, step: i, stage: null, values: [['loss', i] as const] })));
  writer.seal(stream);
  writer.commit();
  const processes = new SqlProcesses(entry, database.path);
  atEnd(t, () => processes.close());
  return { path: database.path, run: (query, { signal = never, ...rest } = {}) => processes.run(sqlQuery.parse({ query, ...rest }), signal) };
}

/** Children of this process that are SQL processes. */
function children(): number[] {
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map(Number).filter((pid) => {
    try {
      const parent = /^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
      return Number(parent) === process.pid && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('sql.js') && readlinkSync(`/proc/${pid}/exe`) === process.execPath;
    } catch {
      return false;
    }
  });
}

test('a query is answered by a process of its own, whole', async (t) => {
  const { run } = await opened(t);
  const { rows, cut } = await run('select * from metrics', { limit: 100_000 });
  assert.deepEqual([rows.length, cut, rows.at(-1)], [5000, null, ['a', 4999, 'loss', 4999, 4999, null]]);
});

test('an endless query is ended at its deadline, and this thread stays free meanwhile (ENG-08)', async (t) => {
  const { run } = await opened(t);
  let turns = 0;
  const timer = setInterval(() => turns++, 10);
  await assert.rejects(run(endless, { seconds: 1 }), { family: 'invalid', code: 'sql-deadline' });
  clearInterval(timer);
  assert.ok(turns > 20, String(turns));
  assert.deepEqual(children(), []);
});

for (const query of [
  'select length(hex(randomblob(900000000)))',
  "select group_concat(hex(zeroblob(100000000)), '') from metrics",
  'with recursive c(x) as (select 1 union all select x + 1 from c) select x, randomblob(100000) from c order by 2',
]) {
  test(`memory is bounded: ${query}`, async (t) => {
    const { run } = await opened(t);
    await assert.rejects(run(query, { seconds: 10 }), (error: { code: string }) => ['sql-memory', 'sql-error', 'sql-ended', 'sql-deadline'].includes(error.code));
    assert.deepEqual(children(), []);
  });
}

test('a huge answer ends at its bytes', async (t) => {
  const { run } = await opened(t);
  const { cut, rows } = await run('select hex(zeroblob(1000000)) from metrics', { seconds: 30 });
  assert.deepEqual([cut, rows.length], ['bytes', 16]);
});

test('at most two queries run at once; who goes away ends his', async (t) => {
  const { run } = await opened(t);
  const client = new AbortController();
  const both = [run(endless, { signal: client.signal }), run(endless, { signal: client.signal })];
  await assert.rejects(run('select 1'), { family: 'too-many', code: 'sql-busy' });
  await until('both run', () => children().length === 2);
  client.abort();
  for (const one of await Promise.allSettled(both)) assert.equal(one.status, 'rejected');
  assert.deepEqual([children(), (await run('select 1')).rows], [[], [[1]]]);
});

test('a process that is killed is an error that says so, and the next query is answered', async (t) => {
  const { run } = await opened(t);
  const asked = run(endless);
  process.kill(await until('the process', () => children()[0]), 'SIGKILL');
  await assert.rejects(asked, { family: 'busy', code: 'sql-ended' });
  assert.deepEqual((await run('select 2')).rows, [[2]]);
});

test('a database that is missing or none is an error, not a crash', async (t) => {
  await opened(t);
  for (const path of ['/nowhere/runkeep.db', entry]) await assert.rejects(new SqlProcesses(entry, path).run(sqlQuery.parse({ query: 'select 1' }), never), { code: 'sql-failed' });
});
