import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { startDaemon, type TestDaemon } from '../support/daemon.js';
import { RunDirectory } from '../support/run-directory.js';
import { tempFolder } from '../support/temp-folder.js';

interface Page {
  readonly experiments: readonly { readonly id: string; readonly best_metric_value: number | null }[];
  readonly total: number;
  readonly has_next: boolean;
  readonly has_prev: boolean;
}

/** Seven runs r1 to r7: projects a and b, val_acc 0.1 to 0.7, created at 1 to 7, the last of 0.6 below the path a. */
async function seven(t: TestContext): Promise<TestDaemon> {
  const root = tempFolder(t);
  for (let each = 1; each <= 7; each += 1) {
    const project = each % 2 === 0 ? 'b' : 'a';
    const run = each === 7 ? new RunDirectory(root, 'runs/a/r7', { created_at: 7 }) : new RunDirectory(root, `${project}/n${each}/runs/r${each}`, { project, name: `n${each}`, path: undefined, created_at: each, ...(each <= 2 && { tags: ['base', `t${each}`] }) });
    run.log({ val_acc: each / 10 }, { step: 1 });
    run.finish(each === 3 ? 'failed' : each === 4 ? 'weird "status"' : 'finished');
  }
  const daemon = await startDaemon(t, { root });
  await daemon.live();
  return daemon;
}

async function page(daemon: TestDaemon, query: Readonly<Record<string, string>>): Promise<Page> {
  const { status, body } = await daemon.get(`/api/v2/experiments?${new URLSearchParams(query).toString()}`);
  assert.equal(status, 200, JSON.stringify(body));
  return body as Page;
}

test('every condition of the V2 list counts, and the total is that of all of them', async (t) => {
  const daemon = await seven(t);
  const asked: readonly (readonly [Readonly<Record<string, string>>, string])[] = [
    [{}, '7654321'], [{ project: 'a' }, '7531'], [{ project: 'b', name: 'n2' }, '2'], [{ status: 'failed' }, '3'], [{ status: 'failed,weird "status"' }, '43'], [{ tags: 'base' }, '21'], [{ tags: 'base,t2' }, '2'],
    [{ search: 'n5' }, '5'], [{ created_after: '3', created_before: '5' }, '543'], [{ created_after: '1970-01-01T00:00:06Z' }, '76'], [{ best_metric_min: '0.25', best_metric_max: '0.45' }, '43'], [{ best_metric_min: '9' }, ''],
    [{ order_by: 'best_metric_value', order_desc: 'false' }, '1234567'], [{ order_by: 'name', order_desc: 'true', project: 'b' }, '642'], [{ project: '" or 1=1 --' }, ''],
  ];
  for (const [query, ids] of asked) {
    const { experiments, total } = await page(daemon, query);
    assert.deepEqual([experiments.map(({ id }) => id.slice(1)).join(''), total], [ids, ids.length], JSON.stringify(query));
  }
});

test('V2 pages follow each other without a hole, and say whether there are more', async (t) => {
  const daemon = await seven(t);
  const pages = await Promise.all(['1', '2', '3', '4'].map((number) => page(daemon, { page: number, per_page: '3' })));
  assert.deepEqual(pages.map(({ experiments, total, has_next: next, has_prev: before }) => [experiments.map(({ id }) => id).join(), total, next, before]), [['r7,r6,r5', 7, true, false], ['r4,r3,r2', 7, true, true], ['r1', 7, false, true], ['', 7, false, true]]);
});

test('what is no order, no number and no page is 422, and names the field', async (t) => {
  const daemon = await seven(t);
  const queries = ['order_by=(select%201)', 'order_by=created_at;drop%20table%20experiments', 'order_by=__proto__', 'per_page=1001', 'page=0', 'best_metric_min=x', 'best_metric_max=Infinity', 'created_after=yesterday', 'order_by=name&order_by=id'];
  for (const query of queries) {
    const { status, body } = await daemon.get(`/api/v2/experiments?${query}`);
    const { detail } = body as { detail: readonly { loc: readonly string[] }[] };
    assert.deepEqual([status, detail[0]?.loc], [422, ['query', query.split('=')[0]]], query);
  }
});

test('deleted experiments are left out unless asked for, and batch deletion tells which ids are unknown', async (t) => {
  const daemon = await seven(t);
  const { body } = await daemon.post('/api/v2/experiments/batch-delete', { exp_ids: ['r1', 'r2', 'nobody'] });
  assert.deepEqual(body, { deleted_count: 2, total_requested: 3, failed: ['nobody'] });
  assert.deepEqual([(await page(daemon, {})).total, (await page(daemon, { include_deleted: 'true' })).total], [5, 7]);
  const { overview } = (await daemon.get('/api/v2/analytics/overview')).body as { overview: Record<string, number> };
  assert.deepEqual([overview['total_experiments'], overview['active_experiments'], overview['success_rate']], [7, 5, 0.75]);
});

test('fast metrics give the named ones within the range of steps', async (t) => {
  const root = tempFolder(t);
  const run = new RunDirectory(root, 'runs/x/r1');
  for (let step = 1; step <= 30; step += 1) run.log({ loss: step, other: 1 }, { step });
  run.finish();
  const daemon = await startDaemon(t, { root });
  await daemon.live();
  const { body } = await daemon.get('/api/v2/experiments/r1/metrics/fast?metric_names=loss&step_range=5:8');
  const { columns, rows, applied_filters: filters } = body as Record<string, unknown>;
  assert.deepEqual([columns, rows, filters], [['global_step', 'loss'], [5, 6, 7, 8].map((step) => ({ global_step: step, loss: step })), { metrics: ['loss'], step_range: [5, 8], downsampled: false }]);
  assert.equal((await daemon.get('/api/v2/experiments/r1/metrics/fast?step_range=5')).status, 422);
});
