import SqliteDatabase from 'better-sqlite3';
import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { z } from 'zod';
import { fsckReport, type FsckReport } from '../../schemas/upkeep.js';
import { experimentList } from '../../schemas/experiments.js';
import { runCli } from '../support/cli.js';
import { startDaemon, type TestDaemon } from '../support/daemon.js';
import { metricLine, RunDirectory } from '../support/run-directory.js';
import { tempFolder } from '../support/temp-folder.js';
import { until } from '../support/until.js';

const lines = 10_000;

interface Opened {
  readonly daemon: TestDaemon;
  readonly ids: readonly string[];
  readonly points: () => Promise<unknown[]>;
  /** Runs statements on the daemon's database behind its back. */
  readonly damage: (...statements: readonly string[]) => void;
}

async function opened(t: TestContext): Promise<Opened> {
  const root = tempFolder(t);
  for (const name of ['one', 'two', 'three']) {
    const run = new RunDirectory(root, `runs/a/${name}`);
    run.append(Array.from({ length: lines }, (_, step) => metricLine({ loss: Math.sin(step), ...(step % 3 === 0 && { acc: step / 7 }) }, { step, stage: step % 2 === 0 ? 'train' : 'eval', ts: 1_790_000_000 + step })).join(''));
    run.document('config.json', { lr: 1 });
    run.finish();
  }
  const daemon = await startDaemon(t, { root });
  await daemon.live();
  const path = join(root, 'runkeep.db');
  await until('all three are sealed', () => {
    const database = new SqliteDatabase(path, { readonly: true });
    const { rows } = database.prepare('select sum(rows) as rows from metric_blocks').get() as { rows: number };
    database.close();
    return rows === 3 * lines;
  });
  const { experiments } = await daemon.json(experimentList, '/api/experiments?sort=run_dir');
  const ids = experiments.toSorted((a, b) => (a.run_dir < b.run_dir ? -1 : 1)).map(({ id }) => id);
  return {
    daemon, ids,
    points: async () => {
      const answers: unknown[] = [];
      for (const id of ids) {
        const { body } = await daemon.get(`/api/experiments/${id}/points?limit=1000000`);
        answers.push(z.object({ points: z.unknown() }).parse(body).points);
      }
      return answers;
    },
    damage: (...statements) => {
      const database = new SqliteDatabase(path, { timeout: 5000 });
      for (const statement of statements) assert.ok(database.prepare(statement).run().changes > 0, statement);
      database.close();
    },
  };
}

async function fsck(daemon: TestDaemon, ...options: readonly string[]): Promise<{ code: number | null; report: FsckReport; codes: string[] }> {
  const { code, stdout } = await runCli(['fsck', ...options, '--json', '--root', daemon.root]);
  const report = fsckReport.parse(JSON.parse(stdout));
  return { code, report, codes: report.findings.map((one) => one.code).sort() };
}

const streamOf = (id: string): string => `(select id from ingest_streams where experiment_id = '${id}')`;
const seriesOf = (id: string, name: string): string => `(select id from metric_series where stream_id = ${streamOf(id)} and name = '${name}' and stage = 'train')`;

test('a sound database is clean: every point is looked at, and the exit code is 0', async (t) => {
  const { daemon } = await opened(t);
  const { code, report } = await fsck(daemon);
  const expected = 3 * (lines + Math.ceil(lines / 3));
  assert.deepEqual([code, report.state, report.total, report.progress.streams, report.progress.points], [0, 'clean', 0, 3, expected]);
});

