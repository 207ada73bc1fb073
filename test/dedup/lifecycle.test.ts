import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { makerLifecycle } from '../../plugins/dedup/lifecycle/maker-lifecycle.js';
import { mergedLifecycle } from '../../plugins/dedup/lifecycle/merged-lifecycle.js';
import { evaluationRequest, promotionRequest, type ArtifactLifecycle } from '../../schemas/dedup-lifecycle.js';
import { treeOf } from '../support/tree-hash.js';
import { openHouse, type House } from './house.js';

const ref = { type: 'model', name: 'net', version: 1 };
const params = { type: 'model', name: 'net', version: 'v1' };
const isOwn = (name: string): boolean => name === '.runkeep' || name.startsWith('runkeep.db');
/** As the legacy viewer leaves metadata.json after a promotion and an evaluation. */
const written = {
  lifecycle_stage: 'staging', lifecycle_updated_at: 50,
  stage_transitions: [{ from_stage: 'experimental', to_stage: 'staging', timestamp: 50, notes: 'n', evaluator_run_id: null }],
  evaluations: [{ eval_id: 'net_v1_60000', date: 60, status: 'passed', metrics_summary: { acc: 0.9 } }],
};

async function withVersion(t: TestContext, metadata: Readonly<Record<string, unknown>> = {}): Promise<House> {
  const house = await openHouse(t);
  house.runicorn.log('model', 'net', { 'w.bin': 'weights' }, metadata);
  await house.adopt();
  return house;
}

const lifecycle = async (house: House): Promise<ArtifactLifecycle> => (await house.store.detail(ref)).lifecycle;
const promote = (house: House, to_stage: string): Promise<unknown> => house.store.promote(ref, promotionRequest.parse({ to_stage }));

test('a version of which nobody said anything is experimental', async (t) => {
  assert.deepEqual(await lifecycle(await withVersion(t)), { stage: 'experimental', updated_at: null, transitions: [], evaluations: [] });
});

test('what the legacy viewer wrote and what people say here is one history, and no file of the user changes', async (t) => {
  const house = await withVersion(t, written);
  house.runicorn.write('evaluations/net_v1_60000.json', JSON.stringify({ id: 'net_v1_60000', model_name: 'net', model_version: 1, evaluation_date: 60, evaluator_run_id: 'run', metrics: { acc: 0.9, f1: 0.8 }, test_dataset: 'holdout', status: 'passed', notes: 'slow' }));
  await house.adopt();
  const before = treeOf(house.root.path, isOwn);
  await house.call('POST', '/artifacts/:type/:name/:version/promote', { params, body: { to_stage: 'production', notes: 'better\0' } });
  await house.call('POST', '/artifacts/:type/:name/:version/evaluate', { params, body: { status: 'failed', metrics: { acc: 0.1, ok: false } } });
  const { stage, transitions, evaluations } = await house.call<ArtifactLifecycle>('GET', '/artifacts/:type/:name/:version/lifecycle', { params });
  assert.equal(stage, 'production');
  assert.deepEqual(transitions.map(({ from_stage, to_stage, notes, source }) => [from_stage, to_stage, notes, source]), [['experimental', 'staging', 'n', 'files'], ['staging', 'production', 'better\0', 'here']]);
  assert.deepEqual(evaluations.map(({ status, metrics, test_dataset, notes, source }) => [status, metrics, test_dataset, notes, source]), [['passed', { acc: 0.9, f1: 0.8 }, 'holdout', 'slow', 'files'], ['failed', { acc: 0.1, ok: false }, null, null, 'here']]);
  assert.match(evaluations[1]?.id ?? '', /^net_v1_\d{13}$/);
  assert.deepEqual(treeOf(house.root.path, isOwn), before);
});

test('what people said outlives another adoption, also of a version that vanished from the disk', async (t) => {
  const house = await withVersion(t);
  await promote(house, 'production');
  await house.adopt();
  rmSync(join(house.root.path, 'artifacts/model/net/v1'), { recursive: true });
  await house.adopt();
  assert.deepEqual((await lifecycle(house)).transitions.map(({ to_stage }) => to_stage), ['production']);
});

test('many who promote at once are told one chain of stages, each with a moment of its own', async (t) => {
  const house = await withVersion(t);
  await Promise.all(['staging', 'production', 'archived', 'staging', 'production'].map((stage) => promote(house, stage)));
  const { transitions, stage } = await lifecycle(house);
  assert.equal(new Set(transitions.map(({ at }) => at)).size, 5);
  assert.deepEqual(transitions.map(({ from_stage }) => from_stage), ['experimental', ...transitions.map(({ to_stage }) => to_stage).slice(0, -1)]);
  assert.equal(stage, transitions.at(-1)?.to_stage);
});

test('a promotion counts also where the clock of the maker was ahead of ours', async (t) => {
  const house = await withVersion(t, { lifecycle_stage: 'staging', lifecycle_updated_at: 9e9 });
  await promote(house, 'archived');
  assert.deepEqual([(await lifecycle(house)).stage, (await lifecycle(house)).updated_at], ['archived', 9_000_000_000.001]);
});

test('the maker counts again where it was promoted there after the last word here', () => {
  const own = { transitions: [{ from_stage: 'experimental', to_stage: 'production', at: 40, notes: null, evaluator_run_id: null, source: 'here' as const }], evaluations: [] };
  const { stage, transitions } = mergedLifecycle(makerLifecycle(written, []), own);
  assert.deepEqual([stage, transitions.map(({ at }) => at)], ['staging', [40, 50]]);
});

test('a lifecycle of another shape is left out piece by piece, and never breaks the version', () => {
  const odd = { lifecycle_stage: 7, lifecycle_updated_at: 1e300, stage_transitions: [null, { to_stage: 5 }, { to_stage: 'gold', timestamp: 'NaN' }], evaluations: { '0': 1 } };
  assert.deepEqual(makerLifecycle(odd, ['text', { id: 3 }]), { stage: 'gold', updated_at: null, transitions: [{ from_stage: 'experimental', to_stage: 'gold', notes: null, evaluator_run_id: null, at: null, source: 'files' }], evaluations: [] });
});

test('unknown stages, versions in the recycle bin and the thousand-and-first word are refused with a hint', async (t) => {
  const house = await withVersion(t);
  assert.equal(promotionRequest.safeParse({ to_stage: 'gold' }).success, false);
  await house.store.remove(ref, 'old');
  await assert.rejects(promote(house, 'staging'), { code: 'version-deleted', family: 'conflict', hint: /restore/ });
  await assert.rejects(house.store.evaluate(ref, evaluationRequest.parse({})), { code: 'version-deleted' });
  await house.store.restore(ref);
  await house.database.write(async (transaction) => {
    for (let stamp = 1; stamp <= 1000; stamp++) await transaction('dedup_own_evaluations').insert({ version_id: (await house.database.reader('dedup_versions').pluck<string[]>('id'))[0], stamp, content: '{}' });
  });
  await assert.rejects(house.store.evaluate(ref, evaluationRequest.parse({})), { code: 'said-too-often', hint: /metrics of a run/ });
});
