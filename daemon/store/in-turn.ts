/** Lets works that share a name run one after the other, in the order of asking; others run beside them. */
export class InTurn {
  readonly #last = new Map<string, Promise<unknown>>();

  async run<T>(names: readonly string[], work: () => Promise<T>): Promise<T> {
    const before = names.flatMap((name) => this.#last.get(name) ?? []);
    const mine = Promise.allSettled(before).then(work);
    const ended = mine.catch(() => undefined);
    for (const name of names) this.#last.set(name, ended);
    try {
      return await mine;
    } finally {
      for (const name of names) if (this.#last.get(name) === ended) this.#last.delete(name);
    }
  }
}
