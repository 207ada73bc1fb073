import { WebSocket } from 'ws';

/** A WebSocket on which a message of too many fragments counts as too long (1009); the library alone says 1008 (SEC-20). */
export class BoundedSocket extends WebSocket {
  /** Ends the socket because its client breaks the rules of use. */
  refuse(code: 1003 | 1007 | 1008, reason: string): void {
    super.close(code, reason);
  }

  override close(code?: number, data?: string | Buffer): void {
    super.close(code === 1008 ? 1009 : code, data);
  }
}
