import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../../../daemon/api/clock.js';
import { RunkeepError } from '../../../daemon/api/errors.js';
import type { Line } from '../../../daemon/api/line.js';
import type { Log } from '../../../daemon/api/log.js';
import type { Root } from '../../../daemon/api/root.js';
import type { RunLayout } from '../../../schemas/contracts/run-layout.js';
import { importProgress, type ImportProgress, type ImportReport, type ImportRequest } from '../../../schemas/import.js';
import { withHint } from '../finding.js';
import type { ImportStore } from './import-store.js';
import { importUnits } from './import-units.js';
import { hintFor } from './refusal.js';
import { sourceFolder } from './source-folder.js';
import { noImport, Tally } from './tally.js';
import { unitsOf } from './walk.js';

export interface ImportParts {
  readonly root: Root;
  readonly layout: RunLayout;
  readonly store: ImportStore;
  readonly line: Line;
  readonly clock: Clock;
  readonly log: Log;
  /** Lets the migration go through what came in. */
  readonly takeOver: () => Promise<void>;
  /** Called when there is something new to tell. */
  readonly tell: (progress: ImportProgress) => void;
}

const lookMs = 250;

/** Copies another root into this one in the background, one at a time. Killed half-way it is begun again: what came in already is equal then. */
export class Import {
  readonly #parts: ImportParts;
  readonly #over = new AbortController();
  #report: ImportReport = noImport;
  #tally = new Tally();
  #running: Promise<void> = Promise.resolve();

  constructor(parts: ImportParts) {
    this.#parts = parts;
  }

  get report(): ImportReport {
    if (this.#report.state !== 'running') return this.#report;
    return { ...this.#report, ...this.#tally.figures(this.#seconds), told: this.#tally.told };
  }

  get progress(): ImportProgress {
    return importProgress.parse(this.report);
  }

  /** Goes on with an import that was killed, after what it left behind is gone. */
  async start(): Promise<void> {
    this.#report = (await this.#parts.store.last()) ?? noImport;
    await rm(this.#staging, { recursive: true, force: true });
    if (this.#report.state === 'running') this.#go();
  }

  /** Begins an import; asked wrongly, or while one runs, it rejects with a RunkeepError. */
  async begin({ from, dry_run }: ImportRequest): Promise<ImportReport> {
    const source = await sourceFolder(this.#parts.root, from);
    if (this.#report.state === 'running') throw new RunkeepError('conflict', 'import-runs', `An import of ${this.#report.source ?? 'another root'} runs already.`, 'Wait for its end: runkeep import --follow shows how far it is.');
    await this.#keepBegun(source, dry_run);
    this.#go();
    return this.report;
  }

  /** Resolves when nothing of it runs any more; the next start goes on. */
  async close(): Promise<void> {
    this.#over.abort();
    await this.#running;
  }

  get #seconds(): number {
    return this.#parts.clock.monotonic() / 1000;
  }

  get #staging(): string {
    return join(this.#parts.root.keep, 'import');
  }

  /** An import of which nothing could be kept is none: a crash would leave it half-way. */
  async #keepBegun(source: string, isDry: boolean): Promise<void> {
    const before = this.#report;
    const begun: ImportReport = { ...noImport, state: 'running', step: 'look', source, dry_run: isDry, started_at: this.#parts.clock.now() };
    this.#report = begun;
    try {
      await this.#parts.store.keep(begun);
    } catch (failure) {
      this.#report = before;
      throw failure;
    }
  }

  #go(): void {
    this.#tally = new Tally();
    const cancel = this.#parts.clock.every(lookMs, () => this.#parts.tell(this.progress));
    this.#running = this.#run().finally(cancel);
  }

  async #run(): Promise<void> {
    try {
      const source = await sourceFolder(this.#parts.root, this.#report.source ?? '');
      await this.#copy(source);
      if (!this.#report.dry_run) await this.#takeIn();
      await this.#end({ state: 'complete', step: 'done' });
    } catch (failure) {
      if (!this.#over.signal.aborted) await this.#fail(failure);
    }
    this.#parts.tell(this.progress);
  }

  async #copy(source: string): Promise<void> {
    const { root, layout } = this.#parts;
    const { signal } = this.#over;
    const tally = this.#tally;
    const units = await unitsOf({ source, layout, signal, tell: (finding) => tally.tell(finding) });
    tally.begin(units, this.#seconds);
    this.#report = { ...this.#report, step: 'copy' };
    await mkdir(this.#staging, { recursive: true, mode: 0o700 });
    await importUnits({ source, root: root.path, staging: this.#staging, signal, tally, isDry: this.#report.dry_run, shared: new Map(), moved: (bytes) => tally.moved(bytes) }, units);
    await rm(this.#staging, { recursive: true, force: true });
  }

  async #takeIn(): Promise<void> {
    this.#report = { ...this.#report, step: 'take-in' };
    await this.#parts.line.scan();
    await this.#parts.takeOver();
    this.#over.signal.throwIfAborted();
  }

  async #end(change: Pick<ImportReport, 'state'> & Partial<ImportReport>): Promise<void> {
    const report: ImportReport = { ...this.report, ...change, ended_at: this.#parts.clock.now(), seconds_left: null };
    await this.#parts.store.keep(report);
    this.#report = report;
  }

  async #fail(cause: unknown): Promise<void> {
    const failure = withHint(cause, hintFor(cause, this.#parts.root.path));
    this.#parts.log.error('the import ended early', { cause: failure });
    await this.#end({ state: 'failed', failure }).catch((lost: unknown) => {
      this.#report = { ...this.report, state: 'failed', failure };
      this.#parts.log.error('that the import ended early could not be kept', { cause: String(lost) });
    });
  }
}
