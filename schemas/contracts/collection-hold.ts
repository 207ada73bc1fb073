import { Token } from './token.js';

/** Whoever copies the pool asks that nothing is collected meanwhile (POOL-24). */
export interface CollectionHold {
  /** Runs `work` while no object is collected; several may hold at once, and what is being collected ends first, within 50 ms. */
  holdCollection<T>(work: () => Promise<T>): Promise<T>;
}
export const CollectionHold = new Token<CollectionHold>('CollectionHold');
