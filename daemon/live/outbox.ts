import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import type { LiveLimits } from './live-limits.js';
import type { WireFrame } from './wire-frame.js';

/** Sends frames over one socket and bounds what waits unsent for a slow reader (LIM-22). */
export class Outbox {
  readonly #socket: WebSocket;
  readonly #limits: LiveLimits;

  constructor(socket: WebSocket, wire: Duplex, limits: LiveLimits, onDrained: () => void) {
    this.#socket = socket;
    this.#limits = limits;
    // The library has no event for it; its socket's own `drain` says that all was handed to the kernel.
    wire.on('drain', onDrained);
  }

  /** True while so much waits that further frames must be left out. */
  get isFull(): boolean {
    return this.#socket.bufferedAmount > this.#limits.unsentBytes;
  }

  send(frame: WireFrame): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    this.#socket.send(frame.payload, { binary: frame.isBinary });
    if (this.#socket.bufferedAmount > this.#limits.mostUnsentBytes) this.#socket.close(1013, 'too slow a reader');
  }
}
