interface Line {
  /** Resolves when all who hold the digest or wait for it have ended. */
  readonly ended: Promise<unknown>;
  /** Where the last ones share the digest: what they waited for. */
  readonly sharedAfter?: Promise<unknown>;
}

const nobody: Promise<unknown> = Promise.resolve();

/** Who may touch a digest now: those who change what lies under it one after the other, those who use it side by side (REL-11, POOL-20). */
export class Leases {
  readonly #lines = new Map<string, Line>();

  /** Runs `work` while nobody else holds the digests; those who ask are served in their order. */
  hold<T>(digests: string | readonly string[], work: () => Promise<T>): Promise<T> {
    const unique = [...new Set([digests].flat())];
    const mine = Promise.all(unique.map((digest) => this.#lines.get(digest)?.ended ?? nobody)).then(work);
    for (const digest of unique) this.#stand(digest, { ended: quiet(mine) });
    return mine;
  }

  /** Runs `work` while others may use the digests too, and nobody changes them. A place in each line is taken at once, so that no two wait for each other. */
  share<T>(digests: readonly string[], work: () => Promise<T>): Promise<T> {
    const unique = [...new Set(digests)];
    const befores = unique.map((digest) => this.#beforeSharing(digest));
    const mine = Promise.all(befores).then(work);
    for (const [index, digest] of unique.entries()) this.#stand(digest, { ended: Promise.all([this.#lines.get(digest)?.ended, quiet(mine)]), sharedAfter: befores[index] ?? nobody });
    return mine;
  }

  /** Runs `work` with those of the digests that nobody holds or waits for, and holds them meanwhile. All of it begins in one turn, so that nobody can come between. */
  holdFree<T>(digests: readonly string[], work: (free: readonly string[]) => Promise<T>): Promise<T> {
    const free = digests.filter((digest) => this.isFree(digest));
    const mine = nobody.then(() => work(free));
    for (const digest of free) this.#stand(digest, { ended: quiet(mine) });
    return mine;
  }

  /** Does nobody hold the digest, or wait for it? */
  isFree(digest: string): boolean {
    return !this.#lines.has(digest);
  }

  #beforeSharing(digest: string): Promise<unknown> {
    const last = this.#lines.get(digest);
    return last?.sharedAfter ?? last?.ended ?? nobody;
  }

  #stand(digest: string, line: Line): void {
    this.#lines.set(digest, line);
    void line.ended.then(() => {
      if (this.#lines.get(digest) === line) this.#lines.delete(digest);
    });
  }
}

function quiet(work: Promise<unknown>): Promise<unknown> {
  return work.catch(() => undefined);
}
