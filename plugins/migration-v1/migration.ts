import type { Clock } from '../../daemon/api/clock.js';
import { RunkeepError } from '../../daemon/api/errors.js';
import type { ForeignDatabases } from '../../daemon/api/foreign-databases.js';
import type { Line } from '../../daemon/api/line.js';
import type { Log } from '../../daemon/api/log.js';
import type { Metrics } from '../../daemon/api/metrics.js';
import type { Surveys } from '../../daemon/api/surveys.js';
import type { ArtifactStore } from '../../schemas/contracts/artifact-store.js';
import type { ExperimentCatalog } from '../../schemas/contracts/experiment-catalog.js';
import type { MigrationFinding, MigrationProgress, MigrationStep } from '../../schemas/migration.js';
import { figuresOf, noFigures, progressOf, type Figures, type Mark } from './figures.js';
import { withHint } from './finding.js';
import { generationsOf, type RootSigns } from './generations.js';
import { takeHints } from './hints/hints-step.js';
import type { KnownRun } from './hints/known-run.js';
import type { MigrationStore, StateRow } from './migration-store.js';
import { rootFindings } from './root-findings.js';
import { foreignDatabases, isBare, rootSigns } from './root-signs.js';
import { knownRun, runicornRuns } from './stock.js';
import { VerifyStep } from './verify/verify-step.js';

export interface MigrationParts {
  readonly root: string;
  readonly store: MigrationStore;
  readonly catalog: ExperimentCatalog;
  readonly line: Line;
  readonly metrics: Metrics;
  readonly surveys: Surveys;
  readonly databases: ForeignDatabases;
  /** Takes in `artifacts/` and `archive/`. */
  readonly artifacts: Pick<ArtifactStore, 'adopt'>;
  readonly clock: Clock;
  readonly log: Log;
  /** Called when there is something new to tell. */
  readonly tell: (progress: MigrationProgress) => void;
}

type Layout = RootSigns['layouts'] extends ReadonlySet<infer One> ? One : never;
type Step = Exclude<MigrationStep, 'done'>;

const lookMs = 250;
const roomMs = 2000;
const idsAtOnce = 500;
const begun: Omit<StateRow, 'started_at'> = { state: 'running', step: 'scan', generations: [], ended_at: null, failure: null, artifacts_done: 0, artifacts_of: 0 };

