import { randomUUID } from 'node:crypto';
import type { Clock } from '../api/clock.js';
import type { Log } from '../api/log.js';
import type { ContainerScope } from './scope.js';

const deadline = 10_000;
const lookEvery = 10_000;

/** Ends the process in order: on a signal, on a bug, or when a part asks for it. */
export class Lifetime {
  readonly #house: ContainerScope;
  readonly #log: Log;
  #ending = false;

  constructor(house: ContainerScope, log: Log) {
    this.#house = house;
    this.#log = log;
  }

  /** From now on signals and bugs close the house. */
  watch(): void {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => this.#signalled(signal));
    process.on('uncaughtException', (failure) => this.bug(failure));
    process.on('unhandledRejection', (failure) => this.bug(failure));
  }

  /** Looks every 10 s whether the root is still the one that was opened; ends with 74 when it is not (REL-51). */
  endWhen(replaced: () => string | undefined, clock: Clock): () => void {
    return clock.every(lookEvery, () => {
      const what = replaced();
      if (what === undefined) return;
      this.#log.error(`${what} was replaced under the daemon: it stops writing`);
      void this.end(74);
    });
  }

  /** A bug: logged with an id, closed in order, exit 70 (REL-72). */
  bug(failure: unknown): void {
    const error = failure instanceof Error ? (failure.stack ?? failure.message) : String(failure);
    this.#log.error('a bug ends the daemon', { id: randomUUID(), error });
    void this.end(70);
  }

  /** Closes everything, newest first, and exits; after 10 s it exits with 1 and names what hung. */
  async end(code: number): Promise<void> {
    if (this.#ending) return;
    this.#ending = true;
    setTimeout(() => {
      this.#log.error('closing took longer than 10 s', { hung: this.#house.closing ?? 'nothing that has a name' });
      process.exit(1);
    }, deadline).unref();
    try {
      await this.#house.close();
    } catch (failure) {
      const reasons = failure instanceof AggregateError ? failure.errors.map(String) : [String(failure)];
      this.#log.error('not everything could be closed', { reasons });
      process.exit(code === 0 ? 1 : code);
    }
    process.exit(code);
  }

  #signalled(signal: string): void {
    if (this.#ending) process.exit(1);
    this.#log.info('stopping', { signal });
    void this.end(0);
  }
}
