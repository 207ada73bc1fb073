import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';

const hex = () => Math.floor(Math.random() * 0x1000000).toString(16).padStart(6, '0');

/** Writes one run directory in Runicorn's layout `runs/<path>/<id>`: documents in place, events one write a line. */
export class RunDirectory {
  #step = 0;
  #summary = {};
  #startedAt = Date.now() / 1000;

  constructor(root, path, alias, args) {
    const stamp = new Date().toISOString().replaceAll(/[-:]/g, '').replace('T', '_').slice(0, 15);
    this.id = `${stamp}_${hex()}`;
    this.folder = join(root, 'runs', path, this.id);
    mkdirSync(join(this.folder, 'media'), { recursive: true });
    const created = this.#startedAt;
    this.#document('meta.json', { id: this.id, path, alias, created_at: created, python: `node ${process.version}`, platform: `${process.platform}-${process.arch}`, hostname: hostname(), pid: process.pid, storage_dir: root, workspace_root: process.cwd() });
    this.#document('status.json', { status: 'running', started_at: created });
    this.#document('assets.json', { code: {}, config: { args, extra: {}, config_files: [] }, datasets: [], pretrained: [], outputs: [] });
  }

  /** One metrics event; the step counts up by itself. */
  log(values, stage) {
    const ts = Date.now() / 1000;
    this.#step += 1;
    this.#event(ts, 'metrics', { ...values, global_step: this.#step, time: ts, ...(stage === undefined ? {} : { stage }) });
    return this.#step;
  }

  image(key, bytes, caption = null) {
    const ts = Date.now() / 1000;
    const path = `media/${Math.round(ts * 1000)}_${hex()}_${key}.png`;
    writeFileSync(join(this.folder, path), bytes);
    this.#event(ts, 'image', { key, path, step: this.#step, caption });
  }

  /** A line of the log, as `log_text` writes it. */
  text(line) {
    this.rawText(`${new Date().toTimeString().slice(0, 8)} | ${line}\n`);
  }

  rawText(text) {
    appendFileSync(join(this.folder, 'logs.txt'), text);
  }

  summary(values) {
    Object.assign(this.#summary, values);
    this.#document('summary.json', this.#summary);
  }

  finish(status) {
    this.#document('status.json', { status, started_at: this.#startedAt, ended_at: Date.now() / 1000 });
  }

  #event(ts, type, data) {
    appendFileSync(join(this.folder, 'events.jsonl'), `${pythonJson({ ts, type, data })}\n`);
  }

  #document(name, value) {
    writeFileSync(join(this.folder, name), pythonJson(value));
  }
}

/** JSON as Python's `json.dumps` writes it: blanks behind separators, and bare NaN and Infinity. */
export function pythonJson(value) {
  if (typeof value === 'number') return String(value);
  if (Array.isArray(value)) return `[${value.map(pythonJson).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  return `{${Object.entries(value).map(([key, inner]) => `${JSON.stringify(key)}: ${pythonJson(inner)}`).join(', ')}}`;
}