/** Takes a root of Runicorn over, step by step, while the daemon serves; each step ends with its row, and is begun again after a crash (DISK-60). */
export class Migration {
  readonly #parts: MigrationParts;
  readonly #over = new AbortController();
  readonly #steps: Readonly<Record<Step, () => Promise<void>>> = {
    scan: () => this.#ingest(),
    ingest: () => this.#ingest(),
    hints: () => this.#hints(),
    artifacts: () => this.#artifacts(),
    verify: () => this.#verify(),
  };
  #row: StateRow = { ...begun, started_at: null };
  #figures: Figures = noFigures;
  #mark: Mark = { at: 0, figures: noFigures };
  #running: Promise<void> = Promise.resolve();

  constructor(parts: MigrationParts) {
    this.#parts = parts;
  }

  get progress(): MigrationProgress {
    return progressOf(this.#row, this.#figures, this.#mark, this.#seconds);
  }

  /** Reads where it stands, and goes on in the background if there is anything left to do. */
  async start(): Promise<void> {
    const { store, root } = this.#parts;
    this.#row = (await store.state()) ?? (await this.#begin(await isBare(root)));
    this.#figures = figuresOf(await store.totals(), this.#row);
    if (this.#row.step === 'done') return;
    if (this.#row.state === 'failed') await store.retry();
    this.#row = { ...this.#row, state: 'running', failure: null };
    this.#go();
  }

  /** Goes through all steps once more, for runs that came in since, and resolves at their end; what is verified is not counted again. */
  async again(): Promise<void> {
    const { store, clock } = this.#parts;
    await this.#running;
    if (this.#over.signal.aborted) return;
    await store.retry();
    await store.stand({ ...begun, started_at: clock.now() });
    await this.start();
    await this.#running;
  }

  /** Resolves when nothing of it runs any more. */
  async close(): Promise<void> {
    this.#over.abort();
    await this.#running;
  }

  get #seconds(): number {
    return this.#parts.clock.monotonic() / 1000;
  }

  #go(): void {
    const cancel = this.#parts.clock.every(lookMs, () => this.#parts.tell(this.progress));
    this.#running = this.#run().finally(cancel);
  }

  async #begin(isUnneeded: boolean): Promise<StateRow> {
    const now = this.#parts.clock.now();
    const row: StateRow = isUnneeded ? { ...begun, state: 'unneeded', step: 'done', started_at: null } : { ...begun, started_at: now };
    await this.#parts.store.stand(row);
    return row;
  }

  async #run(): Promise<void> {
    try {
      for (let { step } = this.#row; step !== 'done'; { step } = this.#row) {
        this.#mark = { at: this.#seconds, figures: this.#figures };
        this.#row = { ...this.#row, state: 'running', failure: null };
        await this.#steps[step]().catch((failure: unknown) => this.#awaitRoom(failure));
        this.#over.signal.throwIfAborted();
      }
    } catch (failure) {
      if (!this.#over.signal.aborted) await this.#fail(failure);
    }
    this.#parts.tell(this.progress);
  }

  /** A full disk only holds a step up: it is begun again until there is room. */
  async #awaitRoom(failure: unknown): Promise<void> {
    if (!(failure instanceof RunkeepError) || failure.family !== 'no-space') throw failure;
    this.#parts.log.warn('the migration waits for room on the disk', { step: this.#row.step, cause: failure.message });
    this.#row = { ...this.#row, state: 'paused', failure: withHint(failure) };
    await this.#sleep(roomMs);
  }

  async #fail(cause: unknown): Promise<void> {
    const { log, store, clock } = this.#parts;
    const failure = withHint(cause);
    log.error('the migration ended early; the next start goes on with it', { step: this.#row.step, cause: failure });
    this.#row = { ...this.#row, state: 'failed', failure, ended_at: clock.now() };
    await store.stand(this.#row).catch((lost: unknown) => log.error('that the migration ended early could not be kept', { cause: String(lost) }));
  }

  /** Ends a step: its findings and the next step in one transaction. */
  async #advance(change: Partial<StateRow> & Pick<StateRow, 'step'>, findings?: readonly MigrationFinding[]): Promise<void> {
    const { store } = this.#parts;
    const ended = findings && { scope: this.#row.step, findings };
    const row = { ...this.#row, ...change };
    await store.stand(row, ended);
    this.#row = row;
    this.#figures = figuresOf(await store.totals(), row);
    this.#parts.tell(this.progress);
  }

  /** Waits until the line has read everything to its end, then notes which runs that were. */
  async #ingest(): Promise<void> {
    while (!(await this.#isTakenIn())) await this.#sleep(lookMs);
    const { root, catalog, store } = this.#parts;
    const layouts = new Set<Layout>();
    for await (const runs of runicornRuns(catalog)) {
      for (const { run } of runs) layouts.add(run.layout);
      await store.addRuns(runs.map(({ run }) => ({ experiment_id: run.id, run_dir: run.run_dir })));
    }
    const generations = generationsOf({ ...(await rootSigns(root)), layouts });
    if (generations.length === 0) await this.#advance({ step: 'done', state: 'unneeded', started_at: null });
    else await this.#advance({ step: 'hints', generations });
  }

  async #isTakenIn(): Promise<boolean> {
    const { line, catalog } = this.#parts;
    const { state, runs, pointsRead, bytesRead, pendingBytes } = await line.status();
    const done = (await catalog.groups()).reduce((sum, group) => sum + group.runs, 0);
    this.#figures = { ...this.#figures, runs: { done, of: Math.max(done, runs) }, points: pointsRead, bytes: { done: bytesRead, of: bytesRead + pendingBytes } };
    this.#row = { ...this.#row, state: state === 'paused' ? 'paused' : 'running', step: done > 0 ? 'ingest' : 'scan' };
    this.#over.signal.throwIfAborted();
    return state === 'live';
  }

  async #hints(): Promise<void> {
    const { root, catalog, databases, line } = this.#parts;
    // After a crash the line reads again what was not sealed: before that the store holds too little.
    while ((await line.status()).state !== 'live') await this.#sleep(lookMs);
    const storageDirs = new Set<string>();
    for await (const runs of runicornRuns(catalog)) for (const { storageDir } of runs) if (storageDir !== null) storageDirs.add(storageDir);
    const signs = await rootSigns(root);
    const runs = signs.database || signs.index ? await this.#counted(await this.#knownRuns()) : await this.#knownRuns();
    const present = foreignDatabases.filter((path) => (path === 'runicorn.db' ? signs.database : signs.index));
    const found = await takeHints({ root, catalog, databases, signal: this.#over.signal }, runs, present);
    await this.#advance({ step: 'artifacts' }, [...(await rootFindings(root, storageDirs, new Set(runs.map(({ dir }) => dir)))), ...found]);
  }

  async #artifacts(): Promise<void> {
    const report = await this.#parts.artifacts.adopt((artifacts) => (this.#figures = { ...this.#figures, artifacts }), this.#over.signal);
    this.#over.signal.throwIfAborted();
    const { done, of } = this.#figures.artifacts;
    await this.#advance({ step: 'verify', artifacts_done: done, artifacts_of: of }, report.findings);
  }

  async #verify(): Promise<void> {
    const step = new VerifyStep({ ...this.#parts, signal: this.#over.signal, sleep: (ms) => this.#sleep(ms) }, await this.#knownRuns(), async () => {
      this.#figures = { ...figuresOf(await this.#parts.store.totals(), this.#row), artifacts: this.#figures.artifacts };
    });
    const differing = await step.run();
    if (differing > 0) throw new Error(`${differing} of ${this.#figures.runs.of} runs differ from their files: runkeep migrate --report names them`);
    await this.#advance({ step: 'done', state: 'complete', ended_at: this.#parts.clock.now() });
  }

  async #knownRuns(): Promise<KnownRun[]> {
    const { store, catalog } = this.#parts;
    const runs: KnownRun[] = [];
    for (let ids = await store.allIds('', idsAtOnce); ids.length > 0; ids = await store.allIds(ids.at(-1) ?? '', idsAtOnce)) {
      runs.push(...(await catalog.byIds(ids)).map(knownRun));
    }
    return runs;
  }

  /** The catalog may still wait for the sums of what was just read: points are those of the store. */
  async #counted(runs: readonly KnownRun[]): Promise<KnownRun[]> {
    const counted: KnownRun[] = [];
    for (const run of runs) counted.push({ ...run, points: (await this.#parts.metrics.series(run.id)).reduce((sum, { points }) => sum + points, 0) });
    return counted;
  }

  async #sleep(ms: number): Promise<void> {
    const { signal } = this.#over;
    await new Promise<void>((resolve) => {
      const wake = (): void => {
        cancel();
        signal.removeEventListener('abort', wake);
        resolve();
      };
      const cancel = this.#parts.clock.after(ms, wake);
      signal.addEventListener('abort', wake);
    });
    signal.throwIfAborted();
  }
}
