import { Token } from './token.js';

/** Figures of plugins in `/metrics`. */
export interface Gauges {
  /** `name` begins with `runkeep_`; `value` is asked for whenever somebody reads the metrics, and a figure whose asking fails is left out. */
  add(name: string, help: string, value: () => Promise<number>): void;
}
export const Gauges = new Token<Gauges>('Gauges');
