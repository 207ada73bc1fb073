import { once } from 'node:events';
import { WebSocket } from 'ws';
import { liveReply, type LiveReply } from '../../schemas/live.js';
import type { Served } from '../http/served.js';

/** A WebSocket client that keeps what it got. */
export class Client {
  readonly socket: WebSocket;
  readonly replies: LiveReply[] = [];
  readonly binary: Buffer[] = [];
  readonly closed: Promise<number>;
  #wake: () => void = () => undefined;

  private constructor(socket: WebSocket) {
    this.socket = socket;
    this.closed = new Promise((resolve) => socket.on('close', resolve));
    socket.on('error', () => undefined);
    socket.on('message', (data, isBinary) => {
      const bytes = data as Buffer;
      if (isBinary) this.binary.push(bytes);
      else this.replies.push(liveReply.parse(JSON.parse(bytes.toString('utf8'))));
      this.#wake();
    });
  }

  static async open({ host, token }: Served): Promise<Client> {
    const socket = new WebSocket(`ws://${host}/live`, ['runkeep.v1'], { headers: { Authorization: `Bearer ${token}` }, perMessageDeflate: false });
    const client = new Client(socket);
    await once(socket, 'open');
    return client;
  }

  send(message: unknown): void {
    this.socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  }

  /** Resolves when `isDone` says so of what has come; it is asked after each frame. Rejects after 20 s. */
  async until(isDone: () => boolean): Promise<void> {
    while (!isDone()) {
      await new Promise<void>((resolve, reject) => {
        const late = setTimeout(() => reject(new Error(`20 s without the frame: ${this.data.length} data, ${this.errors.join()}`)), 20_000);
        this.#wake = () => {
          clearTimeout(late);
          resolve();
        };
      });
    }
  }

  /** The data of the frames that came. */
  get data(): unknown[] {
    return this.replies.flatMap((reply) => ('data' in reply ? [reply.data] : []));
  }

  get errors(): string[] {
    return this.replies.flatMap((reply) => ('error' in reply ? [reply.error.code] : []));
  }

  get refetches(): string[] {
    return this.replies.flatMap((reply) => ('refetch' in reply ? [reply.cursor] : []));
  }
}
