import type { MigrationFinding } from '../../../schemas/migration.js';
import { finding } from '../finding.js';
import type { Hint } from './hint.js';
import type { KnownRun } from './known-run.js';

const word = (text: string | null): string => (text === null ? 'nothing that can be read' : `“${text.slice(0, 200)}”`);

/** Where another record and the files of a run say different things: the files win (DISK-51). `source` is the record's path. */
export function contradictions(source: string, hint: Hint, run: KnownRun): MigrationFinding[] {
  const place = { experiment_id: run.id, path: source };
  const found: MigrationFinding[] = [];
  if (hint.status !== null && hint.status !== run.status) {
    found.push(finding('note', 'database-status', `${source} says the status ${word(hint.status)}, the files say ${word(run.status)}`, 'The files count: the database was written after them, and not always.', place));
  }
  if (hint.points !== null && hint.points !== run.points) {
    found.push(finding('note', 'database-points', `${source} holds ${hint.points} points, the files hold ${run.points}`, 'All points are taken from the files; that database drops points of equal time.', place));
  }
  return found;
}

/** A record whose run cannot be told, or is nowhere in the files (DISK-52). */
export function unmatched(source: string, hint: Hint, why: 'none' | 'ambiguous'): MigrationFinding {
  const place = hint.place === null ? '' : `, which lay in ${hint.place.slice(0, 500)}`;
  if (why === 'ambiguous') return finding('note', 'hint-ambiguous', `${source} names the run ${hint.runId}${place}; several runs carry this id`, 'Its labels were not taken over: set them by hand.', { path: source });
  return finding('lost', 'only-in-database', `${source} names the run ${hint.runId}${place}; no run directory has it`, 'Its directory was deleted or moved away; copy it back and it is taken in.', { path: source });
}
