import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { importReport, type ImportReport } from '../../schemas/import.js';
import { problem } from '../../schemas/problem.js';
import type { Scene } from '../support/at-end.js';
import { contentOf } from '../support/content-of.js';
import { startDaemon, type TestDaemon } from '../support/daemon.js';
import { RunDirectory } from '../support/run-directory.js';
import { tempFolder } from '../support/temp-folder.js';
import { until } from '../support/until.js';
import { inScene, type Outcome } from './support/scenario.js';
import { smallDisk } from './support/small-disk.js';

const runBytes = 24 * 2 ** 20;

/**
 * The disk of the root fills up while another root is imported, and is full before: the import ends early with a hint, or does not begin; reads go
 * on, no half run is seen, and once there is room an import again brings the rest. Needs the right to mount: root, or user namespaces.
 */
export async function run(): Promise<Outcome> {
  if (process.getuid?.() === 0) return inScene(play);
  const again = spawnSync('unshare', ['-Umr', process.execPath, fileURLToPath(new URL('run.js', import.meta.url)), 'take-over-full'], { encoding: 'utf8' });
  if (again.status === null || again.stdout.trim() === '') return { met: false, skipped: 'mounting a small disk needs root or user namespaces' };
  return JSON.parse(again.stdout) as Outcome;
}

async function play(scene: Scene): Promise<Outcome> {
  const [source, root] = [tempFolder(scene), tempFolder(scene)];
  const disk = smallDisk(scene, root, { megabytes: 96, inodes: 2000 });
  if (disk === undefined) return { met: false, skipped: 'this machine does not let us mount a tmpfs' };
  for (let second = 1; second <= 4; second++) new RunDirectory(source, `runs/2026092${second}_141301_aa0001`).append(`${JSON.stringify({ ts: second, type: 'text', data: 'x'.repeat(1000) })}\n`.repeat(runBytes / 1024));
  const daemon = await startDaemon(scene, { root });
  await daemon.live();
  const early = await imported(daemon, source);
  const reads = (await daemon.get('/api/experiments')).status;
  const whole = contentOf(join(source, 'runs'));
  const halves = contentOf(join(root, 'runs')).filter((line) => !whole.includes(line));
  disk.fillBytes();
  const onFull = await attempted(daemon, source);
  disk.empty();
  spawnSync('mount', ['-o', 'remount,size=512m', root]);
  const later = await until('an import begins again', async () => {
    const report = await imported(daemon, source);
    return report.state === 'complete' ? report : undefined;
  }, 60_000);
  const faults = Object.entries({
    [`the full disk ended it as ${early.state}: ${early.failure ?? ''}`]: early.state !== 'failed' || early.failure?.includes('Make room on the disk of the root') !== true,
    [`copied ${early.runs.copied} of ${early.runs.of}`]: early.runs.copied === 0 || early.runs.copied === early.runs.of,
    [`reads answered ${reads}`]: reads !== 200,
    [`saw ${halves.length} names that are not the source's`]: halves.length > 0,
    [`an import onto a full disk was told ${onFull}`]: !/room|space/.test(onFull),
    [`came to ${JSON.stringify(later.runs)} afterwards`]: later.runs.copied + later.runs.equal !== 4,
    'differs from its source': JSON.stringify(contentOf(join(root, 'runs'))) !== JSON.stringify(whole),
  }).flatMap(([fault, is]) => (is ? [fault] : []));
  const { code } = await daemon.stop();
  return { met: faults.length === 0 && code === 0, faults, copiedBeforeFull: early.runs.copied, failure: early.failure, exitCode: code };
}

/** What was told of an import that has no room: with the refusal of its beginning, or at its end. */
async function attempted(daemon: TestDaemon, from: string): Promise<string> {
  const { body } = await daemon.post('/api/migration-v1/import', { from });
  const refusal = problem.safeParse(body);
  return refusal.success ? refusal.data.hint : ((await ended(daemon)).failure ?? 'nothing');
}

async function imported(daemon: TestDaemon, from: string): Promise<ImportReport> {
  const { status } = await daemon.post('/api/migration-v1/import', { from });
  if (status !== 202) throw new Error(`an import was answered ${status}`);
  return ended(daemon);
}

function ended(daemon: TestDaemon): Promise<ImportReport> {
  return until('the import has ended', async () => {
    const report = await daemon.json(importReport, '/api/migration-v1/import');
    return report.state === 'running' ? undefined : report;
  }, 60_000);
}
