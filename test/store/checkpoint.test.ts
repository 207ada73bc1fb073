import assert from 'node:assert/strict';
import { rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import BetterSqlite from 'better-sqlite3';
import type { Log } from '../../daemon/api/log.js';
import { startCheckpoints } from '../../daemon/store/checkpoint-thread.js';
import { openLineStore } from '../../daemon/store/open-line-store.js';
import { atEnd } from '../support/at-end.js';
import { quietLog } from '../support/quiet-log.js';
import { tempFolder } from '../support/temp-folder.js';
import { until } from '../support/until.js';
import { appendRows, openedStore } from './opened-store.js';

const entry = new URL('../../daemon/checkpoint.js', import.meta.url);
const mebi = 1024 * 1024;

/** A log whose errors are kept. */
function listeningLog(): { readonly log: Log; readonly errors: string[] } {
  const errors: string[] = [];
  return { errors, log: { ...quietLog, error: (message) => errors.push(message) } };
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

test('another thread moves what the line wrote into the database file, which the line itself never does', async (t) => {
  const { writer, database } = await openedStore(t);
  appendRows(writer, writer.open('a', 'events.jsonl'), noise(4096));
  writer.commit();
  const before = sizeOf(database.path);
  const checkpoints = startCheckpoints({ entry, database: database.path, log: quietLog, everyMs: 10 });
  atEnd(t, () => checkpoints.close());
  await until('the database file grew', () => sizeOf(database.path) > before);
});

test('a log that nobody empties is emptied by the line between two turns', async (t) => {
  const { database } = await openedStore(t);
  const line = openLineStore(database.path, { logBytes: mebi });
  atEnd(t, () => line.close());
  const stream = line.writer.open('a', 'events.jsonl');
  let longest = 0;
  for (let i = 0; i < 100; i++) {
    appendRows(line.writer, stream, noise(4096));
    line.writer.commit();
    longest = Math.max(longest, sizeOf(`${database.path}-wal`));
  }
  assert.ok(sizeOf(database.path) > 2 * mebi, 'much more was written than the log may hold');
  assert.ok(longest < 1.5 * mebi, `the log was ${longest} bytes long`);
});

test('a reader of an old moment does not stop the line; the log is short again when it has gone', async (t) => {
  const { database } = await openedStore(t);
  const line = openLineStore(database.path, { logBytes: mebi / 2 });
  atEnd(t, () => line.close());
  const stream = line.writer.open('a', 'events.jsonl');
  const write = (): void => {
    appendRows(line.writer, stream, noise(4096));
    line.writer.commit();
  };
  write();
  const reader = new BetterSqlite(database.path, { readonly: true });
  atEnd(t, () => reader.close());
  reader.exec('begin');
  reader.prepare('select count(*) from metric_chunks').get();
  for (let i = 0; i < 60; i++) write();
  const held = sizeOf(`${database.path}-wal`);
  assert.ok(held > mebi, `${held} bytes`);
  reader.exec('commit');
  for (let i = 0; i < 60; i++) write();
  const seen = new BetterSqlite(database.path, { readonly: true });
  atEnd(t, () => seen.close());
  assert.equal(seen.prepare('select count(*) from metric_chunks').pluck().get(), 121);
  assert.ok(sizeOf(database.path) > 2 * mebi, 'the log was moved into the database');
});

test('a checkpoint thread that dies tells the log, and the line goes on', async (t) => {
  const { writer } = await openedStore(t);
  const { log, errors } = listeningLog();
  const checkpoints = startCheckpoints({ entry, database: '/nowhere/runkeep.db', log });
  await until('it is told', () => errors.some((error) => error.includes('checkpoint thread ended')));
  appendRows(writer, writer.open('a', 'events.jsonl'), noise(10));
  writer.commit();
  await checkpoints.close();
});

test('a checkpoint that fails is told once, and the thread goes on', async (t) => {
  const folder = tempFolder(t);
  const script = join(folder, 'failing.mjs');
  writeFileSync(script, `
    import { parentPort } from 'node:worker_threads';
    parentPort.postMessage({ failure: 'disk full' });
    parentPort.once('message', () => parentPort.close());
  `);
  const { log, errors } = listeningLog();
  const checkpoints = startCheckpoints({ entry: pathToFileURL(script), database: join(folder, 'none.db'), log });
  await until('it is told', () => errors.length > 0);
  await checkpoints.close();
  rmSync(script);
  assert.deepEqual(errors, ['the database could not be checkpointed; its log grows until it can']);
});

function noise(count: number): { ts: number; step: number; stage: null; values: [string, number][] }[] {
  return Array.from({ length: count }, (_, i) => ({ ts: i, step: i, stage: null, values: [['m', Math.random()]] }));
}
