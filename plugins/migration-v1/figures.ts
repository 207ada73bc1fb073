import type { MigrationCount, MigrationProgress } from '../../schemas/migration.js';
import type { StateRow, Totals } from './migration-store.js';

/** What moves while a step runs. */
export interface Figures {
  readonly runs: MigrationCount;
  readonly points: number;
  readonly bytes: MigrationCount;
  readonly artifacts: MigrationCount;
  readonly verified: MigrationCount;
  readonly findings: MigrationProgress['findings'];
}

/** A moment of a step, from which its rates are reckoned. */
export interface Mark {
  /** Seconds that never go back. */
  readonly at: number;
  readonly figures: Figures;
}

const none: MigrationCount = { done: 0, of: 0 };
export const noFigures: Figures = { runs: none, points: 0, bytes: none, artifacts: none, verified: none, findings: { note: 0, odd: 0, lost: 0 } };

/** The figures as the tables hold them. */
export function figuresOf({ runs, verified, points, bytes, findings }: Totals, row: StateRow): Figures {
  return { runs: { done: runs, of: runs }, points, bytes: { done: bytes, of: bytes }, artifacts: { done: row.artifacts_done, of: row.artifacts_of }, verified: { done: verified, of: runs }, findings };
}

/** The progress as it is told, with rates since the mark. */
export function progressOf(row: StateRow, figures: Figures, since: Mark, now: number): MigrationProgress {
  const { state, step, generations, started_at, ended_at, failure } = row;
  return { state, step, generations: [...generations], started_at, ended_at, failure, ...figures, ...(state === 'running' ? ratesOf(row, figures, since, now) : noRates) };
}

const noRates = { runs_per_second: null, points_per_second: null, seconds_left: null };
/** Before that a rate says nothing. */
const leastSeconds = 0.5;

function ratesOf({ step }: StateRow, figures: Figures, { at, figures: before }: Mark, now: number): Pick<MigrationProgress, keyof typeof noRates> {
  const seconds = now - at;
  if (seconds < leastSeconds) return noRates;
  if (step === 'artifacts') return { ...noRates, seconds_left: left(figures.artifacts, before.artifacts, seconds) };
  if (step === 'verify') return { ...noRates, runs_per_second: (figures.verified.done - before.verified.done) / seconds, seconds_left: left(figures.verified, before.verified, seconds) };
  return { runs_per_second: (figures.runs.done - before.runs.done) / seconds, points_per_second: (figures.points - before.points) / seconds, seconds_left: ingestLeft(figures, before, seconds) };
}

/** Files that were not looked at yet have no bytes here, and a large file is one run: the slower of both tells. */
function ingestLeft(now: Figures, before: Figures, seconds: number): number | null {
  const known = [left(now.bytes, before.bytes, seconds), left(now.runs, before.runs, seconds)].filter((each) => each !== null);
  return known.length === 0 ? null : Math.max(...known);
}

function left(now: MigrationCount, before: MigrationCount, seconds: number): number | null {
  const rate = (now.done - before.done) / seconds;
  return rate > 0 ? (now.of - now.done) / rate : null;
}
