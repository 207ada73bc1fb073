import type { Duplex } from 'node:stream';
import type { TextSocket } from '../api/text-socket.js';
import type { KeptSocket } from './kept-socket.js';

// A reader may lie so far behind before its writer waits: small, so that a slow one costs little and its pings still get through.
const aheadBytes = 262_144;

/** The writing side of one text socket: never more than 256 KiB unsent. */
export class TextLines implements TextSocket {
  readonly #kept: KeptSocket;
  readonly #ended = new AbortController();
  #wake: () => void = () => undefined;

  constructor(kept: KeptSocket, wire: Duplex) {
    this.#kept = kept;
    wire.on('drain', () => this.#wake());
  }

  get ended(): AbortSignal {
    return this.#ended.signal;
  }

  async send(text: string): Promise<boolean> {
    const { socket } = this.#kept;
    if (!this.#isOpen()) return false;
    socket.send(text);
    while (this.#isOpen() && socket.bufferedAmount > aheadBytes) await new Promise<void>((resolve) => (this.#wake = resolve));
    return this.#isOpen();
  }

  close(): void {
    this.#kept.close(1000, '');
  }

  /** Lets go of a writer that waits; called when the socket is gone. */
  end(): void {
    this.#ended.abort();
    this.#wake();
  }

  #isOpen(): boolean {
    return !this.#ended.signal.aborted && this.#kept.socket.readyState === this.#kept.socket.OPEN;
  }
}
