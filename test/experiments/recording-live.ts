import type { Frame, Live } from '../../daemon/api/topic.js';

interface Published extends Frame {
  readonly topic: string;
  readonly key: string;
}

/** A live bus that remembers what was published, and lets a test wait for it. */
export class RecordingLive implements Live {
  readonly #frames: Published[] = [];
  readonly #waiting: ((frame: Published) => void)[] = [];

  publish(topic: string, key: string, frame: Frame): void {
    const published = { topic, key, ...frame };
    const waiting = this.#waiting.shift();
    // who waits goes on only after the publisher has finished its turn
    if (waiting) setImmediate(() => waiting(published));
    else this.#frames.push(published);
  }

  /** The next frame that nobody took yet. */
  next(): Promise<Published> {
    const frame = this.#frames.shift();
    return frame ? Promise.resolve(frame) : new Promise((resolve) => this.#waiting.push(resolve));
  }

  get count(): number {
    return this.#frames.length;
  }
}
