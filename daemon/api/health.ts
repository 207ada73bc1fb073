import { Token } from './token.js';

/** What a part of the house says of itself; `ok: false` makes `/healthz` answer 503. */
export interface Condition {
  readonly ok: boolean;
  readonly code: string;
  readonly message: string;
}

/** The daemon's state, told by its parts. */
export interface Health {
  /** Replaces what `part` said before. */
  report(part: string, condition: Condition): void;
  conditions(): ReadonlyMap<string, Condition>;
  readonly ok: boolean;
}
export const Health = new Token<Health>('Health');
