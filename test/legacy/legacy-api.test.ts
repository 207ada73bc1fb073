import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { startDaemon, type Answer, type TestDaemon } from '../support/daemon.js';
import { RunDirectory, metricLine } from '../support/run-directory.js';
import { tempFolder } from '../support/temp-folder.js';
import { treeOf } from '../support/tree-hash.js';

/** A small root of several layouts, taken in by a real daemon. */
async function opened(t: TestContext, write: (root: string) => void): Promise<TestDaemon> {
  const root = tempFolder(t);
  write(root);
  const daemon = await startDaemon(t, { root });
  await daemon.live();
  return daemon;
}

function finished(root: string, dir: string, meta: Readonly<Record<string, unknown>> = {}, status = 'finished'): RunDirectory {
  const run = new RunDirectory(root, dir, meta);
  run.log({ loss: 0.5 }, { step: 1 });
  run.finish(status);
  return run;
}

const list = (answer: Answer): Record<string, unknown>[] => answer.body as Record<string, unknown>[];
const record = (answer: Answer): Record<string, unknown> => answer.body as Record<string, unknown>;
const a = '20261121_001556_aaaaaa';
const b = '20261121_001556_bbbbbb';

test('runs of old layouts have their whole path, and appear among the paths', async (t) => {
  const daemon = await opened(t, (root) => {
    finished(root, `runs/${a}`, { project: 'vision', name: 'flat', path: undefined });
    finished(root, `vision/deep/runs/${b}`, { project: 'vision', name: 'deep', path: undefined });
  });
  const runs = list(await daemon.get('/api/runs')).map(({ id, path, project, name }) => [id, path, project, name]).sort();
  assert.deepEqual(runs, [[a, 'vision/flat', 'vision', 'flat'], [b, 'vision/deep', 'vision', 'deep']]);
  assert.deepEqual(record(await daemon.get('/api/paths'))['paths'], ['vision/deep', 'vision/flat']);
  assert.deepEqual(record(await daemon.get('/api/projects/vision/names'))['names'], ['deep', 'flat']);
});

test('statistics of paths count each run once in every ancestor, whatever its status', async (t) => {
  const daemon = await opened(t, (root) => {
    finished(root, `runs/cv/${a}`);
    finished(root, `runs/cv/yolo/${b}`, {}, 'cancelled-by-user');
    finished(root, 'runs/cv/yolo/20261121_001556_cccccc', {}, 'failed');
  });
  const { stats } = record(await daemon.get('/api/paths?include_stats=true')) as { stats: Record<string, Record<string, number>> };
  const sums = Object.fromEntries(Object.entries(stats).map(([path, { total = 0, ...states }]) => [path, [total, Object.values(states).reduce((sum, one) => sum + one, 0)]]));
  assert.deepEqual(sums, { cv: [3, 3], 'cv/yolo': [2, 2] });
});

test('of runs that share an id the newest is shown and changed, and our own ids name each of them (DISK-03)', async (t) => {
  const daemon = await opened(t, (root) => {
    finished(root, `runs/old/${a}`, { created_at: 5 });
    finished(root, `runs/new/${a}`, { created_at: 9 });
  });
  const { experiments } = record(await daemon.get('/api/experiments')) as { experiments: { id: string; path: string }[] };
  const own = experiments.find(({ path }) => path === 'old')!.id;
  assert.deepEqual([record(await daemon.get(`/api/runs/${a}`))['path'], record(await daemon.get(`/api/runs/${own}`))['path']], ['new', 'old']);
  assert.deepEqual(record(await daemon.post('/api/runs/soft-delete', { run_ids: [a] }))['deleted_count'], 1);
  assert.equal(record(await daemon.get(`/api/runs/${a}`))['path'], 'old');
});

