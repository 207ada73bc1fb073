import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { metricLine } from '../../support/run-directory.js';
import { Random } from '../../support/random.js';

const perFolder = 1000;
const lines = 100;
export const metricsPerRun = 10;
export const pointsPerRun = lines * metricsPerRun;
const variants = 200;

/** Writes so many ended run directories of 100 lines x 10 metrics, with the JSON documents of a training. */
export function writeScaleRuns(root: string, runs: number): void {
  const random = new Random(5);
  const events = Array.from({ length: Math.min(runs, variants) }, () => eventsOf(random));
  for (let index = 0; index < runs; index++) {
    const parent = join(root, 'runs', `project-${Math.floor(index / perFolder) % 20}`, `sweep-${Math.floor(index / perFolder)}`);
    const folder = join(parent, `20260921_141301_${index.toString(16).padStart(6, '0')}`);
    mkdirSync(folder, { recursive: true });
    const created = 1_780_000_000 + index * 60;
    const document = (name: string, value: object): void => writeFileSync(join(folder, name), JSON.stringify(value));
    document('meta.json', { path: parent.slice(root.length + 6), created_at: created, pid: 100, hostname: 'gpu-node-1', python: '3.12.1', platform: 'linux', tags: [`tag-${index % 7}`] });
    document('status.json', { status: index % 9 === 0 ? 'failed' : 'finished', started_at: created, ended_at: created + 3600 });
    document('summary.json', { best_metric_name: 'metric_0', best_metric_mode: 'max', note: `run ${index}` });
    document('config.json', { lr: Number((10 ** (-6 + 5 * random.next())).toPrecision(3)), seed: index, optimizer: random.pick(['adam', 'sgd', 'lion']), depth: random.between(2, 48) });
    writeFileSync(join(folder, 'events.jsonl'), events[index % events.length] ?? '');
  }
}

function eventsOf(random: Random): string {
  const parts: string[] = [];
  const levels = Array.from({ length: metricsPerRun }, () => random.next());
  for (let step = 1; step <= lines; step++) {
    const values = Object.fromEntries(levels.map((level, n) => [`metric_${n}`, Math.fround(level + (random.next() - 0.5) / step)]));
    parts.push(metricLine(values, { step, stage: 'train', ts: 1_780_000_000 + step * 10 }));
  }
  return parts.join('');
}
