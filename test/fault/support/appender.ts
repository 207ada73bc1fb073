// A training program for the fault tests: appends metrics to several run directories until its stdin ends, then
// finishes them. usage: node appender.js ROOT NAME RUNS LINES_PER_SECOND SEED
import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { Random } from '../../support/random.js';
import { metricLine, RunDirectory } from '../../support/run-directory.js';

const [root = '.', name = 'a', runs = '2', rate = '100', seed = '1'] = process.argv.slice(2);
const random = new Random(Number(seed));
const directories = Array.from({ length: Number(runs) }, (_, index) => new RunDirectory(root, join('runs', 'fault', name, `20260921_1413${String(index).padStart(2, '0')}_${name}`)));
const steps = directories.map(() => 0);
const halves = new Map<number, string>();

/** One line; now and then in two writes that lie some ticks apart, as a slow disk would leave it. */
function append(index: number): void {
  const run = directories[index];
  if (run === undefined) return;
  const half = halves.get(index);
  if (half !== undefined) {
    halves.delete(index);
    write(run.events, half);
    return;
  }
  const step = (steps[index] = (steps[index] ?? 0) + 1);
  const line = metricLine({ loss: 1 / step, accuracy: random.next() }, { step, stage: step % 7 === 0 ? 'eval' : 'train', ts: 1_790_000_000 + step });
  const cut = random.next() < 0.05 ? random.between(1, line.length - 1) : line.length;
  write(run.events, line.slice(0, cut));
  if (cut < line.length) halves.set(index, line.slice(cut));
}

function write(path: string, text: string): void {
  const file = openSync(path, 'a');
  writeSync(file, text);
  closeSync(file);
}

const timer = setInterval(() => {
  const share = (Number(rate) * 10) / 1000;
  const count = Math.floor(share) + Number(random.next() < share % 1);
  for (let n = 0; n < count; n++) append(random.between(0, directories.length - 1));
}, 10);
process.stdin.resume().on('end', () => {
  clearInterval(timer);
  for (const index of [...halves.keys()]) append(index);
  for (const run of directories) run.finish();
});
