import type { Experiment } from '../../../schemas/experiments.js';

/**
 * The status that a legacy program is shown: the text as written (DISK-40), `unknown` where it cannot be read (DISK-11), and what
 * Runkeep concludes (`stale`, `interrupted`) where the files still say `running` and the process is gone (DISK-41).
 */
export function shownStatus({ status, state }: Pick<Experiment, 'status' | 'state'>): string {
  if (status === null) return 'unknown';
  return status.trim().toLowerCase() === 'running' && state !== 'running' ? state : status;
}
