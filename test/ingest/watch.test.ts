import assert from 'node:assert/strict';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { FolderWatch, type WatchOptions } from '../../daemon/ingest/watch.js';
import { atEnd } from '../support/at-end.js';
import { quietLog } from '../support/quiet-log.js';
import { tempFolder } from '../support/temp-folder.js';
import { until } from '../support/until.js';

function opened(t: TestContext, options: Partial<WatchOptions> = {}): { root: string; watch: FolderWatch; hints: Set<string> } {
  const root = tempFolder(t);
  const hints = new Set<string>();
  const watch = new FolderWatch({ root, mode: 'auto', log: quietLog, isIgnored: () => false, hint: (dir) => hints.add(dir), ...options });
  atEnd(t, () => watch.close());
  return { root, watch, hints };
}

test('new directories in a watched folder are hinted at, those within its children are not', async (t) => {
  const { root, watch, hints } = opened(t);
  mkdirSync(join(root, 'runs/old'), { recursive: true });
  watch.add('runs');
  await until('the present one is hinted at', () => hints.has('runs/old'));
  mkdirSync(join(root, 'runs/old/inner'));
  mkdirSync(join(root, 'runs/new'));
  await until('the new one is hinted at', () => hints.has('runs/new'));
  assert.deepEqual([hints.has('runs/old/inner'), watch.description], [false, 'inotify']);
});

test('names that come and go in the root are hinted at, what is written to its files is not', async (t) => {
  const { root, watch, hints } = opened(t);
  writeFileSync(join(root, 'runkeep.db-wal'), '');
  mkdirSync(join(root, 'old'));
  watch.add('');
  assert.deepEqual([...hints], ['']);
  writeFileSync(join(root, 'runkeep.db-wal'), 'more');
  mkdirSync(join(root, 'new'));
  await until('the new one is hinted at', () => hints.has('new'));
  rmSync(join(root, 'old'), { recursive: true });
  await until('the removed one is hinted at', () => hints.has('old'));
  assert.deepEqual([hints.has('runkeep.db-wal'), watch.description], [false, 'inotify']);
});

test('a root that went before its watch began is told of, and its absence is left to the look at the root', (t) => {
  const told: string[] = [];
  const { root, watch } = opened(t, { log: { ...quietLog, warn: (message) => told.push(message) } });
  rmSync(root, { recursive: true });
  watch.add('');
  assert.deepEqual([told, watch.isPolling], [['a folder cannot be watched; the scan of the root finds what it holds'], false]);
});

test('more folders than half of what the kernel grants are polled, and the reason is said (LIM-50)', (t) => {
  const { root, watch } = opened(t, { mostWatches: 1 });
  for (const dir of ['a', 'b']) {
    mkdirSync(join(root, dir));
    watch.add(dir);
  }
  assert.deepEqual([watch.isPolling, watch.description], [true, 'polling: more than 1 folders to watch, half of what the kernel grants (LIM-50)']);
});
