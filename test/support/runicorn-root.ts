import SqliteDatabase from 'better-sqlite3';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { metricLine, RunDirectory } from './run-directory.js';

/** A small root as several versions of Runicorn left it one after the other, with the damage that they leave behind. */
export function writeRunicornRoot(root: string): void {
  flatRun(root);
  projectRuns(root);
  pathRuns(root);
  writeDatabase(join(root, 'runicorn.db'));
  mkdirSync(join(root, 'vision', 'early', 'runs', '20260921_141313_aa000d'), { recursive: true });
  writeFileSync(join(root, '.experiments_metadata.json'), JSON.stringify({ '20260921_141302_aa0002': { id: '20260921_141302_aa0002', project: 'vision', name: 'resnet', tags: ['prod'], description: 'the good one', archived: false, pinned: true } }));
}

const place = '/srv/ml/old-root';

function flatRun(root: string): void {
  const run = new RunDirectory(root, 'runs/20260921_141301_aa0001', { project: 'nlp', name: 'bert', path: undefined, storage_dir: place });
  run.append('{"ts": 1790000000, "type": "metrics", "data": {"loss": 0.5}}\n{"ts": 1790000001, "type": "metrics", "data": {"loss": NaN, "word": "x"}}\n');
  run.finish('cancelled-by-user');
}

function projectRuns(root: string): void {
  const good = new RunDirectory(root, 'vision/resnet/runs/20260921_141302_aa0002', { project: 'vision', name: 'resnet', path: undefined, storage_dir: place });
  for (let step = 1; step <= 30; step++) good.log({ loss: 1 / step, big: 2 ** 60 }, { step, stage: 'train' });
  good.finish();
  const torn = new RunDirectory(root, 'vision/resnet/runs/20260921_141303_aa0003', { project: 'vision', name: 'resnet', path: undefined, storage_dir: place });
  torn.append(`${metricLine({ loss: 1 }, { step: 1 })}{"ts": 1790000000, "type": "metrics", "data": {"lo${metricLine({ loss: 2 }, { step: 3 })}{"ts": 17`);
  torn.finish('failed');
}

function pathRuns(root: string): void {
  const run = new RunDirectory(root, 'runs/cv/yolo/20260921_141304_aa0004', { alias: 'best', storage_dir: place });
  run.append('{"ts": 1, "type": "image", "data": {"key": "k", "path": "media/gone.png", "step": 1, "caption": null}}\n');
  mkdirSync(join(run.folder, 'media'));
  writeFileSync(join(run.folder, 'media', 'orphan.png'), 'x');
  run.document('status.json', '');
  const other = new RunDirectory(root, 'runs/cv/20260921_141302_aa0002', { storage_dir: place });
  other.log({ acc: 0.9 }, { step: 1 });
  other.finish();
}

/** A database that says other things than the files, and names a run that is nowhere. */
function writeDatabase(path: string): void {
  const database = new SqliteDatabase(path);
  database.exec(`create table experiments (id text primary key, project text, name text, status text, run_dir text, deleted_at real, delete_reason text);
    create table metrics (experiment_id text, metric_name text, metric_value real);
    create table experiment_tags (experiment_id text, tag text);`);
  const row = database.prepare('insert into experiments values (?, ?, ?, ?, ?, ?, ?)');
  row.run('20260921_141302_aa0002', 'vision', 'resnet', 'running', `${place}/vision/resnet/runs/20260921_141302_aa0002`, null, null);
  row.run('20260921_141303_aa0003', 'vision', 'resnet', 'failed', `${place}/vision/resnet/runs/20260921_141303_aa0003`, 1790000100, 'user_deleted');
  row.run('20260921_141399_aa0099', 'vision', 'gone', 'finished', `${place}/vision/gone/runs/20260921_141399_aa0099`, null, null);
  database.exec("insert into metrics values ('20260921_141302_aa0002', 'loss', 1), ('20260921_141303_aa0003', 'loss', 1), ('20260921_141303_aa0003', 'loss', 2); insert into experiment_tags values ('20260921_141303_aa0003', 'old')");
  database.close();
}
