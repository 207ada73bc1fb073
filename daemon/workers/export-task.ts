import type { MessagePort } from 'node:worker_threads';
import type { UnsealedStream } from '../api/metrics.js';
import type { ExportReply, ExportWord } from './derived-task.js';
import { Mailbox } from './mailbox.js';

/** Parts that may wait on the other side. */
const ahead = 2;

/** The task's end of an export: sends parts only as fast as they are taken, and asks for what the line holds. */
export class ExportTaskPort {
  readonly #port: MessagePort;
  readonly #replies = new Mailbox<ExportReply>();
  #mayWait = ahead;

  constructor(port: MessagePort) {
    this.#port = port;
    port.on('message', (reply: ExportReply) => this.#replies.put(reply));
  }

  async send(bytes: Uint8Array): Promise<void> {
    if (bytes.byteLength === 0) return;
    while (this.#mayWait === 0) await this.#reply('more');
    this.#mayWait--;
    // A copy of its own: what is moved is gone here, and a small buffer shares its memory with others.
    const own = new Uint8Array(bytes);
    this.#say({ kind: 'part', bytes: own }, [own.buffer]);
  }

  async held(experimentId: string): Promise<readonly UnsealedStream[]> {
    this.#say({ kind: 'ask', experimentId });
    const reply = await this.#reply('held');
    return reply.kind === 'held' ? reply.streams : [];
  }

  /** Says how it ended, and lets the thread go. */
  end(word: Extract<ExportWord, { readonly kind: 'end' }>): void {
    this.#say(word);
    this.#port.close();
  }

  #say(word: ExportWord, transfer: ArrayBuffer[] = []): void {
    this.#port.postMessage(word, transfer);
  }

  /** Waits for a reply of one kind; taken parts are counted whatever is waited for. */
  async #reply(kind: ExportReply['kind']): Promise<ExportReply> {
    for (;;) {
      const reply = await this.#replies.take();
      if (reply.kind === 'more') this.#mayWait++;
      if (reply.kind === kind) return reply;
    }
  }
}
