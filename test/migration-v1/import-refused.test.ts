import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { runLayout } from '../../plugins/experiments/run-layout.js';
import { importUnits } from '../../plugins/migration-v1/import/import-units.js';
import { hintFor } from '../../plugins/migration-v1/import/refusal.js';
import { Tally } from '../../plugins/migration-v1/import/tally.js';
import { unitsOf } from '../../plugins/migration-v1/import/walk.js';
import { smallDisk } from '../fault/support/small-disk.js';
import { RunDirectory } from '../support/run-directory.js';
import { tempFolder } from '../support/temp-folder.js';

interface Scenery {
  readonly source: string;
  readonly root: string;
  readonly staging: string;
}

function scene(t: TestContext): Scenery {
  const folder = tempFolder(t);
  return { source: join(folder, 'source'), root: join(folder, 'disk', 'root'), staging: join(folder, 'disk', 'staging') };
}

/** Imports everything once; the answer is what became of the runs, and what ended it early. */
async function imported(scenery: Scenery): Promise<{ readonly copied: number; readonly equal: number; readonly failed: number; readonly told: string[]; readonly failure: unknown }> {
  const { signal } = new AbortController();
  const tally = new Tally();
  const units = await unitsOf({ source: scenery.source, layout: runLayout, signal, tell: (finding) => tally.tell(finding) });
  tally.begin(units, 0);
  const failure = await importUnits({ ...scenery, signal, tally, isDry: false, shared: new Map(), moved: () => undefined }, units).then(() => undefined, (error: unknown) => error);
  const { copied, equal, failed } = tally.figures(1).runs;
  return { copied, equal, failed, told: tally.told.map(({ code, path, hint }) => `${code} ${path ?? ''}: ${hint}`), failure };
}

const run = (second: number): string => `runs/20260921_1413${String(second).padStart(2, '0')}_aa0001`;

test('a disk that is full ends an import with a hint, without half a run; the next import goes on', async (t) => {
  const scenery = scene(t);
  const disk = smallDisk(t, join(scenery.root, '..'), { megabytes: 4, inodes: 200 });
  if (disk === undefined) {
    t.skip('this user may not mount a tmpfs');
    return;
  }
  for (const folder of [scenery.root, scenery.staging]) mkdirSync(folder);
  for (let second = 0; second < 4; second++) new RunDirectory(scenery.source, run(second)).append('x'.repeat(1_500_000));
  const full = await imported(scenery);
  assert.deepEqual([full.copied, full.failed, full.told], [2, 0, []]);
  assert.match(hintFor(full.failure, scenery.root), /^Make room on the disk of the root, and import again/);
  assert.deepEqual([readdirSync(scenery.staging), readdirSync(join(scenery.root, 'runs')).map((name) => statSync(join(scenery.root, 'runs', name, 'events.jsonl')).size)], [[], [1_500_000, 1_500_000]]);
  rmSync(join(scenery.source, run(3)), { recursive: true });
  rmSync(join(scenery.root, run(0)), { recursive: true });
  const again = await imported(scenery);
  assert.deepEqual([again.copied, again.equal, again.failure === undefined], [1, 1, false]);
});

test('a disk without inodes ends an import in the same way', async (t) => {
  const scenery = scene(t);
  const disk = smallDisk(t, join(scenery.root, '..'), { megabytes: 4, inodes: 12 });
  if (disk === undefined) {
    t.skip('this user may not mount a tmpfs');
    return;
  }
  for (const folder of [scenery.root, scenery.staging]) mkdirSync(folder);
  for (let second = 0; second < 6; second++) new RunDirectory(scenery.source, run(second)).log({ loss: 1 });
  const full = await imported(scenery);
  assert.deepEqual([full.copied > 0, full.failed, (full.failure as NodeJS.ErrnoException).code, readdirSync(scenery.staging)], [true, 0, 'ENOSPC', []]);
});

test('a file and a folder that may not be read are told with a hint, the other runs come in, and an import that may read them is whole', async (t) => {
  if (process.getuid?.() === 0) {
    t.skip('root may read everything; npm run test:fault -- take-over plays it as another user');
    return;
  }
  const scenery = scene(t);
  for (const folder of [scenery.root, scenery.staging]) mkdirSync(folder, { recursive: true });
  for (let second = 0; second < 3; second++) new RunDirectory(scenery.source, run(second)).log({ loss: 1 });
  const locked = [join(scenery.source, run(0), 'events.jsonl'), join(scenery.source, run(1))];
  for (const path of locked) chmodSync(path, 0);
  const refused = await imported(scenery);
  for (const path of locked) chmodSync(path, 0o700);
  assert.deepEqual([refused.copied, refused.failed, refused.told.map((line) => line.split(':')[0])], [1, 1, [`folder-unreadable ${run(1)}`, `not-copied ${run(0)}`]]);
  assert.ok(refused.told.every((line) => line.includes('the right to read it')));
  assert.equal(existsSync(join(scenery.root, run(0))), false);
  const again = await imported(scenery);
  assert.deepEqual([again.copied, again.equal, again.told], [2, 1, []]);
});

test('what an import may not do is told by the side that refuses', () => {
  const refusal = (code: string, path: string): Error => Object.assign(new Error(code), { code, path });
  assert.match(hintFor(refusal('EACCES', '/root/runs/a'), '/root'), /write into the root/);
  assert.match(hintFor(refusal('EACCES', '/source/runs/a'), '/root'), /the right to read it/);
  assert.match(hintFor(refusal('EROFS', '/root/runs'), '/root'), /Mount the disk of the root writable/);
});
