import { randomUUID } from 'node:crypto';
import type { Duplex } from 'node:stream';
import type { Clock } from '../api/clock.js';
import { RunkeepError } from '../api/errors.js';
import type { Log } from '../api/log.js';
import type { LiveSession } from '../api/socket-door.js';
import type { Topic } from '../api/topic.js';
import type { BoundedSocket } from './bounded-socket.js';
import type { Channels } from './channels.js';
import type { LiveLimits } from './live-limits.js';
import { readMessage } from './live-message.js';
import { MessageRate } from './message-rate.js';
import { Outbox } from './outbox.js';
import { Subscription } from './subscription.js';
import { errorFrame } from './wire-frame.js';

const longestFarewellMs = 2000;

export interface LiveSocketParts {
  readonly topics: ReadonlyMap<string, Topic>;
  readonly channels: Channels;
  readonly limits: LiveLimits;
  readonly clock: Clock;
  readonly log: Log;
}

/** One open socket: reads its client's requests and holds its subscriptions. */
export class LiveSocket {
  readonly session: LiveSession;
  readonly #socket: BoundedSocket;
  readonly #parts: LiveSocketParts;
  readonly #outbox: Outbox;
  readonly #rate: MessageRate;
  readonly #subscriptions = new Map<string, Subscription>();
  #heard: number;

  constructor(socket: BoundedSocket, wire: Duplex, session: LiveSession, parts: LiveSocketParts) {
    this.session = session;
    this.#socket = socket;
    this.#parts = parts;
    this.#outbox = new Outbox(socket, wire, parts.limits, () => this.#drained());
    this.#rate = new MessageRate(parts.clock, parts.limits.messagesPerSecond, parts.limits.burst);
    this.#heard = parts.clock.monotonic();
  }

  /** Listens until the socket ends; `onEnd` is called then. */
  start(onEnd: () => void): void {
    this.#socket.on('message', (bytes, isBinary) => this.#hear(bytes as Buffer, isBinary));
    this.#socket.on('ping', () => this.#count());
    this.#socket.on('pong', () => (this.#heard = this.#parts.clock.monotonic()));
    // Broken frames: the library closes with the right code, and there is nobody to tell.
    this.#socket.on('error', () => undefined);
    this.#socket.on('close', () => {
      for (const subscription of this.#subscriptions.values()) this.#end(subscription);
      this.#subscriptions.clear();
      onEnd();
    });
  }

  /** Pings, or gives up on a client that was silent for too long (LIM-23). */
  beat(): void {
    if (this.#parts.clock.monotonic() - this.#heard > this.#parts.limits.silenceMs) this.#socket.terminate();
    else this.#socket.ping();
  }

  /** Closes it; a client that does not answer within 2 s is cut off. */
  close(code: number, reason: string): void {
    this.#socket.close(code, reason);
    const cancel = this.#parts.clock.after(longestFarewellMs, () => this.#socket.terminate());
    this.#socket.once('close', cancel);
  }

  #hear(bytes: Buffer, isBinary: boolean): void {
    if (!this.#count()) return;
    if (isBinary) {
      this.#socket.refuse(1003, 'text frames only');
      return;
    }
    const request = readMessage(bytes);
    if (request === 'not-json') this.#socket.refuse(1007, 'not JSON');
    else if (request instanceof RunkeepError) this.#outbox.send(errorFrame('', '', request));
    else if ('subscribe' in request) this.#subscribe(request.subscribe, request.key, request.cursor);
    else this.#unsubscribe(request.unsubscribe, request.key);
  }

  #count(): boolean {
    this.#heard = this.#parts.clock.monotonic();
    const isGood = this.#rate.take();
    if (!isGood) this.#socket.refuse(1008, 'too many messages');
    return isGood && this.#socket.readyState === this.#socket.OPEN;
  }

  #subscribe(name: string, key: string, cursor: string | undefined): void {
    this.#unsubscribe(name, key);
    try {
      const subscription = new Subscription(this.#topic(name), key, this.#outbox);
      this.#subscriptions.set(id(name, key), subscription);
      this.#parts.channels.add(subscription);
      void this.#open(subscription, cursor);
    } catch (error) {
      this.#refuse(name, key, error);
    }
  }

  async #open(subscription: Subscription, cursor: string | undefined): Promise<void> {
    const { topic, key } = subscription;
    try {
      subscription.begin(await topic.open(key, cursor));
      subscription.drained();
    } catch (error) {
      if (subscription.isEnded) return;
      this.#unsubscribe(topic.name, key);
      this.#refuse(topic.name, key, error);
    }
  }

  #unsubscribe(name: string, key: string): void {
    const subscription = this.#subscriptions.get(id(name, key));
    this.#subscriptions.delete(id(name, key));
    if (subscription !== undefined) this.#end(subscription);
  }

  #topic(name: string): Topic {
    const topic = this.#parts.topics.get(name);
    const { subscriptions } = this.#parts.limits;
    if (topic === undefined) throw new RunkeepError('not-found', 'unknown-topic', `There is no topic "${name}".`, `Topics are: ${[...this.#parts.topics.keys()].join(', ')}.`);
    if (!this.session.rights.has(topic.right)) throw new RunkeepError('forbidden', 'right-missing', `This session does not hold the right "${topic.right}".`, 'Use a token that holds it.');
    if (this.#subscriptions.size >= subscriptions) throw new RunkeepError('too-many', 'too-many-subscriptions', `A socket holds ${subscriptions} subscriptions at most.`, 'Unsubscribe from what is no longer shown.');
    return topic;
  }

  #refuse(name: string, key: string, error: unknown): void {
    this.#outbox.send(errorFrame(name, key, error instanceof RunkeepError ? error : this.#bug(name, error)));
  }

  #bug(topic: string, error: unknown): RunkeepError {
    const bug = randomUUID();
    this.#parts.log.error('a topic failed to open by a bug', { id: bug, topic, error: error instanceof Error ? error.stack : String(error) });
    return new RunkeepError('busy', 'bug', 'The daemon failed to open this subscription.', `Look for ${bug} in the daemon's log and report it.`);
  }

  #end(subscription: Subscription): void {
    subscription.end();
    this.#parts.channels.remove(subscription);
  }

  #drained(): void {
    for (const subscription of this.#subscriptions.values()) subscription.drained();
  }
}

function id(topic: string, key: string): string {
  return `${topic}\n${key}`;
}
