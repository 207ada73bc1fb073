import type { Clock } from '../../daemon/api/clock.js';

interface Planned {
  readonly ms: number;
  readonly work: () => void | Promise<void>;
  readonly isRepeated: boolean;
  due: number;
}

/** Time that stands still until a test moves it. */
export class ManualClock implements Clock {
  #ms = 1_700_000_000_000;
  readonly #planned = new Set<Planned>();

  now(): number {
    return this.#ms / 1000;
  }

  monotonic(): number {
    return this.#ms;
  }

  after(ms: number, work: () => void): () => void {
    return this.#plan({ ms, work, isRepeated: false, due: this.#ms + ms });
  }

  every(ms: number, work: () => void | Promise<void>): () => void {
    return this.#plan({ ms, work, isRepeated: true, due: this.#ms + ms });
  }

  /** Moves on at once, as a machine that wakes up: what fell due is done in order, a repeated work once. */
  async pass(ms: number): Promise<void> {
    this.#ms += ms;
    const due = [...this.#planned].filter((planned) => planned.due <= this.#ms).sort((one, other) => one.due - other.due);
    for (const planned of due) {
      if (!planned.isRepeated) this.#planned.delete(planned);
      planned.due = this.#ms + planned.ms;
      await planned.work();
    }
  }

  #plan(planned: Planned): () => void {
    this.#planned.add(planned);
    return () => this.#planned.delete(planned);
  }
}
