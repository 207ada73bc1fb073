import { Leases } from '../pool/leases.js';
import type { AdoptionProgress, AdoptionReport } from '../../../schemas/contracts/artifact-store.js';
import { Adoption, type AdoptionParts } from './adoption.js';

/** Runs adoptions one after the other; the next one waits, and then finds most of its work done. */
export class Adopting {
  readonly #parts: AdoptionParts;
  readonly #turn = new Leases();
  readonly #closing = new AbortController();
  #last: Promise<unknown> = Promise.resolve();

  constructor(parts: AdoptionParts) {
    this.#parts = parts;
  }

  run(tell: (progress: AdoptionProgress) => void, signal: AbortSignal): Promise<AdoptionReport> {
    const running = this.#turn.hold('adoption', () => this.#run(tell, signal));
    this.#last = running.catch(() => undefined);
    return running;
  }

  /** Calls off what runs, and waits for it. */
  async close(): Promise<void> {
    this.#closing.abort(new Error('the daemon stops'));
    await this.#last;
  }

  #run(tell: (progress: AdoptionProgress) => void, signal: AbortSignal): Promise<AdoptionReport> {
    return new Adoption(this.#parts, AbortSignal.any([signal, this.#closing.signal])).run(tell);
  }
}
