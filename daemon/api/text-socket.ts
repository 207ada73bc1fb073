import type { Right } from './route.js';

/** A socket that carries lines of text to one client. */
export interface TextSocket {
  /** Aborts when the socket ends, whoever ended it. */
  readonly ended: AbortSignal;
  /** Sends one text frame; resolves when the client has room for more, false when it is gone. */
  send(text: string): Promise<boolean>;
  /** Ends the socket in peace, after what was sent. */
  close(): void;
}

/** One address at which sockets of plain text open, below its plugin's base. What a client sends on them is counted and dropped. */
export interface TextSocketRoute {
  /** Begins with `/`; parameters as `:name`. */
  readonly path: string;
  readonly summary: string;
  readonly right: Right;
  /** Called for each socket; whatever it began ends with `socket.ended`. A failure closes the socket (1011). */
  open(params: Readonly<Record<string, string>>, socket: TextSocket): Promise<void>;
}
