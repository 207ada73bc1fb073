import { execFileSync } from 'node:child_process';
import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { taskReport, type TaskReport } from '../../schemas/dedup-task.js';
import type { Scene } from '../support/at-end.js';
import { startDaemon, type TestDaemon } from '../support/daemon.js';
import { hostileArchives, mutants } from '../support/hostile-archives.js';
import { metricLine, RunDirectory } from '../support/run-directory.js';
import { tempFolder } from '../support/temp-folder.js';
import { treeOf } from '../support/tree-hash.js';
import { until } from '../support/until.js';
import { inScene, numberOption, type Options, type Outcome } from './support/scenario.js';

const dir = 'runs/vision/20260921_141301_aa0001';
const mostMs = 5000;
const mostBytes = 200 * 2 ** 20;
/** Answers of the table to archives that are made elsewhere (`RUNKEEP_FAULT_TOOLS`), by the beginning of their names. */
const expected: readonly (readonly [names: RegExp, answers: readonly string[]])[] = [
  [/^(parent|absolute|backslash|drive|unc|nul|dot|control|reserved|slip|slip-folder)\./u, ['bad-entry-name']],
  [/^(symlink|hardlink)|^(device|fifo)\./u, ['entry-type']],
  [/^(twice|case-twins|unicode-twins|file-as-folder|export-twice)\./u, ['entry-twice']],
  [/^(deep|long-component|many|million|bomb|nested-bomb)\./u, ['limit', 'manifest-missing']],
  [/^setuid\./u, ['manifest-missing']],
  [/^(cut|empty|size-lies|export-cut)\./u, ['archive-truncated']],
  [/^(overlap|two-directories)\./u, ['archive-ambiguous']],
  [/^export-(flipped|missing|added)\./u, ['manifest-mismatch']],
];

interface Case {
  readonly name: string;
  readonly path: string;
  readonly answers: readonly string[];
}

interface Played {
  readonly faults: readonly string[];
  readonly ms: number;
  readonly memory: number;
  readonly disk: number;
}

/**
 * Archives that want to write elsewhere, to exhaust, or to be read in two ways: each gets the answer of SEC-60, nothing of it stays, and it costs at most 5 s of the
 * processor and 200 MiB of disk and of memory (S-05). Options: --bomb-mib 256, --entries 200000. `RUNKEEP_FAULT_TOOLS` names a folder with `archives.py`, whose archives are played too.
 */
export function run(options: Options): Promise<Outcome> {
  const sizes = { bombMiB: numberOption(options, 'bomb-mib', 256), entries: numberOption(options, 'entries', 200_000) };
  return inScene(async (scene) => {
    const [outside, made] = [tempFolder(scene), tempFolder(scene)];
    writeFileSync(join(outside, 'keep.txt'), 'untouched');
    const valid = await validArchive(scene, made);
    const cases = [...ownCases(made, [...hostileArchives(outside, sizes), ...mutants(readFileSync(valid))]), ...otherCases(made, outside, valid)];
    const daemon = await startDaemon(scene);
    await daemon.live();
    const before = { outside: treeOf(outside, () => false), root: tree(daemon) };
    const played: Played[] = [];
    for (const one of cases) played.push(await play(daemon, one));
    const faults = played.flatMap((one) => one.faults);
    if (JSON.stringify({ outside: treeOf(outside, () => false), root: tree(daemon) }) !== JSON.stringify(before)) faults.push('something was written outside of staging');
    const good = await imported(daemon, valid);
    if (good.state !== 'complete') faults.push(`the valid archive: ${JSON.stringify(good.failure)}`);
    const most = (of: (one: Played) => number): number => Math.max(...played.map(of));
    return { met: faults.length === 0, archives: cases.length, slowestMs: most(({ ms }) => ms), memoryMiB: Math.round(most(({ memory }) => memory) / 2 ** 20), diskMiB: Math.round(most(({ disk }) => disk) / 2 ** 20), faults: faults.slice(0, 20) };
  });
}

