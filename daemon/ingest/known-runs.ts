import type { FoundRun } from '../api/watch.js';

/** The runs that were found, by directory and by experiment. */
export class KnownRuns {
  readonly #byDir = new Map<string, FoundRun>();
  readonly #dirs = new Map<string, string>();

  get size(): number {
    return this.#byDir.size;
  }

  get all(): Iterable<FoundRun> {
    return this.#byDir.values();
  }

  get ids(): readonly string[] {
    return [...this.#dirs.keys()];
  }

  at(dir: string): FoundRun | undefined {
    return this.#byDir.get(dir);
  }

  of(experimentId: string): FoundRun | undefined {
    return this.#byDir.get(this.#dirs.get(experimentId) ?? '');
  }

  add(run: FoundRun): void {
    this.#byDir.set(run.dir, run);
    this.#dirs.set(run.experimentId, run.dir);
  }

  delete(run: FoundRun): void {
    this.#byDir.delete(run.dir);
    this.#dirs.delete(run.experimentId);
  }
}
