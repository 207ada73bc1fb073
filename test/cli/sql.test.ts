import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { problem } from '../../schemas/problem.js';
import { sqlAnswer } from '../../schemas/sql.js';
import { csv } from '../../clients/cli/csv.js';
import { runCli } from '../support/cli.js';
import { startDaemon, type TestDaemon } from '../support/daemon.js';
import { fileScene } from '../support/file-scene.js';
import { RunDirectory } from '../support/run-directory.js';
import { tempFolder } from '../support/temp-folder.js';
import { until } from '../support/until.js';

const scene = fileScene();
const endless = 'with recursive c(x) as (select 1 union all select x + 1 from c) select count(*) from c';
let daemon: TestDaemon;

before(async () => {
  const root = tempFolder(scene);
  const run = new RunDirectory(root, 'runs/vision/one', { tags: ['baseline'] });
  for (let step = 0; step < 10; step++) run.log({ loss: step / 2 }, { step, stage: 'train' });
  run.document('config.json', { lr: 0.1 });
  run.finish();
  daemon = await startDaemon(scene, { root, args: ['--set', 'experiments.sql=true'] });
  await daemon.live();
  await until('the run is sealed', async () => (await ask('select count(*) from metrics')).rows[0]?.[0] === 10);
});

async function ask(query: string): Promise<{ columns: string[]; rows: unknown[][] }> {
  return sqlAnswer.parse((await daemon.post('/api/experiments/sql', { query })).body);
}

/** SQL processes of the daemon. */
function children(): string[] {
  return readdirSync('/proc').filter((name) => {
    try {
      return /^\d+$/.test(name) && new RegExp(`^PPid:\\s+${daemon.pid}$`, 'm').test(readFileSync(join('/proc', name, 'status'), 'utf8'));
    } catch {
      return false;
    }
  });
}

test('the catalog and the points answer in one query, in friendly names', async () => {
  const { columns, rows } = await ask('select e.run_id, e.state, p.name, p.value, t.tag, sum(m.metric_value) as total from experiments e join params p on p.experiment_id = e.id join tags t on t.experiment_id = e.id join metrics m on m.experiment_id = e.id');
  assert.deepEqual([columns, rows], [['run_id', 'state', 'name', 'value', 'tag', 'total'], [['one', 'finished', 'lr', 0.1, 'baseline', 22.5]]]);
});

test("what SQLite refuses comes back as 422 with its sentence (SEC-36)", async () => {
  const { status, body } = await daemon.get(`/api/experiments/sql?query=${encodeURIComponent('select nope from metrics')}`);
  assert.deepEqual([status, problem.parse(body).title], [422, 'no such column: nope, at line 1, column 8']);
});

test('the daemon answers while a query runs, and a client that goes away ends it (ENG-08)', async () => {
  const client = new AbortController();
  const asked = fetch(new URL('/api/experiments/sql', daemon.url), { method: 'POST', headers: { Authorization: `Bearer ${daemon.token}`, 'Content-Type': 'application/json' }, body: JSON.stringify({ query: endless, seconds: 60 }), signal: client.signal });
  await until('it runs', () => children().length === 1);
  assert.equal((await daemon.get('/api/experiments')).status, 200);
  client.abort();
  await assert.rejects(asked);
  await until('it is gone', () => children().length === 0);
});

test('the command line answers as a table, as CSV and as JSON, and says what is wrong', async () => {
  const sql = async (...args: readonly string[]): Promise<{ code: number | null; stdout: string; stderr: string }> => runCli(['sql', ...args, '--root', daemon.root]);
  const query = "select step, metric_value, stage from metrics limit 2";
  assert.equal((await sql(query)).stdout, 'STEP  METRIC_VALUE  STAGE\n   0             0  train\n   1           0.5  train\n');
  assert.equal((await sql(query, '--csv')).stdout, 'step,metric_value,stage\n0,0,train\n1,0.5,train\n');
  assert.deepEqual(sqlAnswer.parse(JSON.parse((await sql(query, '--json')).stdout)).rows, [[0, 0, 'train'], [1, 0.5, 'train']]);
  const cut = await sql('select * from metrics', '-n', '3');
  assert.equal(cut.stderr, 'the first 3 rows; more with --limit\n');
  assert.deepEqual([(await sql('drop table experiments')).code, (await sql(endless, '--seconds', '0.5')).code, (await sql('select 1', '--limit', 'x')).code, (await runCli(['sql', 'select 1', '--root', '/nowhere'])).code], [1, 1, 64, 74]);
  const elsewhere = await runCli(['sql', 'select count(*) from experiments', '--csv', '--url', daemon.url], { RUNKEEP_TOKEN: daemon.token });
  assert.equal(elsewhere.stdout, 'count(*)\n1\n');
});

test('it is off over HTTP unless the configuration says so, and needs no daemon on the machine of the root', async (t) => {
  const root = tempFolder(t);
  new RunDirectory(root, 'runs/a/one').finish();
  const other = await startDaemon(t, { root });
  await other.live();
  const { status, body } = await other.post('/api/experiments/sql', { query: 'select 1' });
  assert.deepEqual([status, problem.parse(body).code], [403, 'sql-off']);
  await other.stop();
  assert.equal((await runCli(['sql', 'select run_id from experiments', '--csv', '--root', root])).stdout, 'run_id\none\n');
});

test('CSV quotes what must be, and tells NULL from the empty text', () => {
  assert.deepEqual(csv(['a', 'b,c'], [['x"y', null], ['', 'two\nlines'], [' edge', 1.5]]), ['a,"b,c"', '"x""y",', '"","two\nlines"', '" edge",1.5']);
});
