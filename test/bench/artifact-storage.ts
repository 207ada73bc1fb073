import { setTimeout } from 'node:timers/promises';
import { systemClock } from '../../daemon/kernel/clock.js';
import { openRoot } from '../../daemon/kernel/root-folder.js';
import { openDatabase } from '../../daemon/store/open-database.js';
import { artifactId, versionId } from '../../plugins/dedup/adopt/ids.js';
import { slices } from '../../plugins/dedup/adopt/slices.js';
import { storageReport } from '../../schemas/dedup-storage.js';
import { inScene } from '../fault/support/scenario.js';
import type { Scene } from '../support/at-end.js';
import { startDaemon, type TestDaemon } from '../support/daemon.js';
import { quietLog } from '../support/quiet-log.js';
import { Random } from '../support/random.js';
import { RunDirectory } from '../support/run-directory.js';
import { sha256 } from '../support/runicorn-artifacts.js';
import { tempFolder } from '../support/temp-folder.js';
import { numberOf, quantile, spread, type BenchOptions, type Result } from './support/bench.js';

const versionsEach = 2;
const filesEach = 5;
const runs = 500;
const pages = 40;

/**
 * The storage report over `--artifacts` (10,000) artifacts of two versions with five files each, drawn from `--contents` (50,000), made by 500
 * runs: the first answer, which counts everything; pages after it; and how long others wait while it counts.
 */
export function run(options: BenchOptions): Promise<Result> {
  return inScene((scene) => measure(scene, numberOf(options, 'artifacts', 10_000), numberOf(options, 'contents', 50_000)));
}

async function measure(scene: Scene, artifacts: number, contents: number): Promise<Result> {
  const root = await seededRoot(scene, artifacts, contents);
  const daemon = await startDaemon(scene, { root });
  await daemon.live();
  const waits: number[] = [];
  const counting = timed(() => report(daemon, { by: 'artifact' }));
  const over = new AbortController();
  void counting.finally(() => over.abort());
  while (!over.signal.aborted) {
    waits.push(await timed(() => daemon.get('/healthz')));
    await setTimeout(20);
  }
  const first = await counting;
  const later: number[] = [];
  for (let page = 0; page < pages; page++) later.push(await timed(() => report(daemon, { by: ['artifact', 'experiment', 'project'][page % 3] ?? 'artifact', sort: page % 2 === 0 ? '-freed_bytes' : 'label' })));
  return {
    figures: { 'first answer': { unit: 'ms', values: [first] }, 'a page afterwards': { unit: 'ms', values: later }, 'others wait meanwhile': { unit: 'ms', values: waits } },
    ratios: {},
    goals: {
      first: { goal: 'the first answer within 3 s', met: first <= 3000 },
      page: { goal: 'a page afterwards within 60 ms (median)', met: spread(later).median <= 60 },
      others: { goal: 'others wait for at most 100 ms (p99)', met: quantile(waits.toSorted((one, other) => one - other), 0.99) <= 100 },
    },
  };
}

/** A root whose runs the daemon has taken in, with rows of artifacts that no file stands behind: they are only counted. */
async function seededRoot(scene: Scene, artifacts: number, contents: number): Promise<string> {
  const folder = tempFolder(scene);
  for (let index = 0; index < runs; index++) new RunDirectory(folder, `runs/p${index % 20}/20260921_141301_${index.toString(16).padStart(6, '0')}`).log({ loss: 1 });
  const daemon = await startDaemon(scene, { root: folder });
  await daemon.live();
  await daemon.stop();
  const database = await openDatabase(openRoot(folder), quietLog, systemClock);
  const random = new Random(7);
  const blobs = Array.from({ length: contents }, (_, index) => ({ digest: sha256(String(index)), size: random.between(1000, 1_000_000), pool_inode: index % 3 === 0 ? null : String(index) }));
  const ids = Array.from({ length: artifacts }, (_, index) => ({ id: artifactId('model', `net ${index}`), type: 'model', name: `net ${index}` }));
  const versions = ids.flatMap(({ id }, index) => Array.from({ length: versionsEach }, (_, at) => ({ id: versionId(id, at + 1), artifact_id: id, version: at + 1, status: 'ready', size_bytes: 0, num_files: filesEach, num_references: 0, created_by_run: `20260921_141301_${(index % runs).toString(16).padStart(6, '0')}` })));
  const files = versions.flatMap(({ id }, index) => Array.from({ length: filesEach }, (_, at) => ({ version_id: id, path: `f${at}.bin`, digest: blobs[(index * 3 + at * 7919) % contents]?.digest, size: 1, state: 'ok' })));
  await database.write(async (transaction) => {
    for (const [table, rows] of [['dedup_blobs', blobs], ['dedup_artifacts', ids], ['dedup_versions', versions], ['dedup_files', files]] as const) for (const some of slices<object>(rows, 50)) await transaction(table).insert(some);
  });
  await database.close();
  return folder;
}

async function report(daemon: TestDaemon, query: Readonly<Record<string, string>>): Promise<void> {
  await daemon.json(storageReport, `/api/dedup/storage?${new URLSearchParams(query).toString()}`);
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}
