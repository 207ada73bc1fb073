import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Right } from './route.js';

/** Who opened a socket, as the gate knows it. */
export interface LiveSession {
  /** The same for all sockets of one browser session; `token` for a bearer. */
  readonly id: string;
  /** Generation of the token under which it was admitted (SEC-17). */
  readonly generation: number;
  readonly rights: ReadonlySet<Right>;
}

/** Where the http room hands over an upgrade that passed its gate. */
export interface SocketDoor {
  /** Does a socket open at this path? */
  opens(path: string): boolean;
  /** Takes the socket over. Throws a RunkeepError, with the socket untouched, when there is no place (LIM-24). */
  accept(request: IncomingMessage, socket: Duplex, head: Buffer, session: LiveSession): void;
  /** Closes the sockets (4401) of the sessions that `isDead` names. */
  revoke(isDead: (session: LiveSession) => boolean): void;
  /** Sockets open now. */
  readonly sockets: number;
}
