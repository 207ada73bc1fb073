/** What another record says of a run; null or empty = nothing. */
export interface Hint {
  readonly runId: string;
  /** Where the run lay, as absolute path or as it is called. */
  readonly place: string | null;
  readonly status: string | null;
  /** Rows of metrics; null where the record keeps none. */
  readonly points: number | null;
  readonly alias: string | null;
  readonly tags: readonly string[];
  readonly notes: string;
  readonly isArchived: boolean;
  readonly deletion: { readonly at: number; readonly reason: string } | null;
}

/** A hint that says nothing beyond the run's id. */
export function emptyHint(runId: string): Hint {
  return { runId, place: null, status: null, points: null, alias: null, tags: [], notes: '', isArchived: false, deletion: null };
}
