import type { Line } from '../../../daemon/api/line.js';
import type { ExperimentCatalog } from '../../../schemas/contracts/experiment-catalog.js';
import type { Experiment } from '../../../schemas/experiments.js';
import type { KnownRun } from '../hints/known-run.js';
import type { MigrationStore, RunOutcome } from '../migration-store.js';
import { RunSurroundings } from './surroundings.js';
import { verified, type VerificationParts } from './verification.js';

export interface VerifyParts extends VerificationParts {
  readonly store: MigrationStore;
  readonly catalog: ExperimentCatalog;
  readonly line: Line;
}

/** Runs whose outcomes share one commit, and of these how many are counted at once: the store is asked while the thread counts. */
const batchRuns = 48;
const atOnce = 6;

/** Counts the files of every run a second time. What differs is looked at again, then read anew and counted once more, before it is told. */
export class VerifyStep {
  readonly #parts: VerifyParts;
  readonly #surroundings: RunSurroundings;
  readonly #settled: () => Promise<void>;

  constructor(parts: VerifyParts, runs: readonly KnownRun[], settled: () => Promise<void>) {
    this.#parts = parts;
    this.#surroundings = new RunSurroundings(runs);
    this.#settled = settled;
  }

  /** Resolves with how many runs differ in the end. */
  async run(): Promise<number> {
    const { line } = this.#parts;
    const first = await this.#all();
    if (first.length === 0) return 0;
    await line.scan();
    const second = await this.#some(first, 'settle what agrees');
    if (second.length === 0) return 0;
    await line.rebuild(second);
    return (await this.#some(second, 'settle all')).length;
  }

  /** Every run that is not settled; answers which differ. */
  async #all(): Promise<string[]> {
    const { store } = this.#parts;
    const differing: string[] = [];
    let after = '';
    for (;;) {
      const ids = await store.idsIn('taken', after, batchRuns);
      if (ids.length === 0) return differing;
      after = ids.at(-1) ?? after;
      differing.push(...(await this.#some(ids, 'settle what agrees')));
    }
  }

  async #some(ids: readonly string[], how: 'settle what agrees' | 'settle all'): Promise<string[]> {
    const { catalog, store, signal } = this.#parts;
    const outcomes: RunOutcome[] = [];
    for (let at = 0; at < ids.length; at += atOnce) {
      const some = ids.slice(at, at + atOnce);
      const runs = new Map((await catalog.byIds(some)).map((run) => [run.id, run]));
      outcomes.push(...(await Promise.all(some.map((id) => this.#one(id, runs.get(id))))));
      signal.throwIfAborted();
    }
    const differing = outcomes.filter(({ run }) => run.state === 'differs');
    await store.settle(how === 'settle all' ? outcomes : outcomes.filter((one) => !differing.includes(one)));
    await this.#settled();
    return differing.map(({ run }) => run.experiment_id);
  }

  async #one(id: string, run: Experiment | undefined): Promise<RunOutcome> {
    if (run === undefined) return { run: { experiment_id: id, run_dir: '', state: 'gone', events: null, points: null, rejects: null, bytes: null, pending_bytes: null }, findings: [] };
    return verified(this.#parts, run, this.#surroundings.of({ runId: run.run_id, dir: run.run_dir }));
  }
}
