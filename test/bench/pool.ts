import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inScene } from '../fault/support/scenario.js';
import { atEnd, type Scene } from '../support/at-end.js';
import { Child } from '../support/child.js';
import { tempFolder } from '../support/temp-folder.js';
import { until } from '../support/until.js';
import { numberOf, type BenchOptions, type Figure, type Result } from './support/bench.js';
import { Lateness } from './support/lateness.js';
import type { StoredList } from './support/pool-child.js';
import { mixedSizes, writeFiles, type PoolFiles } from './support/pool-files.js';
import { ProcessWatch } from './support/process-watch.js';

const megabyte = 1e6;

/**
 * The pool against `sha256sum` and `cp` of the same bytes in the same run: `--files` (50,000) of 1 KiB to 1 MiB, `--large` (10) of `--size` (1,000) MB, and
 * both sets again with every hundredth file changed. The pool hashes, copies and makes durable; `cp` only copies, and `cp, sync` waits for the disk too.
 */
export function run(options: BenchOptions): Promise<Result> {
  const shape = { files: numberOf(options, 'files', 50_000), large: numberOf(options, 'large', 10), size: numberOf(options, 'size', 1000) };
  return inScene((scene) => measure(scene, shape));
}

interface Shape {
  readonly files: number;
  readonly large: number;
  readonly size: number;
}

/** Megabytes a second of one set. */
interface Rates {
  readonly sha256sum: number;
  readonly cp: number;
  readonly synced: number;
  readonly pool: number;
}

async function measure(scene: Scene, { files, large, size }: Shape): Promise<Result> {
  const root = tempFolder(scene, 'runkeep-bench-');
  const child = new Child(process.execPath, [fileURLToPath(new URL('support/pool-child.js', import.meta.url)), root]);
  atEnd(scene, () => child.signal('SIGKILL'));
  await until('the pool is open', () => child.stdout.includes('ready'));
  const watch = new ProcessWatch(child.pid);
  atEnd(scene, () => watch.close());
  const stalls: number[] = [];
  const idle: number[] = [];
  const race = async (set: PoolFiles): Promise<Rates> => {
    const rates = { sha256sum: rate(set, hashed), cp: rate(set, copied), synced: rate(set, copiedAndSynced) };
    const beside = new Lateness();
    const answer = await store(child, set);
    stalls.push(answer.stallMs);
    idle.push(beside.end());
    return { ...rates, pool: set.bytes / megabyte / answer.seconds };
  };
  const sizes = { many: mixedSizes(files), large: Array.from({ length: large }, () => size * megabyte) };
  const rates: Record<string, Rates> = {};
  for (const [name, each] of Object.entries(sizes)) if (each.length > 0) rates[name] = await race(writeFiles(join(root, name), each, (index) => index));
  rates['99 % known'] = await race(writeFiles(join(root, 'again'), sizes.many, (index) => (index % 100 === 0 ? index + 1e6 : index)));
  return resultOf(rates, { stalls, idle }, watch.mostMebibytes);
}

function rate(set: PoolFiles, work: (set: PoolFiles) => void): number {
  execFileSync('sync', ['-f', set.folder]);
  const began = performance.now();
  work(set);
  return set.bytes / megabyte / ((performance.now() - began) / 1000);
}

function hashed({ paths }: PoolFiles): void {
  execFileSync('xargs', ['-0', 'sha256sum'], { input: paths.join('\0'), stdio: ['pipe', 'ignore', 'inherit'] });
}

function copied({ folder }: PoolFiles): void {
  execFileSync('cp', ['-r', folder, `${folder}.copy`]);
  rmSync(`${folder}.copy`, { recursive: true });
}

function copiedAndSynced({ folder }: PoolFiles): void {
  execFileSync('cp', ['-r', folder, `${folder}.copy`]);
  execFileSync('sync', ['-f', folder]);
  rmSync(`${folder}.copy`, { recursive: true });
}

async function store(child: Child, { paths, sizes }: PoolFiles): Promise<StoredList> {
  const lines = (): string[] => child.stdout.split('\n').slice(1, -1);
  const before = lines().length;
  child.process.stdin.write(`${JSON.stringify(paths.map((from, index) => ({ from, size: sizes[index] })))}\n`);
  const answer = await until('all is stored', () => (child.isAlive ? lines()[before] : '{}'), 3600_000);
  if (!child.isAlive) throw new Error(`the pool died: ${child.stderr}`);
  return JSON.parse(answer) as StoredList;
}

function resultOf(rates: Readonly<Record<string, Rates>>, { stalls, idle }: { readonly stalls: readonly number[]; readonly idle: readonly number[] }, mebibytes: number): Result {
  const figures: Record<string, Figure> = {};
  for (const [name, each] of Object.entries(rates)) for (const [tool, value] of Object.entries(each)) figures[`${name}, ${tool}`] = { unit: 'MB/s', values: [value] };
  const share = (name: string): number => (rates[name] === undefined ? Infinity : rates[name].pool / Math.min(rates[name].sha256sum, rates[name].cp));
  const known = rates['99 % known'];
  const ratios = Object.fromEntries(Object.keys(rates).map((name) => [`${name}, pool / slower of sha256sum and cp`, [share(name)]]));
  const duplicate = known === undefined ? Number.NaN : known.pool / known.synced;
  // what the machine makes an idle process wait is not the pool's
  const stall = Math.max(...stalls.map((ms, index) => ms - (idle[index] ?? 0)));
  return {
    figures: { ...figures, 'stall of the main loop, p99': { unit: 'ms', values: stalls }, 'stall of an idle process beside it': { unit: 'ms', values: idle }, 'memory, most': { unit: 'MiB', values: [mebibytes] } },
    ratios: { ...ratios, '99 % known, pool / cp, sync': [duplicate] },
    goals: {
      speed: { goal: 'new files at >= 0.8 of the slower of sha256sum and cp', met: ['many', 'large'].every((name) => share(name) >= 0.8) },
      known: { goal: '99 % known >= 5 times as fast as a durable copy', met: duplicate >= 5 },
      stall: { goal: 'p99 of the main loop <= 20 ms more than an idle process waits', met: stall <= 20 },
      memory: { goal: '<= 200 MiB', met: mebibytes <= 200 },
    },
  };
}
