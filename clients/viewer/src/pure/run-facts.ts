import type { MigratedRun } from '../../../../schemas/migration.js';
import { formatBytes } from './format-number.js';
import { plural } from './migration-words.js';

/** What was counted in the files of a run, in words; empty before it was counted. */
export function runFacts({ events, points, rejects, bytes, pending_bytes: pending }: MigratedRun): string {
  return [
    events === null ? null : plural(events, 'event'),
    points === null ? null : plural(points, 'point'),
    rejects === null || rejects === 0 ? null : plural(rejects, 'rejected line'),
    bytes === null ? null : formatBytes(bytes),
    pending === null || pending === 0 ? null : `${formatBytes(pending)} unfinished`,
  ].filter((part) => part !== null).join(' · ');
}
