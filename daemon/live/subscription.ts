import type { Opening, Topic } from '../api/topic.js';
import type { Outbox } from './outbox.js';
import { refetchFrame, wireFrame, type WireFrame } from './wire-frame.js';

// What may be published while a topic opens; more and the client is better served by fetching anew.
const mostWaiting = 1000;

/**
 * One socket's subscription to (topic, key). It is registered before the topic opens; what is published meanwhile waits,
 * and is then sent only where it lies behind the opening: no gap and no double.
 */
export class Subscription {
  readonly topic: Topic;
  readonly key: string;
  readonly #outbox: Outbox;
  #waiting: WireFrame[] | undefined = [];
  /** Cursor up to which frames were left out. */
  #missed: string | undefined;
  #isEnded = false;

  constructor(topic: Topic, key: string, outbox: Outbox) {
    this.topic = topic;
    this.key = key;
    this.#outbox = outbox;
  }

  get isEnded(): boolean {
    return this.#isEnded;
  }

  end(): void {
    this.#isEnded = true;
    this.#waiting = [];
  }

  /** Sends what the topic opened with, then what was published since. */
  begin(opening: Opening): void {
    if (this.#isEnded) return;
    const waiting = this.#waiting ?? [];
    this.#waiting = undefined;
    if ('refetch' in opening) this.#outbox.send(refetchFrame(this.topic.name, this.key, opening.cursor));
    else for (const frame of opening.frames) this.#deliver(wireFrame(this.topic.name, this.key, frame));
    for (const frame of waiting) if (this.topic.isNewer(frame.cursor, opening.cursor)) this.#deliver(frame);
    if (this.#missed !== undefined) this.#miss(opening.cursor);
  }

  push(frame: WireFrame): void {
    if (this.#isEnded) return;
    if (this.#waiting === undefined) this.#deliver(frame);
    else if (this.#waiting.length < mostWaiting) this.#waiting.push(frame);
    else this.#miss(frame.cursor);
  }

  /** Says once that frames were left out, as soon as the socket takes bytes again. */
  drained(): void {
    if (this.#missed === undefined || this.#waiting !== undefined || this.#isEnded || this.#outbox.isFull) return;
    const cursor = this.#missed;
    this.#missed = undefined;
    this.#outbox.send(refetchFrame(this.topic.name, this.key, cursor));
  }

  #deliver(frame: WireFrame): void {
    if (this.#missed !== undefined || this.#outbox.isFull) this.#miss(frame.cursor);
    else this.#outbox.send(frame);
  }

  #miss(cursor: string): void {
    if (this.#missed === undefined || this.topic.isNewer(cursor, this.#missed)) this.#missed = cursor;
  }
}
