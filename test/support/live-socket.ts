import { once } from 'node:events';
import { WebSocket } from 'ws';
import { decodeColumns, type Columns } from '../../schemas/columns.js';
import { liveReply, type LiveReply } from '../../schemas/live.js';

/** A frame as it arrived, with the monotonic time of its arrival in milliseconds. */
export type LiveFrame = { readonly at: number; readonly bytes: Uint8Array } | { readonly at: number; readonly reply: LiveReply };

/** A socket on `/live` that keeps every frame for `next`, or hands them to `onFrame`. */
export class LiveSocket {
  readonly #socket: WebSocket;
  readonly #frames: LiveFrame[] = [];
  #wake: () => void = () => undefined;
  onFrame: (frame: LiveFrame) => void = (frame) => {
    this.#frames.push(frame);
    this.#wake();
  };

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('message', (data, isBinary) => {
      const at = performance.now();
      const bytes = Buffer.isBuffer(data) ? data : Buffer.concat([data].flat().map((part) => new Uint8Array(part)));
      this.onFrame(isBinary ? { at, bytes } : { at, reply: liveReply.parse(JSON.parse(bytes.toString('utf8'))) });
    });
  }

  static async open(url: string, token: string): Promise<LiveSocket> {
    const socket = new WebSocket(`${url.replace(/^http/, 'ws')}/live`, ['runkeep.v1'], { headers: { Authorization: `Bearer ${token}` }, perMessageDeflate: false });
    const live = new LiveSocket(socket);
    await once(socket, 'open');
    return live;
  }

  subscribe(topic: string, key = '', cursor?: string): void {
    this.#socket.send(JSON.stringify({ subscribe: topic, key, cursor }));
  }

  unsubscribe(topic: string, key = ''): void {
    this.#socket.send(JSON.stringify({ unsubscribe: topic, key }));
  }

  /** The next frame of which `wanted` gives something; earlier ones are dropped. */
  async next<T>(condition: string, wanted: (frame: LiveFrame) => T | undefined, timeoutMs = 15_000): Promise<T> {
    const end = performance.now() + timeoutMs;
    for (;;) {
      const frame = this.#frames.shift();
      const found = frame === undefined ? undefined : wanted(frame);
      if (found !== undefined) return found;
      if (frame !== undefined) continue;
      if (performance.now() > end) throw new Error(`no live frame within ${timeoutMs} ms: ${condition}`);
      await this.#arrival(end - performance.now());
    }
  }

  async close(): Promise<void> {
    if (this.#socket.readyState === WebSocket.CLOSED) return;
    this.#socket.close();
    await once(this.#socket, 'close');
  }

  #arrival(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, Math.max(0, ms));
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

/** The columns of a binary frame, or undefined for a text frame. */
export function columnsOf(frame: LiveFrame): Columns | undefined {
  return 'bytes' in frame ? decodeColumns(frame.bytes) : undefined;
}
