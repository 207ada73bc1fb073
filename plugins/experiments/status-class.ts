/** How a status text groups; the text itself stays as written (DISK-40). */
export type StatusClass = 'running' | 'finished' | 'failed' | 'interrupted' | 'other' | 'unknown';

const classes = new Map<string, StatusClass>(
  Object.entries({
    running: ['running'],
    finished: ['finished', 'completed', 'complete', 'success', 'succeeded', 'done'],
    failed: ['failed', 'failure', 'error', 'crashed'],
    interrupted: ['interrupted', 'killed', 'cancelled', 'canceled', 'aborted', 'stopped'],
  } satisfies Partial<Record<StatusClass, string[]>>).flatMap(([kind, words]) => words.map((word) => [word, kind as StatusClass] as const)),
);

/** The class of a status; null is a status that cannot be read. */
export function statusClass(status: string | null): StatusClass {
  if (status === null) return 'unknown';
  return classes.get(status.trim().toLowerCase()) ?? 'other';
}
