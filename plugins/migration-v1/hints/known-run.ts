/** A run of the catalog as hints are matched with it. */
export interface KnownRun {
  readonly id: string;
  readonly runId: string;
  /** Relative to the root. */
  readonly dir: string;
  readonly status: string | null;
  readonly points: number;
}

/** Finds the run that another record means: by its id, and where several carry it by the end of its path (DISK-03, DISK-07). */
export class KnownRuns {
  readonly #byRunId = new Map<string, KnownRun[]>();

  constructor(runs: readonly KnownRun[]) {
    for (const run of runs) this.#byRunId.set(run.runId, [...(this.#byRunId.get(run.runId) ?? []), run]);
  }

  /** `ambiguous`: several runs carry the id, and nothing tells which one is meant. */
  find(runId: string, path: string | null): KnownRun | 'none' | 'ambiguous' {
    const runs = this.#byRunId.get(runId) ?? [];
    if (runs.length === 0) return 'none';
    const [only] = runs;
    if (only !== undefined && runs.length === 1) return only;
    const place = `/${(path ?? '').replaceAll('\\', '/')}`;
    const ends = runs.filter(({ dir }) => place.endsWith(`/${dir}`)).sort((a, b) => b.dir.length - a.dir.length);
    return ends[0] ?? 'ambiguous';
  }
}
