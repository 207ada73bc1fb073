import { createWriteStream, mkdirSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { join } from 'node:path';
import { Random } from '../../support/random.js';

/** Writes a finished run whose one event file has `rows` events of the metrics m0, m1, ... */
export async function writeLongRun(root: string, name: string, rows: number, metrics: number): Promise<void> {
  const folder = join(root, 'bench', name, 'runs', '20261121_120000_abcdef');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'meta.json'), JSON.stringify({ id: '20261121_120000_abcdef', project: 'bench', name, created_at: 1_790_000_000 }));
  writeFileSync(join(folder, 'status.json'), JSON.stringify({ id: '20261121_120000_abcdef', status: 'finished', started_at: 1_790_000_000, ended_at: 1_790_001_000 }));
  const file = createWriteStream(join(folder, 'events.jsonl'));
  const random = new Random(1);
  for (let from = 0; from < rows; from += 2000) {
    const lines = Array.from({ length: Math.min(2000, rows - from) }, (_, i) => lineOf(from + i, metrics, random));
    if (!file.write(lines.join(''))) await once(file, 'drain');
  }
  file.end();
  await once(file, 'finish');
}

function lineOf(step: number, metrics: number, random: Random): string {
  const values = Array.from({ length: metrics }, (_, i) => `"m${i}": ${random.next().toFixed(4)}, `).join('');
  return `{"ts": ${1_790_000_000 + step / 10}, "type": "metrics", "data": {${values}"global_step": ${step}}}\n`;
}
