import type { Log } from '../api/log.js';
import type { Frame } from '../api/topic.js';
import type { Subscription } from './subscription.js';
import { wireFrame } from './wire-frame.js';

/** Who listens to which (topic, key). A frame is built once, and only when somebody listens. */
export class Channels {
  readonly #log: Log;
  readonly #topics = new Map<string, Map<string, Set<Subscription>>>();

  constructor(log: Log) {
    this.#log = log;
  }

  add(subscription: Subscription): void {
    const { topic, key } = subscription;
    const keys = this.#topics.get(topic.name) ?? new Map<string, Set<Subscription>>();
    const listeners = keys.get(key) ?? new Set();
    this.#topics.set(topic.name, keys.set(key, listeners.add(subscription)));
    this.#tell(subscription, listeners.size);
  }

  remove(subscription: Subscription): void {
    const { topic, key } = subscription;
    const keys = this.#topics.get(topic.name);
    const listeners = keys?.get(key);
    if (keys === undefined || listeners?.delete(subscription) !== true) return;
    if (listeners.size === 0) keys.delete(key);
    this.#tell(subscription, listeners.size);
  }

  publish(topic: string, key: string, frame: Frame): void {
    const listeners = this.#topics.get(topic)?.get(key);
    if (listeners === undefined) return;
    const built = wireFrame(topic, key, frame);
    for (const subscription of listeners) subscription.push(built);
  }

  #tell({ topic, key }: Subscription, sockets: number): void {
    try {
      topic.interest?.(key, sockets);
    } catch (error) {
      this.#log.error('a topic failed when it was told of its listeners', { topic: topic.name, error: error instanceof Error ? error.stack : String(error) });
    }
  }
}
