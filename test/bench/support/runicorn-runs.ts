import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Random } from '../../support/random.js';

/** What lies in each run: lines of two metrics. */
export const linesPerRun = 50;
export const pointsPerRun = linesPerRun * 2;

/** Writes so many runs as Runicorn 0.2 to 0.6 left them, half of them in `<project>/<name>/runs/<id>` and half in `runs/<path>/<id>`. */
export function writeRunicornRuns(root: string, runs: number): void {
  const random = new Random(3);
  const texts = Array.from({ length: 100 }, () => eventsOf(random));
  for (let index = 0; index < runs; index++) {
    const id = `20260921_141301_${index.toString(16).padStart(6, '0')}`;
    const [project, name] = [`project-${index % 20}`, `name-${Math.floor(index / 20) % 25}`];
    const isOld = index % 2 === 0;
    const folder = isOld ? join(root, project, name, 'runs', id) : join(root, 'runs', project, name, id);
    mkdirSync(folder, { recursive: true });
    const document = (file: string, value: object): void => writeFileSync(join(folder, file), JSON.stringify(value, undefined, 2));
    const place = isOld ? { project, name } : { path: `${project}/${name}`, alias: null };
    document('meta.json', { id, ...place, created_at: 1_780_000_000 + index * 60, python: '3.11.2', platform: 'Linux', hostname: 'gpu-node-1', pid: 100 + index, storage_dir: '/srv/ml/root' });
    document('status.json', { status: index % 9 === 0 ? 'failed' : 'finished', started_at: 1_780_000_000 + index * 60, ended_at: 1_780_000_500 + index * 60 });
    document('summary.json', { best_metric_name: 'loss', best_metric_mode: 'min', best_metric_value: 0.1 });
    if (!isOld) document('assets.json', { code: {}, config: { args: { lr: 0.001, seed: index }, extra: {}, config_files: [] }, datasets: [], pretrained: [], outputs: [] });
    writeFileSync(join(folder, 'logs.txt'), '12:00:00 | begun\n12:00:01 | done\n');
    writeFileSync(join(folder, 'events.jsonl'), texts[index % texts.length] ?? '');
    for (const file of ['events.jsonl', 'status.json', 'summary.json', 'logs.txt']) writeFileSync(join(folder, `${file}.lock`), '');
  }
}

function eventsOf(random: Random): string {
  return Array.from({ length: linesPerRun }, (_, step) => {
    const ts = 1_780_000_000 + step + random.next();
    return `{"ts": ${ts}, "type": "metrics", "data": {"loss": ${1 / (step + 1 + random.next())}, "val_acc": ${random.next()}, "global_step": ${step + 1}, "time": ${ts}, "stage": "train"}}\n`;
  }).join('');
}
