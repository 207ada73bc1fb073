import type { MigrationProgress } from '../../../schemas/migration.js';
import { spokenBytes } from '../bytes.js';

/** How a migration ended, in words. */
export function progressLines(progress: MigrationProgress): string[] {
  const { state, generations, runs, verified, points, bytes, findings, failure } = progress;
  if (state === 'unneeded') return ['nothing of Runicorn lies in this root: there is nothing to migrate'];
  const counted = `${runs.done} runs, ${points} points, ${spokenBytes(bytes.done)} of events (${generations.join(', ')})`;
  const told = `findings: ${findings.lost} lost, ${findings.odd} odd, ${findings.note} notes`;
  if (state === 'failed') return [`the migration did not end: ${failure ?? 'unknown'}`, counted, told];
  return [`complete: ${counted}`, `verified against the files: ${verified.done} of ${verified.of} runs`, told];
}
