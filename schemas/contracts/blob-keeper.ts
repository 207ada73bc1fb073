import { Token } from './token.js';

/** A plugin whose rows refer to bytes of the pool. It writes such rows only while the pool keeps these bytes for it (POOL-20). */
export interface BlobKeeper {
  /** Who keeps, for people: `registry`. */
  readonly name: string;
  /**
   * Those of at most 256 digests (SHA-256, hex) that must stay, each with a few words on what refers to it. A rejection ends the
   * whole collection: nothing goes that somebody may need (POOL-23).
   */
  kept(digests: readonly string[]): Promise<ReadonlyMap<string, string>>;
}

/** Where keepers make themselves known, before the house starts. */
export interface BlobKeepers {
  add(keeper: BlobKeeper): void;
}
export const BlobKeepers = new Token<BlobKeepers>('BlobKeepers');