test('ids that people chose are labelled, deleted and restored, and no file changes (DISK-10)', async (t) => {
  const daemon = await opened(t, (root) => void finished(root, 'runs/vision/my run'));
  const before = treeOf(join(daemon.root, 'runs'), () => false);
  const id = encodeURIComponent('my run');
  assert.deepEqual(record(await daemon.patch(`/api/runs/${id}`, { alias: '  short ', tags: ['one', ' two ', '', 'one'] })), { ok: true, alias: 'short', tags: ['one', 'two'] });
  assert.deepEqual(record(await daemon.post('/api/runs/soft-delete', { run_ids: ['my run', 'none'] })), { deleted_count: 1, results: { 'my run': { success: true }, none: { success: false, error: 'run not found' } }, message: 'Soft deleted 1 of 2 runs' });
  const gone = await daemon.get(`/api/runs/${id}`);
  assert.deepEqual([gone.status, record(gone)['detail'], list(await daemon.get('/api/runs'))], [404, 'Run not found', []]);
  const { deleted_runs: bin } = record(await daemon.get('/api/recycle-bin')) as { deleted_runs: Record<string, unknown>[] };
  assert.deepEqual(bin.map((run) => [run['id'], run['path'], run['delete_reason'], run['original_status']]), [['my run', 'vision', 'user_deleted', 'finished']]);
  assert.deepEqual(record(await daemon.post('/api/recycle-bin/restore', { run_ids: ['my run'] }))['restored_count'], 1);
  assert.deepEqual(treeOf(join(daemon.root, 'runs'), () => false), before);
});

test('deletion for good asks for the recycle bin first, says what it frees, and empties the bin', async (t) => {
  const daemon = await opened(t, (root) => void finished(root, `runs/x/${a}`));
  const refused = record(await daemon.request('DELETE', `/api/runs/${a}/permanent`));
  assert.deepEqual([refused['success'], refused['errors']], [false, ['the run is not in the recycle bin: soft-delete it first']]);
  await daemon.post('/api/runs/soft-delete', { run_ids: [a] });
  const dry = record(await daemon.post('/api/runs/permanent-delete', { run_ids: [a], dry_run: true }));
  assert.deepEqual([dry['deleted_count'], dry['dry_run'], (dry['total_bytes_freed'] as number) > 0], [1, true, true]);
  assert.equal((await daemon.post('/api/recycle-bin/empty', {})).status, 400);
  assert.deepEqual(record(await daemon.post('/api/recycle-bin/empty', { confirm: true }))['deleted_count'], 1);
  assert.deepEqual(record(await daemon.get('/api/recycle-bin')), { deleted_runs: [] });
});

test('rows merge the events of a step, the last writer first; NaN and the infinities are null, texts stay', async (t) => {
  const daemon = await opened(t, (root) => {
    const run = finished(root, `runs/x/${a}`);
    run.append('{"ts": 2, "type": "metrics", "data": {"loss": NaN, "acc": Infinity, "ok": true, "note": "a\\"b", "none": null, "deep": {"a": 1}, "__proto__": 3, "global_step": 2, "time": 2, "stage": "eval"}}\n');
    run.append('{"ts": 3, "type": "metrics", "data": {"loss": 0.25, "epoch": 1, "global_step": 1, "time": 3}}\n');
  });
  const answer = await daemon.get(`/api/runs/${a}/metrics_step`);
  const rows = JSON.stringify(record(answer)['rows']);
  assert.deepEqual(record(answer)['columns'], ['global_step', '__proto__', 'acc', 'loss', 'none', 'note', 'ok', 'stage', 'time']);
  assert.equal(rows, '[{"global_step":1,"__proto__":null,"acc":null,"loss":0.25,"none":null,"note":null,"ok":null,"stage":null,"time":3},{"global_step":2,"__proto__":3,"acc":null,"loss":null,"none":null,"note":"a\\"b","ok":true,"stage":"eval","time":2}]');
  assert.deepEqual(['x-row-count', 'x-total-count', 'x-last-step'].map((name) => answer.headers.get(name)), ['2', '2', '2']);
});

test('downsampling keeps the first step and the spikes of every metric, within the rows asked for', async (t) => {
  const spikes: Readonly<Record<string, number>> = { m0: 1234, m1: 7777, m2: 19_998 };
  const daemon = await opened(t, (root) => {
    const run = finished(root, `runs/x/${a}`);
    const lines = Array.from({ length: 20_000 }, (_none, at) => metricLine(Object.fromEntries(Object.entries(spikes).map(([name, step]) => [name, step === at + 2 ? 1e6 : Math.sin(at / 50)])), { step: at + 2 }));
    run.append(lines.join(''));
  });
  const { rows, total, sampled } = record(await daemon.get(`/api/runs/${a}/metrics?downsample=100`)) as { rows: Record<string, number | null>[]; total: number; sampled: number };
  const kept = Object.entries(spikes).map(([name, step]) => rows.find((row) => row['global_step'] === step)?.[name]);
  assert.deepEqual([kept, rows[0]?.['global_step'], rows.at(-1)?.['global_step'], total, sampled === rows.length, rows.length <= 100 && rows.length > 50], [[1e6, 1e6, 1e6], 1, 20_001, 20_001, true, true]);
  for (const query of ['downsample=99', 'downsample=50001', 'downsample=x']) {
    const refused = await daemon.get(`/api/runs/${a}/metrics?${query}`);
    assert.deepEqual([refused.status, (record(refused)['detail'] as { loc: string[] }[])[0]?.loc], [422, ['query', 'downsample']]);
  }
});

