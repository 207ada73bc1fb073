import type { Server, ServerResponse } from 'node:http';
import type { Clock } from '../api/clock.js';

const longestMs = 5000;

/** Lets the requests under way end before their connections are closed. */
export class Farewell {
  readonly #open = new Set<ServerResponse>();
  #done: () => void = () => undefined;

  note(response: ServerResponse): void {
    this.#open.add(response);
    response.once('close', () => {
      this.#open.delete(response);
      if (this.#open.size === 0) this.#done();
    });
  }

  /** Takes no new connection; resolves when no request is under way, after 5 s at the latest. Sockets on `/live` stay. */
  async close(servers: readonly Server[], clock: Clock): Promise<void> {
    for (const server of servers) {
      server.close();
      server.closeIdleConnections();
    }
    await this.#idle(clock);
    for (const server of servers) server.closeAllConnections();
  }

  async #idle(clock: Clock): Promise<void> {
    if (this.#open.size === 0) return;
    await new Promise<void>((resolve) => {
      const cancel = clock.after(longestMs, resolve);
      this.#done = () => {
        cancel();
        resolve();
      };
    });
  }
}
