/** What a collection does to rows and files, each step durable when it resolves (POOL-20). */
export interface CollectionSteps {
  /** g0: of these digests those that may go are `deleting` from now on; answers them. Nobody holds them, or can before the last step. */
  mark(digests: readonly string[]): Promise<readonly string[]>;
  /** g1: their objects are gone. */
  remove(digests: readonly string[]): Promise<void>;
  /** g2: so are the rows of those that are still `deleting`. */
  forget(digests: readonly string[]): Promise<void>;
}

/** Who lends digests that nobody uses: the leases of the pool. */
export type WhileUnused = <T>(digests: readonly string[], work: (unused: readonly string[]) => Promise<T>) => Promise<T>;

/** Collects what may go of these digests; those in use stay. A crash or failure between the steps is finished by `finishCollection`. */
export function collectFree(whileUnused: WhileUnused, digests: readonly string[], steps: CollectionSteps): Promise<readonly string[]> {
  return whileUnused(digests, async (unused) => {
    const marked = unused.length === 0 ? [] : await steps.mark(unused);
    return sweep(marked, steps);
  });
}

/** Takes to its end what a crash or a failure left `deleting` (POOL-22); `stillDeleting` is asked when nobody can change it any more. */
export function finishCollection(whileUnused: WhileUnused, digests: readonly string[], steps: CollectionSteps, stillDeleting: CollectionSteps['mark']): Promise<readonly string[]> {
  return collectFree(whileUnused, digests, { ...steps, mark: stillDeleting });
}

async function sweep(marked: readonly string[], steps: CollectionSteps): Promise<readonly string[]> {
  if (marked.length === 0) return marked;
  await steps.remove(marked);
  await steps.forget(marked);
  return marked;
}
