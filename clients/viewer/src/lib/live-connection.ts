import { z } from 'zod';
import { decodeColumns, type Columns } from '../../../../schemas/columns.js';
import { liveReply, type LiveReply, type LiveRequest } from '../../../../schemas/live.js';
import { backoff } from '../pure/backoff.js';
import { send } from './api.js';
import { reachable } from './reachable.js';
import { session } from './session-state.js';
import { Store } from './store.js';

/** What a subscriber is told. */
export interface LiveListener {
  /** A JSON push. */
  data?(data: unknown): void;
  /** A binary push. */
  columns?(frame: Columns): void;
  /** Pushes were left out: fetch anew. */
  refetch?(): void;
  /** The subscription was refused. */
  refused?(title: string): void;
}

/** State of the socket; `since` is browser time in ms of the last change. */
export interface LiveState {
  readonly state: 'connecting' | 'live' | 'reconnecting';
  readonly since: number;
}

interface Subscription {
  readonly topic: string;
  readonly key: string;
  readonly listener: LiveListener;
  cursor: string | undefined;
}

const ticketReply = z.object({ ticket: z.string() });
const frameMeta = z.object({ topic: z.string(), key: z.string(), cursor: z.string() });

/** One WebSocket for the page: subscriptions outlive it and go on from their cursor after a reconnect (VIEW-50). */
export class LiveConnection {
  readonly state = new Store<LiveState>({ state: 'connecting', since: Date.now() });
  readonly #subscriptions = new Map<string, Subscription>();
  #socket: WebSocket | null = null;
  #attempt = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #connecting = false;

  /** Follows (topic, key) from `cursor` on; a second call for the same pair replaces the first. The answer ends it. */
  subscribe(topic: string, key: string, cursor: string | undefined, listener: LiveListener): () => void {
    const name = nameOf(topic, key);
    const subscription: Subscription = { topic, key, listener, cursor };
    const replaced = this.#subscriptions.has(name);
    this.#subscriptions.set(name, subscription);
    if (replaced) this.#say({ unsubscribe: topic, key });
    this.#announce(subscription);
    void this.#connect();
    return () => {
      if (this.#subscriptions.get(name) !== subscription) return;
      this.#subscriptions.delete(name);
      this.#say({ unsubscribe: topic, key });
    };
  }

  /** Tries at once instead of waiting: the network is back, or the page is shown again. */
  readonly hurry = (): void => {
    if (this.#socket !== null || this.#connecting) return;
    clearTimeout(this.#timer);
    void this.#connect();
  };

  async #connect(): Promise<void> {
    if (this.#socket !== null || this.#connecting || session.value.state !== 'open') return;
    this.#connecting = true;
    try {
      const { ticket } = ticketReply.parse(await send('POST', '/api/live/ticket'));
      this.#open(ticket);
    } catch {
      this.#retry();
    } finally {
      this.#connecting = false;
    }
  }

  #open(ticket: string): void {
    const socket = new WebSocket(`${location.origin.replace(/^http/, 'ws')}/live`, ['runkeep.v1', `ticket.${ticket}`]);
    socket.binaryType = 'arraybuffer';
    this.#socket = socket;
    socket.onopen = () => {
      this.#attempt = 0;
      this.state.set({ state: 'live', since: Date.now() });
      for (const subscription of this.#subscriptions.values()) this.#announce(subscription);
    };
    socket.onmessage = ({ data }: MessageEvent<unknown>) => this.#hear(data);
    socket.onclose = () => this.#retry();
  }

  #retry(): void {
    this.#socket = null;
    if (this.state.value.state !== 'reconnecting') this.state.set({ state: 'reconnecting', since: Date.now() });
    if (session.value.state !== 'open') return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#connect(), backoff(this.#attempt, Math.random()));
    this.#attempt += 1;
  }

  #hear(message: unknown): void {
    reachable.heard();
    if (message instanceof ArrayBuffer) this.#hearFrame(decodeColumns(new Uint8Array(message)));
    else this.#hearReply(liveReply.parse(JSON.parse(String(message))));
  }

  #hearReply(reply: LiveReply): void {
    const subscription = this.#subscriptions.get(nameOf(reply.topic, reply.key));
    if (subscription === undefined) return;
    if ('error' in reply) return subscription.listener.refused?.(reply.error.title);
    subscription.cursor = reply.cursor;
    if ('refetch' in reply) subscription.listener.refetch?.();
    else subscription.listener.data?.(reply.data);
  }

  #hearFrame(frame: Columns): void {
    const { topic, key, cursor } = frameMeta.parse(frame.meta);
    const subscription = this.#subscriptions.get(nameOf(topic, key));
    if (subscription === undefined) return;
    subscription.cursor = cursor;
    subscription.listener.columns?.(frame);
  }

  #announce({ topic, key, cursor }: Subscription): void {
    this.#say({ subscribe: topic, key, ...(cursor === undefined ? {} : { cursor }) });
  }

  #say(request: LiveRequest): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(request));
  }
}

function nameOf(topic: string, key: string): string {
  return `${topic}\n${key}`;
}
