import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../api/clock.js';
import { rawAnswer, type Problems } from './problem.js';
import { tooSlow } from './parser-error.js';
import { hasBody } from './request-body.js';

/** How long the body of a request may take to arrive (LIM-13); who reads an upload keeps time itself, and stops this watch meanwhile. */
export class BodyPatience {
  readonly #clock: Clock;
  readonly #seconds: number;
  readonly #problems: Problems;
  readonly #watched = new WeakMap<IncomingMessage, () => void>();

  constructor(clock: Clock, seconds: number, problems: Problems) {
    this.#clock = clock;
    this.#seconds = seconds;
    this.#problems = problems;
  }

  /** The rest of the body has so long from now on, whoever reads it or throws it away. */
  begin(request: IncomingMessage, response: ServerResponse): void {
    if (!hasBody(request) || request.complete) return;
    const cancel = this.#clock.after(this.#seconds * 1000, () => this.#end(request, response));
    this.#watched.set(request, cancel);
    request.once('close', cancel);
  }

  pause(request: IncomingMessage): void {
    const cancel = this.#watched.get(request);
    if (cancel === undefined) return;
    cancel();
    request.off('close', cancel);
  }

  #end(request: IncomingMessage, response: ServerResponse): void {
    const { socket } = request;
    if (request.complete || socket.destroyed) return;
    if (response.headersSent || !socket.writable) socket.destroy();
    else socket.end(rawAnswer(this.#problems.of(tooSlow())), () => socket.destroy());
  }
}
