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
  /** Waits, or rejects when all is over. */
  readonly sleep: (ms: number) => Promise<void>;
}

/** Runs whose outcomes share one commit, and of these how many are counted at once: the store is asked while the thread counts. */
const batchRuns = 48;
const atOnce = 6;

/** A run that grows too fast is looked at again after so long. */
const restMs = 1000;

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
    const second = await this.#calm(first, 'settle what agrees');
    if (second.length === 0) return 0;
    await line.rebuild(second);
    return (await this.#calm(second, 'settle all')).length;
  }

  /** Looks again and again while runs grow too fast; answers which differ though they rest. */
  async #calm(ids: readonly string[], how: 'settle what agrees' | 'settle all'): Promise<string[]> {
    const differing: string[] = [];
    let left = ids;
    while (left.length > 0) {
      const { growing, differing: more } = await this.#some(left, how);
      differing.push(...more);
      left = growing;
      if (left.length > 0) await this.#parts.sleep(restMs);
    }
    return differing;
  }

  /** Every run that is not settled; answers which differ, or grow. */
  async #all(): Promise<string[]> {
    const { store } = this.#parts;
    const left: string[] = [];
    let after = '';
    for (;;) {
      const ids = await store.idsIn('taken', after, batchRuns);
      if (ids.length === 0) return left;
      after = ids.at(-1) ?? after;
      const { growing, differing } = await this.#some(ids, 'settle what agrees');
      left.push(...growing, ...differing);
    }
  }

  async #some(ids: readonly string[], how: 'settle what agrees' | 'settle all'): Promise<{ readonly growing: string[]; readonly differing: string[] }> {
    const { catalog, store, signal } = this.#parts;
    const outcomes: RunOutcome[] = [];
    for (let at = 0; at < ids.length; at += atOnce) {
      const some = ids.slice(at, at + atOnce);
      const runs = new Map((await catalog.byIds(some)).map((run) => [run.id, run]));
      outcomes.push(...(await Promise.all(some.map((id) => this.#one(id, runs.get(id))))));
      signal.throwIfAborted();
    }
    const settled = outcomes.filter(({ run: { state } }) => state !== 'taken' && (state !== 'differs' || how === 'settle all'));
    await store.settle(settled);
    await this.#settled();
    const idsIn = (state: 'taken' | 'differs'): string[] => outcomes.filter(({ run }) => run.state === state).map(({ run }) => run.experiment_id);
    return { growing: idsIn('taken'), differing: idsIn('differs') };
  }

  async #one(id: string, run: Experiment | undefined): Promise<RunOutcome> {
    if (run === undefined) return { run: { experiment_id: id, run_dir: '', state: 'gone', events: null, points: null, rejects: null, bytes: null, pending_bytes: null }, findings: [] };
    return verified(this.#parts, run, this.#surroundings.of({ runId: run.run_id, dir: run.run_dir }));
  }
}
