import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { WebSocket } from 'ws';
import { startDaemon, type TestDaemon } from '../support/daemon.js';
import { migrated } from '../support/migrated.js';
import { until } from '../support/until.js';
import { deviations } from './deviations.js';
import { differences } from './differences.js';
import { recordedRoot, recordingOf, recordings, type Sample } from './recorded.js';

const place = process.env['RUNKEEP_API_SAMPLES'];
const used = new Set<number>();

if (place === undefined) {
  test('answers equal those of the real viewer', { skip: 'RUNKEEP_API_SAMPLES names no runicorn-api.tar.gz' }, () => undefined);
} else {
  for (const version of ['0.4.1', '0.6.0']) test(`${version}: every recorded answer has its shape and its facts in ours, but for the deviations with reasons`, (t) => replayed(t, place, version));
  test('every deviation is still needed', () => assert.deepEqual(deviations.filter((_one, at) => !used.has(at)).map(({ reason }) => reason), []));
}

async function replayed(t: TestContext, samplesAt: string, version: string): Promise<void> {
  const folder = recordings(t, samplesAt);
  const daemon = await startDaemon(t, { root: recordedRoot(t, samplesAt, version) });
  await migrated(daemon);
  // What the fixture's last step deleted was there when the answers were recorded.
  const { deleted_runs: deleted } = (await daemon.get('/api/recycle-bin')).body as { deleted_runs: { id: string }[] };
  if (deleted.length > 0) await daemon.post('/api/recycle-bin/restore', { run_ids: deleted.map(({ id }) => id) });
  await until('what no longer runs is known', async () => ((await daemon.get('/api/experiments?filter=state%20%3D%20running')).body as { total: number }).total === 0);
  const { samples, sockets } = recordingOf(join(folder, version));
  for (const one of samples) {
    await t.test(one.name, async () => assert.deepEqual(unexplained(`${version}/${one.name}`, await differencesOf(daemon, one, version)), []));
    // The real viewer refused ids that people chose; what we do at its word must not change what comes after.
    if (one.name === '031_soft_delete_bad_id') await daemon.post('/api/recycle-bin/restore', { run_ids: ['my-custom-run'] });
  }
  for (const one of sockets) await t.test(one.name, async () => assert.deepEqual(await lines(daemon, one.run, one.messages.length), one.messages.map(([, line]) => line)));
}

function unexplained(name: string, found: readonly string[]): string[] {
  return found.filter((difference) => {
    const at = deviations.findIndex((one) => one.sample.test(name) && one.difference.test(difference));
    if (at >= 0) used.add(at);
    return at < 0;
  });
}

async function differencesOf(daemon: TestDaemon, { request, status, headers, body }: Sample, version: string): Promise<string[]> {
  const query = request.params === undefined ? '' : `?${new URLSearchParams(request.params).toString()}`;
  const answer = await daemon.request(request.method, request.path + query, request.method === 'GET' || request.method === 'DELETE' ? undefined : (request.json ?? {}));
  if (answer.status !== status) return [`status: ${status}, ${answer.status}`];
  const ours = answer.body instanceof Uint8Array ? Buffer.from(answer.body).toString() : answer.body;
  // Both sides: what files say of their old place is given as it is written.
  const moved = (value: unknown): unknown => JSON.parse(JSON.stringify(value).replaceAll(`/srv/ml/runicorn-${version}/root`, daemon.root));
  const counted = ['x-row-count', 'x-total-count', 'x-last-step'].filter((name) => headers[name] !== undefined && headers[name] !== answer.headers.get(name));
  return [...counted.map((name) => `header ${name}: ${headers[name] ?? ''}, ${answer.headers.get(name) ?? 'absent'}`), ...differences(moved(body), moved(ours))];
}

/** The first frames of a run's log socket. */
async function lines(daemon: TestDaemon, run: string, count: number): Promise<string[]> {
  const socket = new WebSocket(`${daemon.url.replace(/^http/, 'ws')}/api/runs/${encodeURIComponent(run)}/logs/ws`, { headers: { Authorization: `Bearer ${daemon.token}` } });
  const frames: string[] = [];
  socket.on('message', (data) => frames.push((data as Buffer).toString()));
  await until('the recorded lines came', () => frames.length >= count);
  socket.terminate();
  return frames;
}
