import type { Knex } from 'knex';
import { asRunkeepError, endedTransaction } from './sqlite-errors.js';

interface Request {
  run(transaction: Knex.Transaction): Promise<void>;
  done(): void;
  fail(failure: unknown): void;
}

/** Most requests that share one commit (REL-43). */
const most = 64;

/**
 * Commits what is asked for at the same time together: one transaction, one fsync, a savepoint each. A group is what
 * came in while the one before it ran, so that an idle writer never waits and a busy one shares.
 */
export class GroupCommit {
  readonly #knex: Knex;
  readonly #waiting: Request[] = [];
  #running: Promise<void> | undefined;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  /** Resolves when the work is durable; rejects when it failed, and then nothing of it is kept. */
  write<T>(work: (transaction: Knex.Transaction) => Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      let answer: { readonly value: T } | undefined;
      this.#waiting.push({
        run: async (transaction) => void (answer = { value: await work(transaction) }),
        done: () => { if (answer !== undefined) resolve(answer.value); },
        fail: (failure) => reject(asRunkeepError(failure)),
      });
      this.#running ??= this.#drain();
    });
  }

  /** Resolves when nothing is waiting. */
  async idle(): Promise<void> {
    while (this.#running !== undefined) await this.#running;
  }

  async #drain(): Promise<void> {
    // The rest of this turn may still ask for a write; it then shares the first commit.
    await new Promise((turn) => setImmediate(turn));
    while (this.#waiting.length > 0) await this.#commit(this.#waiting.splice(0, most));
    this.#running = undefined;
  }

  async #commit(group: readonly Request[]): Promise<void> {
    const good = new Set(group);
    const first = new FirstFailure();
    try {
      await this.#knex.transaction((transaction) =>
        first.of(async () => {
          await takeWriteLock(transaction);
          for (const request of group) await this.#attempt(transaction, request, good);
        }),
      );
    } catch (failure) {
      for (const request of good) request.fail(first.failure ?? failure);
      return;
    }
    for (const request of good) request.done();
  }

  async #attempt(transaction: Knex.Transaction, request: Request, good: Set<Request>): Promise<void> {
    const first = new FirstFailure();
    try {
      await transaction.transaction((savepoint) => first.of(() => request.run(savepoint)));
    } catch (failure) {
      const cause = first.failure ?? failure;
      if (endedTransaction(cause)) throw cause;
      good.delete(request);
      request.fail(cause);
    }
  }
}

/** Remembers why a transaction failed: when SQLite has rolled back by itself, Knex reports only that its own rollback then failed. */
class FirstFailure {
  failure: unknown;

  async of<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (failure) {
      this.failure = failure;
      throw failure;
    }
  }
}

/** Knex always begins deferred; a write as the first statement takes the lock then and there, as BEGIN IMMEDIATE does, and waits for it (REL-41). */
async function takeWriteLock(transaction: Knex.Transaction): Promise<void> {
  await transaction.raw('delete from daemon_intents where 0');
}
