import type { BlobKeeper, BlobKeepers } from '../../../schemas/contracts/blob-keeper.js';

/** The keepers of other plugins, asked one after the other. */
export class KeeperList implements BlobKeepers {
  readonly #keepers: BlobKeeper[] = [];

  add(keeper: BlobKeeper): void {
    this.#keepers.push(keeper);
  }

  /** Of these digests those that a plugin keeps, with who it is and why; rejects when one of them cannot tell (POOL-23). */
  async kept(digests: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>> {
    const kept = new Map<string, string[]>();
    for (const keeper of digests.length === 0 ? [] : this.#keepers) {
      for (const [digest, why] of await keeper.kept(digests)) kept.set(digest, [...(kept.get(digest) ?? []), `${keeper.name}: ${why}`]);
    }
    return kept;
  }
}
