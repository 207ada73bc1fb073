import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface LineOptions {
  readonly step?: number;
  readonly stage?: string;
  readonly ts?: number;
}

/** One metrics line as Runicorn's library writes it. */
export function metricLine(values: Readonly<Record<string, number>>, { step, stage, ts = 1_790_000_000 }: LineOptions = {}): string {
  const pairs = Object.entries(values).map(([name, value]) => `${JSON.stringify(name)}: ${value}`);
  if (step !== undefined) pairs.push(`"global_step": ${step}`);
  pairs.push(`"time": ${ts}`);
  if (stage !== undefined) pairs.push(`"stage": ${JSON.stringify(stage)}`);
  return `{"ts": ${ts}, "type": "metrics", "data": {${pairs.join(', ')}}}\n`;
}

/** A run directory written file by file, as its library would. */
export class RunDirectory {
  readonly dir: string;
  readonly folder: string;
  readonly events: string;
  readonly #createdAt: number;

  constructor(root: string, dir: string, meta: Readonly<Record<string, unknown>> = {}) {
    this.dir = dir;
    this.folder = join(root, dir);
    this.events = join(this.folder, 'events.jsonl');
    this.#createdAt = 1_790_000_000;
    mkdirSync(this.folder, { recursive: true });
    const id = dir.split('/').at(-1);
    this.document('meta.json', { id, path: dir.split('/').slice(1, -1).join('/'), created_at: this.#createdAt, pid: 1, hostname: 'gpu-node-1', ...meta });
    this.document('status.json', { status: 'running', started_at: this.#createdAt });
  }

  log(values: Readonly<Record<string, number>>, options: LineOptions = {}): void {
    this.append(metricLine(values, options));
  }

  append(text: string | Uint8Array): void {
    appendFileSync(this.events, text);
  }

  text(text: string): void {
    appendFileSync(join(this.folder, 'logs.txt'), text);
  }

  document(name: string, value: unknown): void {
    writeFileSync(join(this.folder, name), typeof value === 'string' ? value : JSON.stringify(value));
  }

  finish(status = 'finished'): void {
    this.document('status.json', { status, started_at: this.#createdAt, ended_at: this.#createdAt + 60 });
  }
}
