import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import type { Experiment, ExperimentList } from '../../schemas/experiments.js';
import { tempFolder } from '../support/temp-folder.js';
import { treeOf } from '../support/tree-hash.js';
import { openedHouse, type House } from './house.js';

const dir = 'runs/vision/20260101_000001_abcdef';

async function withRun(t: TestContext, meta: Readonly<Record<string, unknown>> = {}): Promise<{ house: House; id: string }> {
  const house = await openedHouse(t);
  house.run(dir, meta);
  return { house, id: house.take(dir) };
}

function labels({ alias, tags, notes, archived, deleted_at }: Experiment): unknown {
  return { alias, tags, notes, archived, deleted: deleted_at !== null };
}

const nothing = { alias: null, tags: [], notes: '', archived: false, deleted: false };

test('labels are changed one by one, and what is not named stays', async (t) => {
  const { house, id } = await withRun(t, { alias: 'from files', tags: ['old'] });
  const patch = (body: unknown): Promise<Experiment> => house.call('PATCH', '/:id', { params: { id }, body });
  await patch({ add_tags: ['new', 'old'] });
  await patch({ notes: '# words' });
  await patch({ remove_tags: ['old'], archived: true });
  assert.deepEqual(labels(await patch({})), { alias: 'from files', tags: ['new'], notes: '# words', archived: true, deleted: false });
  assert.deepEqual(labels(await patch({ alias: null, tags: [], archived: false, notes: '' })), nothing);
});

test('files that change later do not take back what people said, and do count where nobody said anything', async (t) => {
  const { house, id } = await withRun(t, { alias: 'first', tags: ['a'] });
  await house.call('PATCH', '/:id', { params: { id }, body: { tags: ['mine'] } });
  house.run(dir, { alias: 'second', tags: ['b'] });
  house.take(dir);
  assert.deepEqual(labels(await house.call('GET', '/:id', { params: { id } })), { ...nothing, alias: 'second', tags: ['mine'] });
});

test('no file of a run is touched by anything that people say (DISK-10)', async (t) => {
  const { house, id } = await withRun(t);
  const before = treeOf(join(house.root, 'runs'), () => false);
  await house.call('PATCH', '/:id', { params: { id }, body: { alias: 'x', tags: ['y'] } });
  await house.call('DELETE', '/:id', { params: { id } });
  await house.call('POST', '/:id/restore', { params: { id } });
  assert.deepEqual(treeOf(join(house.root, 'runs'), () => false), before);
});

test('a deleted run leaves the list, keeps its first reason, and comes back', async (t) => {
  const { house, id } = await withRun(t);
  await house.call('POST', '/delete', { body: { ids: [id], reason: 'too bad' } });
  await house.call('DELETE', '/:id', { params: { id } });
  const shown = async (show: string): Promise<(string | null)[]> => (await house.call<ExperimentList>('GET', '', { query: { show } })).experiments.map(({ delete_reason }) => delete_reason);
  assert.deepEqual([await shown('present'), await shown('deleted')], [[], ['too bad']]);
  await house.call('POST', '/restore', { body: { ids: [id] } });
  assert.deepEqual([await shown('present'), await shown('deleted')], [[null], []]);
});

test('a run that its files call deleted is restored without touching the marker (DISK-43)', async (t) => {
  const house = await openedHouse(t);
  house.run(dir).document('.deleted', { deleted_at: 5, reason: 'user_deleted' });
  const id = house.take(dir);
  assert.deepEqual(labels(await house.call('POST', '/:id/restore', { params: { id } })), nothing);
  house.take(dir);
  assert.deepEqual(labels(await house.call('GET', '/:id', { params: { id } })), nothing);
  assert.ok(existsSync(join(house.root, dir, '.deleted')));
});

test('many are changed at once, unknown ones are named and stop nothing', async (t) => {
  const { house, id } = await withRun(t);
  assert.deepEqual(await house.call('PATCH', '', { body: { ids: [id, 'nope', id], change: { add_tags: ['x'] } } }), { changed: [id], missing: ['nope'] });
  await assert.rejects(house.call('PATCH', '/:id', { params: { id: 'nope' }, body: {} }), { code: 'no-experiment' });
});

test('changes that meet are all kept', async (t) => {
  const { house, id } = await withRun(t);
  const tags = Array.from({ length: 20 }, (_, n) => `t${n}`);
  await Promise.all(tags.map((tag) => house.call('PATCH', '/:id', { params: { id }, body: { add_tags: [tag] } })));
  assert.deepEqual((await house.call<Experiment>('GET', '/:id', { params: { id } })).tags, [...tags].sort());
});

