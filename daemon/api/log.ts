import { Token } from './token.js';

/** Structured log; `fields` never hold secrets. */
export interface Log {
  debug(message: string, fields?: Readonly<Record<string, unknown>>): void;
  info(message: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void;
  error(message: string, fields?: Readonly<Record<string, unknown>>): void;
  /** A log whose lines carry `fields` too. */
  child(fields: Readonly<Record<string, unknown>>): Log;
}
export const Log = new Token<Log>('Log');
