import { Token } from './token.js';

/** Time. Wall time is for people; durations use `monotonic`. */
export interface Clock {
  /** Unix time in seconds. */
  now(): number;
  /** Milliseconds that never go back. */
  monotonic(): number;
  /** Runs `work` after `ms`; the answer cancels it. Never keeps the process alive. */
  after(ms: number, work: () => void): () => void;
  /** Runs `work` every `ms`, the next time only after the promise of the last one; the answer cancels it. */
  every(ms: number, work: () => void | Promise<void>): () => void;
}
export const Clock = new Token<Clock>('Clock');