test('events of other ranks share the steps, and points without a step are no rows (DISK-28)', async (t) => {
  const daemon = await opened(t, (root) => {
    const run = finished(root, `runs/x/${a}`);
    run.append(metricLine({ loss: 9 }));
    writeFileSync(join(run.folder, 'events-r1.jsonl'), metricLine({ other: 2 }, { step: 1 }) + metricLine({ other: 3 }, { step: -4 }));
  });
  const { rows } = record(await daemon.get(`/api/runs/${a}/metrics`)) as { rows: Record<string, unknown>[] };
  assert.deepEqual(rows.map((row) => [row['global_step'], row['loss'], row['other']]), [[-4, null, 3], [1, 0.5, 2]]);
});

test('a NaN in a summary is null in the export of a path, and a path is never a prefix of another name', async (t) => {
  const daemon = await opened(t, (root) => {
    finished(root, `runs/cv/${a}`).document('summary.json', '{"best": NaN, "deep": [Infinity]}');
    finished(root, `runs/cv2/${b}`);
    finished(root, 'runs/CV/20261121_001556_cccccc');
  });
  const exported = record(await daemon.get('/api/paths/export?path=cv')) as { total_runs: number; runs: { run_id: string; summary: unknown }[] };
  assert.deepEqual([exported.total_runs, exported.runs.map(({ run_id, summary }) => [run_id, summary])], [1, [[a, { best: null, deep: [null] }]]]);
  assert.deepEqual(list(await daemon.get('/api/paths/runs?path=cv')).map(({ id }) => id), [a]);
  assert.deepEqual(record(await daemon.post('/api/paths/soft-delete', { path: 'cv' }))['deleted_count'], 1);
});

test('a ZIP of a path opens with every other program and holds documents, metrics and log of each run', async (t) => {
  const daemon = await opened(t, (root) => {
    finished(root, `runs/bücher/${a}`).text('one\ntwo\n');
    finished(root, `runs/bücher/deep/${b}`);
  });
  const { body } = await daemon.get(`/api/paths/export?path=${encodeURIComponent('bücher')}&format=zip`);
  const folder = tempFolder(t);
  writeFileSync(join(folder, 'a.zip'), body as Uint8Array);
  const script = 'import sys,zipfile; z=zipfile.ZipFile(sys.argv[1]); assert z.testzip() is None; print("\\n".join(sorted(z.namelist()))); print(z.read(sys.argv[2]).decode())';
  const told = execFileSync('python3', ['-c', script, join(folder, 'a.zip'), `runs/bücher/${a}/logs.txt`]).toString();
  const names = [`runs/bücher/${a}`, `runs/bücher/deep/${b}`].flatMap((dir) => ['logs.txt', 'meta.json', 'metrics.csv', 'status.json'].map((name) => `${dir}/${name}`)).sort();
  assert.equal(told, `${names.join('\n')}\none\ntwo\n\n`);
});

test('assets say which other runs list the same content', async (t) => {
  const assets = { code: {}, datasets: [{ name: 'mini', fingerprint: 'f1' }, { name: 'own', fingerprint: { mtime: 1.5, size_bytes: 3 } }], outputs: [] };
  const daemon = await opened(t, (root) => {
    finished(root, `runs/x/${a}`).document('assets.json', assets);
    finished(root, `runs/x/${b}`).document('assets.json', { datasets: [{ name: 'again', fingerprint: 'f1' }], outputs: 'nonsense' });
  });
  const refs = record(await daemon.get(`/api/runs/${a}/assets/refs`)) as { orphaned_assets: Record<string, unknown>[]; shared_assets: Record<string, unknown>[]; shared_count: number };
  assert.deepEqual([refs.orphaned_assets.map(({ name, fingerprint }) => [name, fingerprint]), refs.shared_assets.map(({ name, other_runs: runs }) => [name, runs]), refs.shared_count], [[['own', '{"mtime": 1.5, "size_bytes": 3}']], [['mini', [b]]], 1]);
  assert.equal(list(await daemon.get('/api/runs')).find(({ id }) => id === a)?.['assets_count'], 2);
});
