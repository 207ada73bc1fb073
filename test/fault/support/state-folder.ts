import { createHash } from 'node:crypto';
import { closeSync, copyFileSync, existsSync, ftruncateSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, utimesSync, writeSync } from 'node:fs';
import { basename, join } from 'node:path';
import { databaseOf } from './crash-recovery.js';
import type { DiskState } from './disk-states.js';
import type { FileOp } from './traced-calls.js';

const whenever = 1_790_000_000;

/**
 * The folder that was recorded, made to hold one state after the other. Files of runs keep their inodes, which the
 * cursors name: one that a state lacks is parked, never deleted.
 */
export class StateFolder {
  readonly #root: string;
  readonly #parking: string;
  readonly #paths: readonly string[];
  readonly #folders: readonly string[];
  readonly #held = new Map<string, Buffer>();

  constructor(root: string, parking: string, ops: readonly FileOp[]) {
    this.#root = root;
    this.#parking = parking;
    this.#paths = [...new Set(ops.flatMap((op) => (op.kind === 'create' ? [op.path] : [])))];
    this.#folders = [...new Set(ops.flatMap((op) => (op.kind === 'folder' ? [op.path] : [])))];
    mkdirSync(parking, { recursive: true });
  }

  /** Brings the folder into a state; answers what tells apart the states of the files of its runs. */
  hold(state: DiskState): string {
    const hash = createHash('sha1');
    for (const path of this.#paths) if (!state.files.has(path)) this.#park(path);
    for (const folder of this.#folders) if (!state.folders.has(folder)) rmSync(folder, { recursive: true, force: true });
    for (const folder of state.folders) mkdirSync(folder, { recursive: true });
    this.#removeDatabase();
    for (const [path, bytes] of state.files) {
      this.#fetch(path);
      if (this.#isDatabase(path)) overwrite(path, bytes);
      else {
        this.#bring(path, bytes);
        hash.update(path).update(bytes);
      }
    }
    return hash.digest('base64');
  }

  /** Puts another database beside the files that are there. */
  begin(empty: string): void {
    this.#removeDatabase();
    copyFileSync(empty, databaseOf(this.#root));
  }

  /** Metrics lines that a plain reader finds in the event file of a run. */
  lines(dir: string): number {
    const path = join(this.#root, dir, 'events.jsonl');
    const text = existsSync(path) ? readFileSync(path, 'latin1') : '';
    return [...text.matchAll(/\{"ts": \d+, "type": "metrics", "data": \{"loss": [^\n\0{]*\}\}\n/g)].length;
  }

  /** A file of a run, which nobody but this class writes: what it holds already is not written again. */
  #bring(path: string, bytes: Buffer): void {
    if (this.#held.get(path)?.equals(bytes) === true && existsSync(path)) return;
    overwrite(path, bytes);
    this.#held.set(path, bytes);
  }

  #isDatabase(path: string): boolean {
    return path.startsWith(databaseOf(this.#root));
  }

  #removeDatabase(): void {
    for (const end of ['', '-wal', '-shm', '-journal']) rmSync(databaseOf(this.#root) + end, { force: true });
  }

  #place(path: string): string {
    return join(this.#parking, path.replaceAll('/', '_'));
  }

  #park(path: string): void {
    if (basename(path) === 'events.jsonl' && existsSync(path)) renameSync(path, this.#place(path));
    else rmSync(path, { force: true });
  }

  #fetch(path: string): void {
    if (existsSync(this.#place(path))) renameSync(this.#place(path), path);
  }
}

/** In place: the inode stays. */
function overwrite(path: string, bytes: Buffer): void {
  const file = openSync(path, existsSync(path) ? 'r+' : 'w');
  ftruncateSync(file, bytes.length);
  writeSync(file, bytes, 0, bytes.length, 0);
  closeSync(file);
  utimesSync(path, whenever, whenever);
}
