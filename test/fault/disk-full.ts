import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Scene } from '../support/at-end.js';
import { problem } from '../../schemas/problem.js';
import { startDaemon, type TestDaemon } from '../support/daemon.js';
import { RunDirectory } from '../support/run-directory.js';
import { tempFolder } from '../support/temp-folder.js';
import { until } from '../support/until.js';
import { inScene, numberOption, type Options, type Outcome } from './support/scenario.js';
import { smallDisk, type SmallDisk } from './support/small-disk.js';
import { allExperiments, compare, isClean } from './support/taken-in.js';

const kinds = ['bytes', 'inodes'] as const;
type Kind = (typeof kinds)[number];

/**
 * The root's disk fills up, by bytes and by inodes, while run files (on a disk of their own, as with a mounted
 * project) go on growing: writes answer 507, reads 200; once there is space again writing and ingest go on within five
 * seconds and nothing is lost (R-06, ingest). Needs the right to mount: root, or user namespaces. Options: --lines 20000.
 */
export async function run(options: Options): Promise<Outcome> {
  if (process.getuid?.() !== 0) return inNamespace(options);
  const lines = numberOption(options, 'lines', 20_000);
  const outcomes = [];
  for (const kind of kinds) outcomes.push(await inScene((scene) => fill(scene, kind, lines)));
  const skipped = outcomes.find(({ skipped: reason }) => reason !== undefined);
  return skipped ?? { met: outcomes.every(({ met }) => met), kinds: outcomes };
}

/** Without root: the same command once more as root of a user namespace of its own. */
function inNamespace(options: Options): Outcome {
  const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, ...(value === undefined || value === '' ? [] : [value])]);
  const again = spawnSync('unshare', ['-Umr', process.execPath, fileURLToPath(new URL('run.js', import.meta.url)), 'disk-full', ...args], { encoding: 'utf8' });
  if (again.status === null || again.stdout.trim() === '') return { met: false, skipped: 'mounting a small disk needs root or user namespaces' };
  return JSON.parse(again.stdout) as Outcome;
}

async function fill(scene: Scene, kind: Kind, lines: number): Promise<Outcome> {
  const root = tempFolder(scene);
  const disk = smallDisk(scene, root, { megabytes: 96, inodes: 2000 });
  if (disk === undefined) return { met: false, skipped: 'this machine does not let us mount a tmpfs' };
  mkdirSync(join(root, 'runs'));
  smallDisk(scene, join(root, 'runs'), { megabytes: 64, inodes: 2000 });
  const runs = ['a', 'b'].map((name) => new RunDirectory(root, `runs/full/20260921_141301_${name}`));
  for (const [index, each] of runs.entries()) writeLines(each, index, 0, lines / 4);
  const daemon = await startDaemon(scene, { root });
  await daemon.live();
  const full = await whileFull(daemon, disk, kind, () => runs.forEach((each, index) => writeLines(each, index, lines / 4, lines)));
  disk.empty();
  const freed = performance.now();
  await until('writes are taken again', async () => (await tagged(daemon)) === '200', 20_000);
  const writesAfterMs = performance.now() - freed;
  await until('every point is there', async () => isClean(await compare(daemon, root)), 20_000);
  const resumedAfterMs = performance.now() - freed;
  await daemon.kill9();
  const restarted = await startDaemon(scene, { root });
  await restarted.live();
  const final = await compare(restarted, root);
  const { code } = await restarted.stop();
  const met = isClean(final) && full.write.startsWith('507') && full.reads.every((status) => status === 200) && resumedAfterMs <= 5000 && code === 0;
  return { met, kind, ...full, writesAfterMs: Math.round(writesAfterMs), resumedAfterMs: Math.round(resumedAfterMs), lost: final.lost, doubled: final.doubled, wrong: final.wrong, points: final.points, exitCode: code };
}

function writeLines(run: RunDirectory, index: number, from: number, to: number): void {
  for (let step = from + 1; step <= to; step++) run.log({ loss: index + 1 / step }, { step, ts: 1_790_000_000 + step });
}

/** What the daemon answers while there is no space and runs go on writing. */
async function whileFull(daemon: TestDaemon, disk: SmallDisk, kind: Kind, grow: () => void): Promise<{ readonly freeBytes: number; readonly write: string; readonly reads: readonly number[] }> {
  if (kind === 'bytes') disk.fillBytes();
  else disk.fillInodes();
  grow();
  const write = await until('a write is refused', async () => refusedForSpace(await tagged(daemon)), 10_000).catch(() => tagged(daemon));
  const [first] = await allExperiments(daemon);
  const paths = ['/api/experiments', `/api/experiments/${first?.id ?? ''}`, `/api/experiments/${first?.id ?? ''}/metrics`, `/api/experiments/${first?.id ?? ''}/points?limit=10`, '/api/status'];
  const reads = [];
  for (const path of paths) reads.push((await daemon.get(path)).status);
  return { freeBytes: disk.freeBytes, write, reads };
}

function refusedForSpace(answer: string): string | undefined {
  return answer.startsWith('507') ? answer : undefined;
}

/** The answer to a write that needs space: `200`, or status and code of the refusal. */
async function tagged(daemon: TestDaemon): Promise<string> {
  const [first] = await allExperiments(daemon);
  const { status, body } = await daemon.patch(`/api/experiments/${first?.id ?? ''}`, { tags: ['full'], notes: 'x'.repeat(4096) });
  const refusal = problem.safeParse(body);
  return refusal.success ? `${status} ${refusal.data.code}: ${refusal.data.title}` : String(status);
}
