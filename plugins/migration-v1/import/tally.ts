import type { ImportProgress, ImportReport, ImportTally } from '../../../schemas/import.js';
import type { MigrationFinding } from '../../../schemas/migration.js';
import { plainText } from '../finding.js';
import { bytesOf, type Unit } from './unit.js';

export type Fate = Exclude<keyof ImportTally, 'of'>;

const mostTold = 1000;
/** Before that a rate says nothing. */
const leastSeconds = 0.5;
const none: ImportTally = { of: 0, copied: 0, equal: 0, conflicts: 0, failed: 0 };

/** An import of which nothing is known yet. */
export const noImport: ImportReport = {
  state: 'none', step: 'done', source: null, dry_run: false, runs: none, others: none, files: { done: 0, of: 0 }, bytes: { done: 0, of: 0 },
  findings: { note: 0, odd: 0, lost: 0 }, started_at: null, ended_at: null, bytes_per_second: null, seconds_left: null, failure: null, told: [],
};

/** Counts what becomes of the units of one import. */
export class Tally {
  readonly #findings = { note: 0, odd: 0, lost: 0 };
  readonly #told: MigrationFinding[] = [];
  readonly #tallies = { runs: { ...none }, others: { ...none } };
  readonly #files = { done: 0, of: 0 };
  readonly #bytes = { done: 0, of: 0 };
  #moved = 0;
  #copyingSince: number | undefined;

  /** These are to be copied; seconds are monotonic. */
  begin(units: readonly Unit[], seconds: number): void {
    this.#copyingSince = seconds;
    for (const unit of units) {
      this.#of(unit).of++;
      this.#files.of += unit.files.length;
      this.#bytes.of += bytesOf(unit);
    }
  }

  tell(finding: MigrationFinding): void {
    this.#findings[finding.severity]++;
    if (this.#told.length < mostTold) this.#told.push({ ...finding, message: plainText(finding.message), path: finding.path === null ? null : plainText(finding.path) });
  }

  moved(bytes: number): void {
    this.#moved += bytes;
  }

  /** This became of a unit; what it moved meanwhile is no longer reckoned on its own. */
  settle(unit: Unit, fate: Fate): void {
    this.#of(unit)[fate]++;
    this.#files.done += unit.files.length;
    this.#bytes.done += bytesOf(unit);
    this.#moved = 0;
  }

  /** The figures; seconds are monotonic. */
  figures(seconds: number): Pick<ImportProgress, 'runs' | 'others' | 'files' | 'bytes' | 'findings' | 'bytes_per_second' | 'seconds_left'> {
    const { of } = this.#bytes;
    const done = Math.min(of, this.#bytes.done + this.#moved);
    const passed = this.#copyingSince === undefined ? 0 : seconds - this.#copyingSince;
    const rate = passed < leastSeconds ? null : done / passed;
    return { runs: { ...this.#tallies.runs }, others: { ...this.#tallies.others }, files: { ...this.#files }, bytes: { done, of }, findings: { ...this.#findings }, bytes_per_second: rate, seconds_left: rate ? (of - done) / rate : null };
  }

  get told(): MigrationFinding[] {
    return [...this.#told];
  }

  #of({ kind }: Unit): ImportTally {
    return this.#tallies[kind === 'run' ? 'runs' : 'others'];
  }
}
