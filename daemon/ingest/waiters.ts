/** What somebody waits for: a pass over the root, and that all was read to its end at some time since. */
export interface Awaited {
  readonly pass: number;
  readonly since: number;
}

/** Those who wait until the line has taken in what lies under the root. */
export class Waiters {
  readonly #all: (Awaited & { readonly resolve: () => void })[] = [];

  wait(awaited: Awaited): Promise<void> {
    return new Promise((resolve) => this.#all.push({ ...awaited, resolve }));
  }

  /** Answers those whose time has come; the others go on waiting. */
  answer(isCaughtUp: (awaited: Awaited) => boolean): void {
    for (const waiter of this.#all.splice(0)) {
      if (isCaughtUp(waiter)) waiter.resolve();
      else this.#all.push(waiter);
    }
  }
}
