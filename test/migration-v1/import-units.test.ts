import assert from 'node:assert/strict';
import { appendFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { importUnits } from '../../plugins/migration-v1/import/import-units.js';
import { Tally } from '../../plugins/migration-v1/import/tally.js';
import { unitsOf } from '../../plugins/migration-v1/import/walk.js';
import { runLayout } from '../../plugins/experiments/run-layout.js';
import { RunDirectory } from '../support/run-directory.js';
import { tempFolder } from '../support/temp-folder.js';

interface Scenery {
  readonly source: string;
  readonly root: string;
  readonly staging: string;
}

/** Two runs are imported while `meanwhile` happens behind the import's back, at the first piece that is copied; the answer is what was told. */
async function imported(t: TestContext, scenery: Scenery, meanwhile: () => void): Promise<{ readonly fates: unknown; readonly codes: string[] }> {
  const { signal } = new AbortController();
  const tally = new Tally();
  const units = await unitsOf({ source: scenery.source, layout: runLayout, signal, tell: (finding) => tally.tell(finding) });
  tally.begin(units, 0);
  let isFirst = true;
  await importUnits({ ...scenery, signal, tally, isDry: false, shared: new Map(), moved: () => {
    if (isFirst) meanwhile();
    isFirst = false;
  } }, units);
  assert.deepEqual(readdirSync(scenery.staging), []);
  const { copied, conflicts, failed } = tally.figures(1).runs;
  return { fates: { copied, conflicts, failed }, codes: tally.told.map(({ severity, code, path }) => `${severity} ${code} ${path ?? ''}`) };
}

const [first, second] = ['runs/20260921_141301_aa0001', 'runs/20260921_141302_aa0002'];

function scene(t: TestContext): Scenery {
  const folder = tempFolder(t);
  const [source, root, staging] = [join(folder, 'source'), join(folder, 'root'), join(folder, 'staging')];
  for (const each of [source, root, staging]) mkdirSync(each);
  for (const dir of [first, second]) new RunDirectory(source, dir).log({ loss: 1 });
  return { source, root, staging };
}

test('a file that vanishes fails its run only, and the next run comes', async (t) => {
  const scenery = scene(t);
  const told = await imported(t, scenery, () => rmSync(join(scenery.source, first), { recursive: true }));
  assert.deepEqual(told, { fates: { copied: 1, conflicts: 0, failed: 1 }, codes: [`lost not-copied ${first}`] });
  assert.deepEqual(readdirSync(join(scenery.root, 'runs')), [second.slice(5)]);
});

test('a file that grows comes in as it was when it was opened, and is named', async (t) => {
  const scenery = scene(t);
  const events = join(scenery.source, first, 'events.jsonl');
  const before = readFileSync(events, 'utf8');
  const told = await imported(t, scenery, () => appendFileSync(events, 'more'));
  assert.deepEqual(told, { fates: { copied: 2, conflicts: 0, failed: 0 }, codes: [`odd still-growing ${first}/events.jsonl`] });
  assert.equal(readFileSync(join(scenery.root, first, 'events.jsonl'), 'utf8'), before);
});

test('a copy that the disk garbled is found by the second read, and does not come in', async (t) => {
  const scenery = scene(t);
  const told = await imported(t, scenery, () => writeFileSync(join(scenery.staging, 'unit', 'events.jsonl'), '{'));
  assert.deepEqual(told, { fates: { copied: 1, conflicts: 0, failed: 1 }, codes: [`lost not-copied ${first}`] });
});

test('what somebody makes in the place of a run meanwhile stays', async (t) => {
  const scenery = scene(t);
  const told = await imported(t, scenery, () => new RunDirectory(scenery.root, first).text('mine'));
  assert.deepEqual(told, { fates: { copied: 1, conflicts: 1, failed: 0 }, codes: [`odd conflict ${first}`] });
  assert.equal(readFileSync(join(scenery.root, first, 'logs.txt'), 'utf8'), 'mine');
});