/** An export of a daemon of our own. */
async function validArchive(scene: Scene, made: string): Promise<string> {
  const daemon = await startDaemon(scene);
  const run = new RunDirectory(daemon.root, dir);
  run.append(Array.from({ length: 2000 }, (_, step) => metricLine({ loss: 1 / (step + 1) }, { step })).join(''));
  const id = await until('the run is known', async () => {
    const { body } = await daemon.get('/api/experiments');
    return (body as { experiments: { id: string }[] }).experiments[0]?.id;
  });
  const { body } = await daemon.post('/api/dedup/archives/export', { experiments: [id] });
  const path = join(made, 'valid.tar.gz');
  writeFileSync(path, body as Uint8Array);
  await daemon.stop();
  return path;
}

function ownCases(made: string, archives: ReturnType<typeof hostileArchives>): Case[] {
  return archives.map(({ name, answer, bytes }) => {
    const path = join(made, `own-${name}`);
    writeFileSync(path, Buffer.concat(bytes));
    return { name, path, answers: [answer] };
  });
}

function otherCases(made: string, outside: string, valid: string): Case[] {
  const tools = process.env['RUNKEEP_FAULT_TOOLS'];
  if (tools === undefined) return [];
  const folder = join(made, 'others');
  mkdirSync(folder);
  execFileSync('python3', [join(tools, 'archives.py'), folder, outside, '--big', '--from', valid]);
  return readdirSync(folder).map((name) => ({ name, path: join(folder, name), answers: expected.find(([names]) => names.test(name))?.[1] ?? [] }));
}

async function play(daemon: TestDaemon, { name, path, answers }: Case): Promise<Played> {
  const before = residentBytes(daemon);
  const peak = { rss: before, staged: 0 };
  const started = processorMs(daemon);
  const { state, failure } = await imported(daemon, path, () => {
    peak.rss = Math.max(peak.rss, residentBytes(daemon));
    peak.staged = Math.max(peak.staged, stagedBytes(daemon));
  });
  const [ms, memory, disk] = [processorMs(daemon) - started, peak.rss - before, peak.staged];
  const staged = readdirSync(join(daemon.keep, 'staging'));
  const faults = [
    ...(answers.includes(failure?.code ?? state) ? [] : [`${name}: ${failure?.code ?? state} instead of ${answers.join(' or ')}`]),
    ...(staged.length === 0 ? [] : [`${name}: left ${staged.join(', ')} in staging`]),
    ...(ms <= mostMs ? [] : [`${name}: took ${ms} ms of the processor`]),
    ...(memory <= mostBytes ? [] : [`${name}: took ${memory} bytes of memory`]),
    ...(disk <= mostBytes ? [] : [`${name}: took ${disk} bytes of the disk`]),
  ];
  return { faults, ms, memory, disk };
}

async function imported(daemon: TestDaemon, archive: string, look: () => void = () => undefined): Promise<TaskReport> {
  await daemon.post('/api/dedup/archives/import', { archive });
  return until('the import has ended', async () => {
    const report = await daemon.json(taskReport, '/api/dedup/archives/import');
    look();
    return report.state === 'running' ? undefined : report;
  }, 60_000);
}

/** Everything of the root but what the daemon itself keeps there. */
function tree(daemon: TestDaemon): string[] {
  return treeOf(daemon.root, (name) => name === '.runkeep' || name.startsWith('runkeep.db'));
}

/** Time that the daemon had a processor, in its clock ticks of 10 ms: how busy the machine is counts for nothing. */
function processorMs({ pid }: TestDaemon): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

function residentBytes({ pid }: TestDaemon): number {
  return Number(/^VmRSS:\s+(\d+) kB$/mu.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1024;
}

/** Bytes that lie in staging now; what goes while it is looked at counts no more. */
function stagedBytes({ keep }: TestDaemon): number {
  const folder = join(keep, 'staging');
  if (!existsSync(folder)) return 0;
  const sizes = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => lstatSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0);
  return sizes.reduce((sum, size) => sum + size, 0);
}
