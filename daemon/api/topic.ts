import { Token } from './token.js';
import type { Right } from './route.js';

/** One push: a cursor to go on from, and JSON data or a finished binary columns frame (see schemas/columns.ts). */
export interface Frame {
  readonly cursor: string;
  readonly data: unknown;
}

/** How a subscription begins: the frames between the client's cursor and now, or the advice to fetch anew. */
export type Opening =
  | { readonly frames: readonly Frame[]; readonly cursor: string }
  | { readonly refetch: true; readonly cursor: string };

/** A WebSocket topic, named `<plugin-id>.<noun>`. */
export interface Topic {
  readonly name: string;
  readonly right: Right;
  /** Called for each subscription. Unknown key: RunkeepError. */
  open(key: string, cursor: string | undefined): Promise<Opening>;
  /** True when `cursor` lies behind `than`; frames published while `open` ran are dropped unless newer. */
  isNewer(cursor: string, than: string): boolean;
  /** Says how many sockets listen to `key` now; a source may stop producing at 0. */
  interest?(key: string, sockets: number): void;
}

/** The live bus. */
export interface Live {
  /** Sends a frame to all who subscribed to (topic, key). Never waits, never throws. */
  publish(topic: string, key: string, frame: Frame): void;
}
export const Live = new Token<Live>('Live');
