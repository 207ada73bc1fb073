import { z } from 'zod';
import type { TestDaemon } from '../../support/daemon.js';
import type { ProcessWatch } from './process-watch.js';
import { perMinute, type Sample } from './slope.js';

const everyMs = 1000;
const mebibyte = 2 ** 20;
const status = z.object({ line: z.object({ heldBytes: z.number() }) });

/** Mebibytes a minute over the last half. */
export interface MemorySlope {
  readonly resident: number;
  /** Of it, what the unsealed points account for. */
  readonly held: number;
}

/** Resident memory of a daemon and the part of it that its unsealed points take, once a second at the same moments. */
export class MemorySamples {
  readonly #daemon: TestDaemon;
  readonly #watch: ProcessWatch;
  readonly #resident: Sample[] = [];
  readonly #held: Sample[] = [];
  readonly #timer: NodeJS.Timeout;

  constructor(daemon: TestDaemon, watch: ProcessWatch) {
    this.#daemon = daemon;
    this.#watch = watch;
    this.#timer = setInterval(() => void this.#note().catch(() => undefined), everyMs);
  }

  get mostMebibytes(): number {
    return this.#resident.reduce((most, { value }) => Math.max(most, value), 0);
  }

  get slope(): MemorySlope {
    return { resident: perMinute(this.#resident), held: perMinute(this.#held) };
  }

  close(): void {
    clearInterval(this.#timer);
  }

  async #note(): Promise<void> {
    const { heldBytes } = (await this.#daemon.json(status, '/api/status')).line;
    const at = performance.now();
    this.#resident.push({ at, value: this.#watch.mebibytes });
    this.#held.push({ at, value: heldBytes / mebibyte });
  }
}
