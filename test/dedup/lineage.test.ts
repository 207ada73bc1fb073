import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { lineageAnswer, type LineageAnswer } from '../../schemas/dedup-lineage.js';
import { saidArtifacts } from '../../plugins/dedup/lineage/said-artifacts.js';
import { experimentId } from '../../plugins/experiments/experiment-id.js';
import { startDaemon } from '../support/daemon.js';
import { RunDirectory } from '../support/run-directory.js';
import { RunicornArtifacts } from '../support/runicorn-artifacts.js';
import { tempFolder } from '../support/temp-folder.js';
import { until } from '../support/until.js';
import { openHouse, type House } from './house.js';
import { published } from './published.js';

async function lineage(house: House, name: string, query: Readonly<Record<string, string>> = {}): Promise<LineageAnswer> {
  return lineageAnswer.parse(await house.call('GET', '/artifacts/:type/:name/:version/lineage', { params: { type: 'model', name, version: 'latest' }, query }));
}

const use = (house: House, name: string, experiment: string): Promise<unknown> => house.call('POST', '/artifacts/:type/:name/:version/use', { params: { type: 'model', name, version: 'latest' }, body: { experiment } });
const told = ({ edges }: LineageAnswer): string[] => edges.map(({ from, relation, to }) => `${from} ${relation} ${to}`).sort();

test('lineage goes up to what a version came from, and down to what came of it, not to its siblings', async (t) => {
  const house = await openHouse(t);
  for (const run of ['train', 'tune', 'other']) house.assets.set(run, {});
  await published(house, 'data', { a: 'data' });
  await use(house, 'data', 'train');
  await use(house, 'data', 'other');
  await published(house, 'base', { a: 'base' }, { experiment: 'train' });
  await published(house, 'sibling', { a: 'sibling' }, { experiment: 'other' });
  await use(house, 'base', 'tune');
  await use(house, 'base', 'tune');
  await published(house, 'tuned', { a: 'tuned' }, { experiment: 'tune', parents: ['base:latest'] });
  const up = ['model/data:v1 used train', 'train created model/base:v1'];
  const down = ['model/base:v1 parent model/tuned:v1', 'model/base:v1 used tune', 'tune created model/tuned:v1'];
  assert.deepEqual([told(await lineage(house, 'base', { direction: 'up' })), told(await lineage(house, 'base', { direction: 'down' })), told(await lineage(house, 'base'))], [up, down, [...down.slice(0, 2), ...up, ...down.slice(2)].sort()]);
  assert.deepEqual((await lineage(house, 'data', { direction: 'down' })).nodes.map(({ id }) => id).sort(), ['model/base:v1', 'model/data:v1', 'model/sibling:v1', 'model/tuned:v1', 'other', 'train', 'tune']);
});

test('a lineage is bounded in depth and nodes, and says when it was cut', async (t) => {
  const house = await openHouse(t);
  await published(house, 'm0', { a: 'x' });
  for (let n = 1; n < 6; n++) await published(house, `m${n}`, { a: 'x' }, { parents: [`model/m${n - 1}:v1`] });
  const of = async (query: Readonly<Record<string, string>>): Promise<readonly unknown[]> => {
    const { nodes, edges, is_whole } = await lineage(house, 'm5', query);
    return [nodes.length, edges.length, is_whole];
  };
  assert.deepEqual([await of({}), await of({ depth: '5' }), await of({ depth: '2' }), await of({ limit: '3' })], [[6, 5, true], [6, 5, true], [3, 2, false], [3, 2, false]]);
});

test('documents that name no version are left out; nothing that users can write disturbs the others', () => {
  const good = { name: 'net', type: 'model', version: 2, used_at: 5 };
  const entries = [good, good, null, 'x', {}, { ...good, version: '2' }, { ...good, version: 0 }, { ...good, version: 1.5 }, { ...good, name: '' }, { ...good, name: '\ud800' }, { ...good, type: 'a\u0000' }, { ...good, name: 'n'.repeat(2000) }, { ...good, name: '__proto__', used_at: 'soon' }];
  assert.deepEqual(saidArtifacts('used', new Map([['artifacts', entries]])).map(({ name, version, at }) => [name, version, at]), [['net', 2, 5], ['__proto__', 2, null]]);
  for (const document of [undefined, null, [], 'x', { artifacts: {} }, { artifacts: null }]) assert.deepEqual(saidArtifacts('created', document), []);
});

test('the daemon follows what runs say of artifacts, and forgets it with them', async (t) => {
  const root = tempFolder(t);
  new RunicornArtifacts(root).log('model', 'net', { a: 'alpha' });
  const daemon = await startDaemon(t, { root });
  await daemon.post('/api/dedup/adopt');
  const dir = 'vision/net/runs/20260101_000000_abcdef';
  const run = new RunDirectory(root, dir);
  writeFileSync(join(root, dir, 'artifacts_created.json'), JSON.stringify({ artifacts: [{ name: 'net', type: 'model', version: 1, created_at: 1 }] }));
  writeFileSync(join(root, dir, 'artifacts_used.json'), JSON.stringify({ artifacts: [{ name: 'gone', type: 'dataset', version: 3, used_at: 1 }] }));
  run.finish('finished');
  const edges = async (): Promise<string[]> => told(await daemon.json(lineageAnswer, '/api/dedup/artifacts/model/net/1/lineage'));
  const id = experimentId(dir);
  await until('both documents are taken in', async () => (await edges()).length === 2);
  const answer = await daemon.json(lineageAnswer, '/api/dedup/artifacts/model/net/1/lineage');
  assert.deepEqual(told(answer), [`${id} created model/net:v1`, `dataset/gone:v3 used ${id}`]);
  assert.deepEqual(answer.nodes.map((node) => (node.kind === 'version' ? node.is_known : node.run_dir)), [true, false, dir]);
  rmSync(join(root, dir), { recursive: true });
  await until('the run is forgotten', async () => (await edges()).length === 0);
  await daemon.stop();
});
