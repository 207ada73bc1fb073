import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RunkeepError } from '../../daemon/api/errors.js';
import { Root } from '../../daemon/api/root.js';
import type { Asked, Method } from '../../daemon/api/route.js';
import { ContainerScope } from '../../daemon/kernel/scope.js';
import { artifactRoutes } from '../../plugins/legacy-api/artifacts/artifact-routes.js';
import { lifecycleRoutes } from '../../plugins/legacy-api/artifacts/lifecycle-routes.js';
import { ArtifactStore, type ArtifactDetail } from '../../schemas/contracts/artifact-store.js';
import { ExperimentCatalog } from '../../schemas/contracts/experiment-catalog.js';

const model: ArtifactDetail = {
  type: 'model', name: 'resnet', version: 1, created_at: 5, created_by_run: 'maker', created_by_user: null, status: 'ready', size_bytes: 43, num_files: 1, num_references: 0, aliases: ['latest'], deleted_at: null,
  updated_at: 6, description: 'first', manifest_digest: null, tags: ['best'], metadata: { acc: 0.9 }, parents: [], files: [{ path: 'w/head.bin', digest: 'ab', size: 43, modified_at: 4, state: 'ok' }], references: [], damage: [], extra: {},
  lifecycle: { stage: 'staging', updated_at: 7, transitions: [{ from_stage: 'experimental', to_stage: 'staging', at: 7, notes: 'n', evaluator_run_id: null, source: 'files' }], evaluations: [{ id: 'e', at: 8, status: 'passed', metrics: { acc: 0.9 }, test_dataset: 'test', evaluator_run_id: null, notes: null, source: 'here' }] },
};
const removed: unknown[] = [];
const said: unknown[] = [];

/** Stand-ins at the two tokens: one artifact, made by a run that used a version that is gone. */
function scope(): ContainerScope {
  const store: Partial<ArtifactStore> = {
    list: async () => [{ type: 'model', name: 'resnet', versions: 1, latest: 1, size_bytes: 43, created_at: 5, updated_at: 6, aliases: { latest: 1 } }],
    versions: async () => [model],
    detail: async ({ name, version }) => {
      if (name === 'resnet' && version === 1) return model;
      throw new RunkeepError('not-found', 'no-artifact', 'Artifact not found', 'List them.');
    },
    stats: async () => ({ artifacts: 1, versions: 2, size_bytes: 100, stored_bytes: 25, by_type: { model: { count: 1, versions: 2, size_bytes: 100 } } }),
    remove: async (...asked) => void removed.push(asked),
    promote: async (ref, wish) => {
      said.push([ref, wish]);
      return { from_stage: 'staging', to_stage: wish.to_stage, at: 9, notes: wish.notes, evaluator_run_id: null, source: 'here' };
    },
    evaluate: async (ref, one) => {
      said.push([ref, one]);
      return { id: 'resnet_v1_9000', at: 9, source: 'here', ...one };
    },
  };
  const documents: Readonly<Record<string, unknown>> = { 'artifacts_used.json': { artifacts: [{ name: 'gone', type: 'dataset', version: 2, used_at: 3 }] }, 'artifacts_created.json': { artifacts: [{ name: 'resnet', type: 'model', version: 1 }, 'nonsense'] } };
  const catalog = { byRunId: async (id: string) => (id === 'maker' ? [{ id: 'own', run_id: id, deleted_at: null }] : []), document: async (_id: string, name: string) => documents[name] };
  const made = ContainerScope.root('the test');
  made.provide(ArtifactStore, () => store as ArtifactStore);
  made.provide(ExperimentCatalog, () => catalog as unknown as ExperimentCatalog);
  made.provide(Root, () => ({ path: '/root', keep: '', database: '' }));
  return made;
}

async function call(method: Method, path: string, request: { readonly params?: unknown; readonly query?: unknown; readonly body?: unknown } = {}): Promise<unknown> {
  const route = [...artifactRoutes(scope()), ...lifecycleRoutes(scope())].find((one) => one.method === method && one.path === path);
  if (route === undefined) throw new Error(`no route ${method} ${path}`);
  const asked: Asked<unknown, unknown, unknown> = { params: route.params?.parse(request.params ?? {}), query: route.query?.parse(request.query ?? {}), body: route.body?.parse(request.body ?? {}), accepts: '', signal: new AbortController().signal, timed: () => undefined };
  return route.handle(asked);
}
const first = { name: 'resnet', version: '1' };