test('whatever was changed is named by experiment, file, series and block, and repair reads it anew (ENG-06)', async (t) => {
  const { daemon, ids: [one = '', two = '', three = ''], points, damage } = await opened(t);
  const before = await points();
  damage(
    `update metric_chunks set data = cast(substr(data, 1, 40) || x'ff' || substr(data, 42) as blob) where key = ${seriesOf(one, 'loss')} * 1048576`,
    `delete from metric_chunks where key = ${seriesOf(one, 'acc')} * 1048576 + 1`,
    `update metric_blocks set axis = substr(axis, 1, 60) where stream_id = ${streamOf(three)} and no = 0`,
    `update metric_blocks set step_high = 1 where stream_id = ${streamOf(three)} and no = 1`,
    `delete from metric_blocks where stream_id = ${streamOf(two)} and no = 1`,
    `update ingest_streams set head_hash = 'other' where experiment_id = '${one}'`,
    `update metric_summaries set data = substr(data, 1, 40) where key = ${seriesOf(one, 'loss')} * 8388608`,
    "insert into metric_chunks (key, data) values (99 * 1048576, x'00')",
    "insert into metric_summaries (key, data) values (99 * 8388608, x'00')",
    "insert into metric_blocks (stream_id, no, first_row, rows, axis) values (77, 0, 0, 1, x'00')",
    "insert into experiments_tags (experiment_id, tag, folded) values ('nobody', 'x', 'x')",
  );
  const { code, report, codes } = await fsck(daemon);
  assert.deepEqual([code, report.state], [2, 'findings']);
  assert.deepEqual([...new Set(codes)], ['axis', 'bounds', 'chunk', 'cursor', 'gap', 'orphan', 'points', 'rows', 'summary']);
  assert.deepEqual(report.findings.filter((found) => found.code === 'chunk' && found.experiment_id === one).map(({ file, series, block, hint }) => ({ file, series, block, hint })), [
    { file: 'events.jsonl', series: { name: 'loss', stage: 'train' }, block: 0, hint: `runkeep rebuild ${one}` },
  ]);
  assert.equal(codes.filter((found) => found === 'orphan').length, 4);
  const repaired = await fsck(daemon, '--repair');
  assert.deepEqual([repaired.code, repaired.report.state, repaired.report.findings, repaired.report.repaired.filter((id) => id !== 'nobody').toSorted()], [1, 'clean', [], [one, two, three].toSorted()]);
  assert.deepEqual(await points(), before);
});

test('rebuild of one, of several and of all heals flipped bits and a chunk that is gone, and gives the same points (ENG-03, 06)', async (t) => {
  const { daemon, ids: [one = '', two = '', three = ''], points, damage } = await opened(t);
  const before = await points();
  for (const some of [[one], [two, three], []]) {
    const damaged = some.length === 0 ? [one, two, three] : some;
    for (const id of damaged) damage(`update metric_chunks set data = cast(substr(data, 1, 30) || x'01ff' || substr(data, 33) as blob) where key = ${seriesOf(id, 'loss')} * 1048576 + 1`, `delete from metric_chunks where key = ${seriesOf(id, 'acc')} * 1048576`);
    assert.notDeepEqual(await points(), before);
    assert.equal((await runCli(['rebuild', ...some, '--yes', '--root', daemon.root])).code, 0);
    assert.deepEqual(await points(), before);
    assert.equal((await fsck(daemon)).code, 0);
  }
});

test('the last report outlives the daemon, and health tells of it', async (t) => {
  const { daemon, ids: [one = ''], damage } = await opened(t);
  damage(`delete from metric_chunks where key = ${seriesOf(one, 'acc')} * 1048576`);
  const { report } = await fsck(daemon);
  const { conditions } = await daemon.json(z.object({ conditions: z.record(z.string(), z.object({ ok: z.boolean(), code: z.string() })) }), '/healthz');
  assert.deepEqual(conditions['fsck'], { ok: true, code: 'findings' });
  await daemon.stop();
  const again = await startDaemon(t, { root: daemon.root });
  assert.deepEqual((await fsck(again, '--last')).report, report);
  await again.stop();
  writeFileSync(join(daemon.root, '.runkeep', 'fsck.json'), '{"state":');
  const third = await startDaemon(t, { root: daemon.root });
  assert.equal((await fsck(third, '--last')).report.state, 'never');
});

test('a file that was cut behind the cursor is named, a new file under its name is not', async (t) => {
  const { daemon, ids: [one = '', two = ''] } = await opened(t);
  await daemon.stop();
  const offset = new SqliteDatabase(join(daemon.root, 'runkeep.db'));
  offset.prepare("update ingest_streams set inode = inode || '0' where experiment_id = ?").run(two);
  offset.prepare('update ingest_streams set offset = offset + 100000 where experiment_id = ?').run(one);
  rmSync(join(daemon.root, '.runkeep', 'fsck.json'), { force: true });
  const told: { code: string; experiment_id: string | null }[] = [];
  const { runFsck } = await import('../../daemon/store/fsck-run.js');
  const { probeFile } = await import('../../daemon/ingest/probe-file.js');
  const { checkPlan } = await import('../../plugins/experiments/upkeep/check-plan.js');
  runFsck({ database: join(daemon.root, 'runkeep.db'), root: daemon.root, kind: 'full', plan: checkPlan, share: 1 }, (dir, file, at) => probeFile(join(daemon.root, dir, file), at), (word) => {
    if ('finding' in word) told.push({ code: word.finding.code, experiment_id: word.finding.experiment_id });
  });
  offset.close();
  assert.deepEqual(told, [{ code: 'cursor', experiment_id: one }]);
});
