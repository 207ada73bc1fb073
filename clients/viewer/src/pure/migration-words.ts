import type { MigrationCount, MigrationProgress, MigrationStep } from '../../../../schemas/migration.js';
import { formatDuration } from './format-time.js';

/** The steps as people see them: looking for runs and reading them is one. */
export const migrationSteps = [
  { title: 'Read the runs', parts: ['scan', 'ingest'] },
  { title: 'Take over labels', parts: ['hints'] },
  { title: 'Take over artifacts', parts: ['artifacts'] },
  { title: 'Count everything again', parts: ['verify'] },
] as const satisfies readonly { title: string; parts: readonly MigrationStep[] }[];

/** A whole number with its thousands apart. */
export function whole(count: number): string {
  return Math.round(count).toLocaleString('en');
}

/** The count with its noun. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${whole(count)} ${count === 1 ? one : many}`;
}

/** What is being done now. */
export function doing({ state, step, runs, artifacts, verified }: MigrationProgress): string {
  if (state === 'paused') return 'The migration is paused: the database cannot be written';
  if (step === 'scan') return 'Looking for the runs of Runicorn';
  if (step === 'ingest') return `Taking over ${outOf(runs)} runs`;
  if (step === 'hints') return 'Taking over labels that only old databases know';
  if (step === 'artifacts') return artifacts.of === 0 ? 'Looking for artifacts' : `Taking over ${outOf(artifacts)} files of artifacts`;
  return `Counting ${outOf(verified)} runs a second time`;
}

/** The time left in words that do not flicker; null where nothing can be said. */
export function timeLeft({ state, seconds_left: seconds }: Pick<MigrationProgress, 'state' | 'seconds_left'>): string | null {
  if (state !== 'running' || seconds === null) return null;
  if (seconds < 5) return 'a few seconds left';
  if (seconds < 60) return `${Math.ceil(seconds / 5) * 5} s left`;
  if (seconds < 3600) return `${Math.ceil(seconds / 60)} min left`;
  return `${formatDuration(Math.ceil(seconds / 600) * 600)} left`;
}

/** How much of the present step is done, from 0 to 1; null while that is not known. */
export function stepShare({ step, runs, bytes, artifacts, verified }: MigrationProgress): number | null {
  // Files that were not looked at yet have no bytes here, and a large file is one run.
  if (step === 'ingest') return Math.min(shareOf(bytes) ?? 1, shareOf(runs) ?? 1);
  if (step === 'artifacts') return shareOf(artifacts);
  return step === 'verify' ? shareOf(verified) : null;
}

const releases: Readonly<Record<string, string>> = { G0: '0.1', G1: '0.2', G2: '0.3', G2a: '0.4', G3: '0.5', G4: '0.6', G5: '0.7' };

/** The releases of Runicorn whose traces were found: “0.3, 0.4 and 0.6”. */
export function releasesOf(generations: readonly string[]): string {
  const names = generations.map((name) => releases[name] ?? name);
  return [names.slice(0, -1).join(', '), ...names.slice(-1)].filter((part) => part !== '').join(' and ');
}

/** How it ended, in one sentence. */
export function outcome({ state, runs, verified }: MigrationProgress): string {
  if (state === 'failed') return 'The migration ended early';
  if (runs.of === 0) return 'Everything that Runicorn left is taken over';
  if (verified.done < runs.of) return `${outOf({ done: verified.done, of: runs.of })} runs are taken over; the directories of the others vanished meanwhile`;
  return runs.of === 1 ? 'The run is taken over, and a second count of its files agrees' : `All ${whole(runs.of)} runs are taken over, and a second count of their files agrees`;
}

function outOf({ done, of }: MigrationCount): string {
  return `${whole(done)} of ${whole(of)}`;
}

function shareOf({ done, of }: MigrationCount): number | null {
  return of === 0 ? null : Math.min(1, done / of);
}