test('artifacts, their versions, files and sums have the legacy shapes', async () => {
  assert.deepEqual(await call('GET', '/artifacts'), [{ type: 'model', name: 'resnet', num_versions: 1, latest_version: 1, size_bytes: 43, created_at: 5, updated_at: 6, aliases: { latest: 1 } }]);
  assert.deepEqual(await call('GET', '/artifacts/:name/versions', { params: first }), [{ version: 1, created_at: 5, created_by_run: 'maker', size_bytes: 43, num_files: 1, status: 'ready', aliases: ['latest'] }]);
  assert.deepEqual(await call('GET', '/artifacts/:name/v:version/files', { params: first }), {
    artifact: 'resnet:v1', files: [{ path: 'w/head.bin', size: 43, digest: 'sha256:ab', modified_at: 4, absolute_path: '/root/artifacts/model/resnet/v1/files/w/head.bin', is_remote: false }], references: [], total_size: 43, total_files: 1, total_references: 0, is_remote: false,
  });
  const detail = (await call('GET', '/artifacts/:name/v:version', { params: first })) as Record<string, unknown>;
  assert.deepEqual([detail['metadata'], detail['tags'], detail['lifecycle']], [{ acc: 0.9 }, ['best'], undefined]);
  assert.deepEqual([detail['lifecycle_stage'], detail['lifecycle_updated_at']], ['staging', 7]);
  assert.deepEqual(detail['stage_transitions'], [{ from_stage: 'experimental', to_stage: 'staging', timestamp: 7, notes: 'n', evaluator_run_id: null }]);
  assert.deepEqual(detail['evaluations'], [{ eval_id: 'e', date: 8, status: 'passed', metrics_summary: { acc: 0.9 } }]);
  const stats = (await call('GET', '/artifacts/stats')) as Record<string, unknown>;
  assert.deepEqual([stats['space_saved_bytes'], stats['dedup_ratio'], stats['total_versions']], [75, 0.75, 2]);
});

test('lineage goes from a version over its run to what that used, also where it is gone', async () => {
  const lineage = await call('GET', '/artifacts/:name/v:version/lineage', { params: first });
  assert.deepEqual(lineage, {
    root_artifact: 'resnet:v1',
    nodes: [
      { node_type: 'artifact', node_id: 'resnet:v1', label: 'resnet v1', metadata: { type: 'model', size: 43, created_at: 5 } },
      { node_type: 'run', node_id: 'run:maker', label: 'Run maker', metadata: { run_id: 'maker' } },
      { node_type: 'artifact', node_id: 'gone:v2', label: 'gone v2', metadata: { missing: true } },
    ],
    edges: [{ source: 'run:maker', target: 'resnet:v1', edge_type: 'produces' }, { source: 'gone:v2', target: 'run:maker', edge_type: 'uses' }],
  });
});

test('artifacts of a run are what its lists name, entries that are no artifacts included', async () => {
  const { created, used } = (await call('GET', '/runs/:id/artifacts', { params: { id: 'maker' } })) as { created: Record<string, unknown>[]; used: Record<string, unknown>[] };
  assert.deepEqual([created.map(({ name, lifecycle_stage }) => [name, lifecycle_stage]), used.map(({ name, created_at }) => [name, created_at])], [[['resnet', 'staging'], [null, 'experimental']], [['gone', 3]]]);
});

test('versions go to the recycle bin, and what is not offered says so', async () => {
  assert.deepEqual(await call('DELETE', '/artifacts/:name/v:version', { params: first }), { success: true, message: 'Soft deleted resnet:v1 locally' });
  assert.deepEqual(removed, [[{ name: 'resnet', version: 1, type: 'model' }, 'user_deleted']]);
  await assert.rejects(call('DELETE', '/artifacts/:name/v:version', { params: first, query: { permanent: 'true' } }), { family: 'not-offered' });
});

test('stages and evaluations are handed to the store, and answered in the legacy words', async () => {
  assert.deepEqual(await call('POST', '/artifacts/:name/v:version/promote', { params: first, body: { to_stage: 'production', notes: 'n', force: true } }), { ok: true, artifact: 'resnet:v1', from_stage: 'staging', to_stage: 'production', message: 'Successfully promoted to production' });
  const sent = { model_name: 'resnet', model_version: 1, evaluation_date: 1, metrics: { acc: 0.9 }, status: 'passed' };
  assert.deepEqual(await call('POST', '/artifacts/:name/v:version/evaluate', { params: first, body: sent }), { ok: true, eval_id: 'resnet_v1_9000', message: 'Evaluation recorded successfully' });
  const ref = { name: 'resnet', version: 1, type: 'model' };
  assert.deepEqual(said, [
    [ref, { to_stage: 'production', notes: 'n', evaluator_run_id: null }],
    [ref, { status: 'passed', metrics: { acc: 0.9 }, test_dataset: null, evaluator_run_id: null, notes: null }],
  ]);
});

test('a stage that is none is refused with the words of the legacy viewer', async () => {
  await assert.rejects(call('POST', '/artifacts/:name/v:version/promote', { params: first, body: { to_stage: 'experimental2' } }), { family: 'bad-request', message: "Invalid target stage: experimental2. Must be one of ['experimental', 'staging', 'production', 'archived']" });
});
