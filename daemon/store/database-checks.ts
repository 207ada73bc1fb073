import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { fsckReport, type FsckKind, type FsckReport } from '../../schemas/upkeep.js';
import type { CheckPlan, Checks } from '../api/checks.js';
import type { Clock } from '../api/clock.js';
import type { Health } from '../api/health.js';
import type { Log } from '../api/log.js';
import { writeAtomic } from '../kernel/atomic-file.js';
import type { FsckData, FsckWord } from './fsck-messages.js';

export interface CheckParts {
  /** URL of the thread's entry, `daemon/fsck.js`. */
  readonly entry: URL;
  readonly root: { readonly path: string; readonly keep: string };
  readonly database: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly health: Health;
}

const mostFindings = 1000;
/** Of its time that a check works, so that what is served and taken in keeps most of the machine. */
const share = 0.7;
const day = 86_400;
/** A daemon that has just started has other things to do. */
const firstLookMs = 60_000;
const lookEveryMs = 3_600_000;
const nothing = { streams: 0, of: 0, points: 0, bytes: 0 };
const never: FsckReport = { state: 'never', kind: 'full', started_at: null, ended_at: null, progress: nothing, findings: [], total: 0, failure: null, repaired: [] };
const noPlan: CheckPlan = { experiments: { table: 'ingest_streams', id: 'experiment_id', dir: 'file' }, dependents: [] };

/** Checks of the database, one at a time, each in a thread of its own; the last report is kept in `.runkeep/fsck.json`. */
export class DatabaseChecks implements Checks {
  readonly #parts: CheckParts;
  readonly #path: string;
  #report: FsckReport;
  #running: Promise<FsckReport> | undefined;
  #worker: Worker | undefined;

  constructor(parts: CheckParts) {
    this.#parts = parts;
    this.#path = join(parts.root.keep, 'fsck.json');
    this.#report = lastReport(this.#path);
  }

  report(): FsckReport {
    return this.#report;
  }

  run(kind: FsckKind, plan: CheckPlan): Promise<FsckReport> {
    this.#running ??= this.#run(kind, plan).finally(() => (this.#running = undefined));
    return this.#running;
  }

  repaired(experimentIds: readonly string[]): void {
    this.#keep({ ...this.#report, repaired: [...experimentIds] });
  }

  /** Asks SQLite for the soundness of its file once a week (REL-47); the answer ends that, and what runs. */
  start(): () => Promise<void> {
    const { clock } = this.#parts;
    let cancel = clock.after(firstLookMs, () => {
      this.#look();
      cancel = clock.every(lookEveryMs, () => this.#look());
    });
    return async () => {
      cancel();
      await this.#worker?.terminate();
    };
  }

  #look(): void {
    if (this.#parts.clock.now() - (this.#report.ended_at ?? 0) < 7 * day) return;
    void this.run('structure', noPlan);
  }

  async #run(kind: FsckKind, plan: CheckPlan): Promise<FsckReport> {
    const { clock, log } = this.#parts;
    this.#report = { ...never, state: 'running', kind, started_at: clock.now() };
    const failure = await this.#work({ database: this.#parts.database, root: this.#parts.root.path, kind, plan, share });
    const state = failure !== null ? 'failed' : this.#report.total > 0 ? 'findings' : 'clean';
    this.#keep({ ...this.#report, state, failure, ended_at: clock.now() });
    if (state !== 'clean') log.error('the check of the database found something', { state, findings: this.#report.total, failure });
    this.#tellHealth();
    return this.#report;
  }

  /** Null when the check came to its end; else why it did not. */
  #work(data: FsckData): Promise<string | null> {
    return new Promise((resolve) => {
      const worker = new Worker(this.#parts.entry, { workerData: data, name: 'fsck' });
      this.#worker = worker;
      let isDone = false;
      worker.on('message', (word: FsckWord) => {
        isDone ||= 'done' in word;
        this.#hear(word);
      });
      worker.on('error', (failure) => resolve(String(failure)));
      worker.on('exit', (code) => resolve(isDone ? null : `the thread of the check ended with code ${code}`));
    });
  }

  #hear(word: FsckWord): void {
    if ('progress' in word) this.#report = { ...this.#report, progress: word.progress };
    else this.#report = { ...this.#report, total: this.#report.total + 1, findings: this.#report.total < mostFindings ? [...this.#report.findings, word.finding] : this.#report.findings };
  }

  #keep(report: FsckReport): void {
    this.#report = report;
    try {
      writeAtomic(this.#path, `${JSON.stringify(report)}\n`);
    } catch (failure) {
      this.#parts.log.warn('the report of the check could not be kept', { path: this.#path, cause: String(failure) });
    }
  }

  /** A file that SQLite calls damaged is no place to keep things in; single chunks are, since files can give them again. */
  #tellHealth(): void {
    const { findings, total, failure } = this.#report;
    const isUnsound = findings.some(({ code }) => code === 'structure');
    const message = failure ?? (total === 0 ? 'the last check found nothing' : `the last check found ${total}; runkeep fsck shows them`);
    this.#parts.health.report('fsck', { ok: !isUnsound, code: isUnsound ? 'database-damaged' : this.#report.state, message });
  }
}

function lastReport(path: string): FsckReport {
  try {
    const read = fsckReport.parse(JSON.parse(readFileSync(path, 'utf8')));
    return read.state === 'running' ? never : read;
  } catch {
    return never;
  }
}
