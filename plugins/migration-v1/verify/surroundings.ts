import type { KnownRun } from '../hints/known-run.js';
import type { Surroundings } from './verification.js';

/** Which runs share an id, and which lie within each other (DISK-03, DISK-04). */
export class RunSurroundings {
  readonly #dirs: ReadonlySet<string>;
  readonly #byRunId = new Map<string, string[]>();

  constructor(runs: readonly Pick<KnownRun, 'runId' | 'dir'>[]) {
    this.#dirs = new Set(runs.map(({ dir }) => dir));
    for (const { runId, dir } of runs) this.#byRunId.set(runId, [...(this.#byRunId.get(runId) ?? []), dir]);
  }

  of({ runId, dir }: Pick<KnownRun, 'runId' | 'dir'>): Surroundings {
    return { namesakes: (this.#byRunId.get(runId) ?? []).filter((other) => other !== dir).sort(), around: this.#around(dir) };
  }

  /** The nearest run above. */
  #around(dir: string): string | null {
    for (let at = dir.lastIndexOf('/'); at > 0; at = dir.lastIndexOf('/', at - 1)) {
      const above = dir.slice(0, at);
      if (this.#dirs.has(above)) return above;
    }
    return null;
  }
}
