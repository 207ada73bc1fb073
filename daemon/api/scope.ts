import type { Token } from './token.js';

/** Where services live: the house has one scope, each plugin one of its own below it. */
export interface Scope {
  /** Gives the service behind a token, made on first use and then kept. Unknown token: a wiring error naming both ends. */
  get<T>(token: Token<T>): T;
  /** Says how a service is made; `make` sees the scope that declared it. */
  provide<T>(token: Token<T>, make: (scope: Scope) => T): void;
  /** Closes what was just opened, newest first, when the scope ends. */
  defer(close: () => void | Promise<void>): void;
}