for (const body of [{ tags: ['a\0b'] }, { add_tags: ['\ud800'] }, { alias: 'a\u001b[31m' }, { notes: '\0' }, { tags: ['é'.repeat(65)] }]) {
  test(`the label ${JSON.stringify(body)} is refused (SEC-35, LIM-60)`, async (t) => {
    const { house, id } = await withRun(t);
    await assert.rejects(async () => house.call('PATCH', '/:id', { params: { id }, body }), { family: 'invalid', code: 'bad-label' });
  });
}

test('a run carries at most 100 tags, however they came (LIM-60)', async (t) => {
  const { house, id } = await withRun(t);
  const tags = (from: number): string[] => Array.from({ length: 60 }, (_, n) => `t${from + n}`);
  await house.call('PATCH', '/:id', { params: { id }, body: { add_tags: tags(0) } });
  await assert.rejects(house.call('PATCH', '/:id', { params: { id }, body: { add_tags: tags(60) } }), { code: 'bad-label' });
  assert.equal((await house.call<Experiment>('GET', '/:id', { params: { id } })).tags.length, 60);
});

test('tags named like what objects inherit, right to left, composed and decomposed are kept apart (SEC-35)', async (t) => {
  const { house, id } = await withRun(t);
  const tags = ['__proto__', 'constructor', 'toString', '\u00e9', 'e\u0301', '\u202Ertl', '%', '_', "x' or 1=1 --"];
  const { tags: kept } = await house.call<Experiment>('PATCH', '/:id', { params: { id }, body: { tags } });
  assert.deepEqual([...kept].sort(), [...tags].sort());
  const list = await house.call<ExperimentList>('GET', '', { query: { filter: `has("x' or 1=1 --") and tags = __proto__` } });
  assert.equal(list.total, 1);
});

test('after the database is lost the sidecars bring everything back', async (t) => {
  const root = tempFolder(t);
  const first = await openedHouse(t, root);
  first.run(dir);
  const id = first.take(dir);
  await first.call('PATCH', '/:id', { params: { id }, body: { alias: 'kept', tags: ['x'], notes: 'n', archived: true } });
  await first.call('DELETE', '/:id', { params: { id } });
  await first.close();
  for (const name of readdirSync(root).filter((one) => one.startsWith('runkeep.db'))) rmSync(join(root, name));
  const second = await openedHouse(t, root);
  second.take(dir);
  assert.deepEqual(labels(await second.call('GET', '/:id', { params: { id } })), { alias: 'kept', tags: ['x'], notes: 'n', archived: true, deleted: true });
});

test('at a start the higher revision wins, a lost sidecar is written again, and a foreign file is left alone', async (t) => {
  const root = tempFolder(t);
  const first = await openedHouse(t, root);
  first.run(dir);
  first.run(`${dir}2`);
  const [id, other] = [first.take(dir), first.take(`${dir}2`)];
  for (const one of [id, other]) await first.call('PATCH', '/:id', { params: { id: one }, body: { alias: 'row' } });
  await first.close();
  const folder = join(root, '.runkeep', 'experiments');
  const path = join(folder, `${id}.json`);
  const sidecar = JSON.parse(readFileSync(path, 'utf8')) as { revision: number; facts: object };
  writeFileSync(path, JSON.stringify({ ...sidecar, revision: 9, facts: { alias: 'sidecar' } }));
  rmSync(join(folder, `${other}.json`));
  writeFileSync(join(folder, 'notes.json'), 'not ours');
  const second = await openedHouse(t, root);
  const aliases = await Promise.all([id, other].map(async (one) => (await second.call<Experiment>('GET', '/:id', { params: { id: one } })).alias));
  assert.deepEqual([aliases, readdirSync(folder).sort()], [['sidecar', 'row'], [`${id}.json`, `${other}.json`, 'notes.json'].sort()]);
});

test('own facts outlive a run directory that is away for a while', async (t) => {
  const { house, id } = await withRun(t);
  await house.call('PATCH', '/:id', { params: { id }, body: { alias: 'mine' } });
  for (const run of house.projection.known?.() ?? []) house.projection.gone(run);
  house.commit();
  house.take(dir);
  assert.equal((await house.call<Experiment>('GET', '/:id', { params: { id } })).alias, 'mine');
});

test('a rebuild asks the line for the named experiments, or for all', async (t) => {
  const { house, id } = await withRun(t);
  await house.call('POST', '/rebuild', { body: { ids: [id] } });
  await house.call('POST', '/rebuild', { body: {} });
  assert.deepEqual(house.line.rebuilt, [[id], undefined]);
});
