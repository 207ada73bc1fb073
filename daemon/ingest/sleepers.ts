import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { FoundRun } from '../api/watch.js';
import { fingerprint } from './fingerprint.js';

/** A run of which all is taken in and nothing is open: only what tells that it stirs. */
export interface Sleeper {
  readonly run: FoundRun;
  readonly names: readonly string[];
  readonly mark: string;
  readonly hasEnded: boolean;
}

/** The state of a run directory and these files in it as one short text; undefined when the directory is gone. */
export function sleepMark(folder: string, names: readonly string[]): string | undefined {
  const own = fingerprint(folder);
  if (own === undefined) return undefined;
  const parts = names.map((name) => fingerprint(join(folder, name))?.text ?? '');
  return createHash('sha1').update([own.text, ...parts].join('\n')).digest('base64');
}

/** The runs that were released. Growth after their end is found by looking at them again, a few at a time. */
export class Sleepers {
  readonly #root: string;
  readonly #all = new Map<string, Sleeper>();
  /** Those that did not say that they ended: they are looked at more often. */
  readonly #idle = new Set<string>();

  constructor(root: string) {
    this.#root = root;
  }

  get size(): number {
    return this.#all.size;
  }

  get idleCount(): number {
    return this.#idle.size;
  }

  has(dir: string): boolean {
    return this.#all.has(dir);
  }

  add(sleeper: Sleeper): void {
    this.#all.set(sleeper.run.dir, sleeper);
    if (!sleeper.hasEnded) this.#idle.add(sleeper.run.dir);
  }

  /** Takes a run out of sleep. */
  take(dir: string): FoundRun | undefined {
    const sleeper = this.#all.get(dir);
    this.#all.delete(dir);
    this.#idle.delete(dir);
    return sleeper?.run;
  }

  /** Did anything happen to it since it fell asleep? */
  state(dir: string): 'asleep' | 'stirs' | 'gone' {
    const sleeper = this.#all.get(dir);
    if (sleeper === undefined) return 'asleep';
    const mark = sleepMark(join(this.#root, dir), sleeper.names);
    if (mark === undefined) return 'gone';
    return mark === sleeper.mark ? 'asleep' : 'stirs';
  }

  dirs(which: 'all' | 'idle'): readonly string[] {
    return [...(which === 'all' ? this.#all.keys() : this.#idle)];
  }
}
