import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { adoptionAnswer } from '../../schemas/dedup.js';
import { importReport, type ImportReport } from '../../schemas/import.js';
import { migrationFinding, type MigrationFinding } from '../../schemas/migration.js';
import type { Scene } from '../support/at-end.js';
import { contentOf } from '../support/content-of.js';
import { startDaemon, type TestDaemon } from '../support/daemon.js';
import { migrated, reportOf } from '../support/migrated.js';
import { RunDirectory } from '../support/run-directory.js';
import { RunicornArtifacts } from '../support/runicorn-artifacts.js';
import { writeRunicornRoot } from '../support/runicorn-root.js';
import { tempFolder } from '../support/temp-folder.js';
import { treeOf } from '../support/tree-hash.js';
import { until } from '../support/until.js';
import { inScene, type Outcome } from './support/scenario.js';

const nobody = '65534';

/**
 * Folders and files that the daemon may not read, in a root that it takes over and in one that it imports: each is told with a hint, everything
 * else comes in, and once they can be read nothing is missing. Root may read everything: played as another user.
 */
export async function run(): Promise<Outcome> {
  if (process.getuid?.() === 0) return asNobody();
  const takenOver = await inScene(takeOver);
  const imported = await inScene(importing);
  return { met: takenOver.length + imported.length === 0, faults: [...takenOver, ...imported] };
}

function asNobody(): Outcome {
  const user = ['--reuid', nobody, '--regid', nobody, '--clear-groups'];
  const again = spawnSync('setpriv', [...user, process.execPath, fileURLToPath(new URL('run.js', import.meta.url)), 'take-over-rights'], { encoding: 'utf8', cwd: '/tmp', env: { ...process.env, HOME: '/nonexistent' } });
  if (again.status === null || again.stdout.trim() === '') return { met: false, skipped: `root cannot become another user here: ${again.stderr}` };
  return JSON.parse(again.stdout) as Outcome;
}

async function takeOver(scene: Scene): Promise<string[]> {
  const root = tempFolder(scene);
  writeRunicornRoot(root);
  const runicorn = new RunicornArtifacts(root);
  for (const name of ['net', 'locked', 'listless']) runicorn.log('model', name, { 'w.bin': name });
  runicorn.archive('blob');
  runicorn.write('evaluations/net_v1_1.json', JSON.stringify({ id: 'net_v1_1', model_name: 'net', model_version: 1 }));
  const before = treeOf(root, isOwn);
  const open = locked(['artifacts/model/locked', 'artifacts/model/listless/v1/manifest.json', 'archive/blobs', 'evaluations', 'runicorn.db', '.experiments_metadata.json'].map((path) => join(root, path)));
  const daemon = await startDaemon(scene, { root });
  const { state } = await migrated(daemon);
  const { general } = await reportOf(daemon);
  open();
  const adopted = adoptionAnswer.parse((await daemon.post('/api/dedup/adopt')).body);
  const wanted = ['folder-unreadable archive/blobs', 'folder-unreadable artifacts/model/locked', 'folder-unreadable evaluations', 'hint-unreadable .experiments_metadata.json', 'hint-unreadable runicorn.db', 'manifest-unreadable artifacts/model/listless/v1/manifest.json'];
  return faultsOf('take-over', {
    [`ended as ${state}`]: state !== 'complete',
    [`told ${JSON.stringify(refusalsIn(general))}`]: JSON.stringify(refusalsIn(general)) !== JSON.stringify(wanted),
    'left a finding without a hint': general.some(({ hint }) => hint === ''),
    [`adopted ${adopted.versions} versions afterwards`]: adopted.versions !== 3 || refusalsIn(adopted.findings).length > 0,
    'changed a file': JSON.stringify(treeOf(root, isOwn)) !== JSON.stringify(before),
  });
}

async function importing(scene: Scene): Promise<string[]> {
  const [source, root] = [tempFolder(scene), tempFolder(scene)];
  const runs = [1, 2, 3].map((second) => new RunDirectory(source, `runs/2026092${second}_141301_aa0001`));
  for (const each of runs) each.log({ loss: 1 }, { step: 1 });
  mkdirSync(join(source, 'artifacts/model'), { recursive: true });
  const open = locked([join(runs[0]!.folder, 'events.jsonl'), runs[1]!.folder, join(source, 'artifacts/model')]);
  const daemon = await startDaemon(scene, { root });
  const refused = await imported(daemon, source);
  open();
  const again = await imported(daemon, source);
  return faultsOf('import', {
    [`ended with ${JSON.stringify(refused.runs)}`]: refused.state !== 'complete' || refused.runs.copied !== 1 || refused.runs.failed !== 1,
    [`told ${refused.told.length} refusals`]: refused.told.length !== 3 || refused.told.some(({ hint }) => !hint.includes('the right to read it')),
    [`came to ${JSON.stringify(again.runs)} afterwards`]: again.runs.copied !== 2 || again.runs.equal !== 1 || again.told.length > 0,
    'differs from its source': JSON.stringify(contentOf(join(root, 'runs'))) !== JSON.stringify(contentOf(join(source, 'runs'))),
  });
}

async function imported(daemon: TestDaemon, from: string): Promise<ImportReport> {
  await daemon.post('/api/migration-v1/import', { from });
  return until('the import has ended', async () => {
    const report = await daemon.json(importReport, '/api/migration-v1/import');
    return report.state === 'running' ? undefined : report;
  }, 60_000);
}

/** Takes every right to these from their owner; the answer gives them back. */
function locked(paths: readonly string[]): () => void {
  const modes = paths.map((path) => [path, statSync(path).mode] as const);
  for (const path of paths) chmodSync(path, 0);
  return () => modes.forEach(([path, mode]) => chmodSync(path, mode));
}

function refusalsIn(findings: readonly MigrationFinding[]): string[] {
  return findings.map((one) => migrationFinding.parse(one)).filter(({ code }) => code.endsWith('-unreadable')).map(({ code, path }) => `${code} ${path ?? ''}`).sort();
}

function isOwn(name: string): boolean {
  return name === '.runkeep' || name.startsWith('runkeep.db');
}

function faultsOf(what: string, faults: Readonly<Record<string, boolean>>): string[] {
  return Object.entries(faults).flatMap(([fault, is]) => (is ? [`${what}: ${fault}`] : []));
}
