import assert from 'node:assert/strict';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { treeOf } from '../support/tree-hash.js';
import { fileScene } from '../support/file-scene.js';
import { hostileArchives, mutants, type HostileArchive } from '../support/hostile-archives.js';
import { tempFolder } from '../support/temp-folder.js';
import { exported, importArchive, writeRun } from './archived.js';
import { openHouse, type House } from './house.js';

const scene = fileScene();
const outside = tempFolder(scene);
const sizes = { bombMiB: 24, entries: 25_001 };
let house: House;
let valid: Buffer;

before(async () => {
  house = await openHouse(scene);
  writeRun(house.root.path, 'runs/vision/20260921_141301_aa0001');
  valid = await exported(house, { experiments: ['runs/vision/20260921_141301_aa0001'] });
  house = await openHouse(scene);
  writeFileSync(join(outside, 'keep.txt'), 'untouched');
});

async function refusal({ name, bytes }: HostileArchive): Promise<unknown> {
  const path = join(tempFolder(scene), name);
  writeFileSync(path, Buffer.concat(bytes));
  const report = await importArchive(house, path);
  const staging = join(house.root.keep, 'staging');
  return { answer: report.failure?.code ?? report.state, staged: existsSync(staging) ? readdirSync(staging) : [], runs: existsSync(join(house.root.path, 'runs')), outside: treeOf(outside, () => false).length };
}

const nothing = { staged: [], runs: false, outside: 1 };

for (const archive of hostileArchives(outside, sizes)) {
  test(`${archive.name} is refused as ${archive.answer}, and nothing of it stays (SEC-60)`, async () => {
    assert.deepEqual(await refusal(archive), { answer: archive.answer, ...nothing });
  });
}

test('a valid archive that was changed on its way is refused, naming what differs (SEC-60)', async () => {
  for (const archive of mutants(valid)) assert.deepEqual({ name: archive.name, ...((await refusal(archive)) as object) }, { name: archive.name, answer: archive.answer, ...nothing });
});
