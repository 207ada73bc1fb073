import { randomUUID } from 'node:crypto';
import type { Duplex } from 'node:stream';
import { RunkeepError } from '../api/errors.js';
import type { Log } from '../api/log.js';
import type { Topic } from '../api/topic.js';
import type { Channels } from './channels.js';
import type { KeptSocket } from './kept-socket.js';
import type { LiveLimits } from './live-limits.js';
import { readMessage } from './live-message.js';
import { Outbox } from './outbox.js';
import { Subscription } from './subscription.js';
import { errorFrame } from './wire-frame.js';

export interface LiveSocketParts {
  readonly topics: ReadonlyMap<string, Topic>;
  readonly channels: Channels;
  readonly limits: LiveLimits;
  readonly log: Log;
}

/** One socket of `/live`: reads its client's requests and holds its subscriptions. */
export class LiveSocket {
  readonly kept: KeptSocket;
  readonly #parts: LiveSocketParts;
  readonly #outbox: Outbox;
  readonly #subscriptions = new Map<string, Subscription>();

  constructor(kept: KeptSocket, wire: Duplex, parts: LiveSocketParts) {
    this.kept = kept;
    this.#parts = parts;
    this.#outbox = new Outbox(kept.socket, wire, parts.limits, () => this.#drained());
  }

  hear(bytes: Buffer, isBinary: boolean): void {
    if (isBinary) {
      this.kept.socket.refuse(1003, 'text frames only');
      return;
    }
    const request = readMessage(bytes);
    if (request === 'not-json') this.kept.socket.refuse(1007, 'not JSON');
    else if (request instanceof RunkeepError) this.#outbox.send(errorFrame('', '', request));
    else if ('subscribe' in request) this.#subscribe(request.subscribe, request.key, request.cursor);
    else this.#unsubscribe(request.unsubscribe, request.key);
  }

  /** Ends its subscriptions; called when the socket is gone. */
  end(): void {
    for (const subscription of this.#subscriptions.values()) this.#end(subscription);
    this.#subscriptions.clear();
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
    if (!this.kept.session.rights.has(topic.right)) throw new RunkeepError('forbidden', 'right-missing', `This session does not hold the right "${topic.right}".`, 'Use a token that holds it.');
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
