/** Lets works on one digest run one after the other; others run beside them (REL-11, POOL-20). */
export class Leases {
  readonly #last = new Map<string, Promise<unknown>>();

  async hold<T>(digest: string, work: () => Promise<T>): Promise<T> {
    const mine = (this.#last.get(digest) ?? Promise.resolve()).then(work);
    const ended = mine.catch(() => undefined);
    this.#last.set(digest, ended);
    try {
      return await mine;
    } finally {
      if (this.#last.get(digest) === ended) this.#last.delete(digest);
    }
  }
}
