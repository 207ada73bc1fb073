import type { Clock } from '../api/clock.js';
import type { LiveSession } from '../api/socket-door.js';
import type { BoundedSocket } from './bounded-socket.js';
import type { LiveLimits } from './live-limits.js';
import { MessageRate } from './message-rate.js';

const longestFarewellMs = 2000;

export interface KeptSocketParts {
  readonly limits: LiveLimits;
  readonly clock: Clock;
}

/** What every open socket has, whatever it carries: its session, its pings, the bound of its client's messages, its end. */
export class KeptSocket {
  readonly session: LiveSession;
  readonly socket: BoundedSocket;
  readonly #parts: KeptSocketParts;
  readonly #rate: MessageRate;
  #heard: number;

  constructor(socket: BoundedSocket, session: LiveSession, parts: KeptSocketParts) {
    this.socket = socket;
    this.session = session;
    this.#parts = parts;
    this.#rate = new MessageRate(parts.clock, parts.limits.messagesPerSecond, parts.limits.burst);
    this.#heard = parts.clock.monotonic();
  }

  /** Hands over the messages that keep the bounds, until `onEnd`. */
  start(onMessage: (bytes: Buffer, isBinary: boolean) => void, onEnd: () => void): void {
    this.socket.on('message', (bytes, isBinary) => {
      if (this.#count()) onMessage(bytes as Buffer, isBinary);
    });
    this.socket.on('ping', () => this.#count());
    this.socket.on('pong', () => (this.#heard = this.#parts.clock.monotonic()));
    // Broken frames: the library closes with the right code, and there is nobody to tell.
    this.socket.on('error', () => undefined);
    this.socket.on('close', onEnd);
  }

  /** Pings, or gives up on a client that was silent for too long (LIM-23). */
  beat(): void {
    if (this.#parts.clock.monotonic() - this.#heard > this.#parts.limits.silenceMs) this.socket.terminate();
    else this.socket.ping();
  }

  /** Closes it; a client that does not answer within 2 s is cut off. */
  close(code: number, reason: string): void {
    this.socket.close(code, reason);
    const cancel = this.#parts.clock.after(longestFarewellMs, () => this.socket.terminate());
    this.socket.once('close', cancel);
  }

  #count(): boolean {
    this.#heard = this.#parts.clock.monotonic();
    const isGood = this.#rate.take();
    if (!isGood) this.socket.refuse(1008, 'too many messages');
    return isGood && this.socket.readyState === this.socket.OPEN;
  }
}
