import { Checking, Scrubbing } from '../../plugins/dedup/fsck/tokens.js';
import { Collection } from '../../plugins/dedup/gc/tokens.js';
import { RunkeepError } from '../../daemon/api/errors.js';
import { Random } from '../support/random.js';
import { PoolScene } from './support/pool-scene.js';
import { inScene, numberOption, seedOption, type Options, type Outcome } from './support/scenario.js';

/** Different contents: few, so that writers, the deleter and the collection meet. */
const contents = 12;
/** A slow machine goes on until so many objects were collected. */
const leastCollected = 10;

/**
 * Writers, a deleter, collections without any grace, a scrub that always finds work and backups that hold collection, all at random in one process with real files:
 * nothing that was acknowledged is lost, and nothing dangles (C-02). Options: --minutes 10, --writers 4, --seed.
 */
export function run(options: Options): Promise<Outcome> {
  const seed = seedOption(options);
  return inScene(async (scene) => {
    const mix = new Mix(await PoolScene.open(scene, { config: { graceDays: 0, scrubMiBPerSecond: 1000 } }), seed, performance.now() + numberOption(options, 'minutes', 10) * 60_000);
    const writers = Array.from({ length: numberOption(options, 'writers', 4) }, (_, index) => mix.writer(index));
    await Promise.all([...writers, mix.deleter(), mix.collections(), mix.scrub(), mix.backups()]);
    return { seed, ...(await mix.outcome()) };
  });
}

class Mix {
  readonly #pool: PoolScene;
  readonly #random: Random;
  readonly #until: number;
  /** Versions that were acknowledged and not deleted. */
  readonly #live = new Map<string, string>();
  readonly #counts = { stored: 0, deleted: 0, collected: 0, collections: 0, again: 0, verified: 0, backups: 0, changedUnderBackup: 0 };
  #next = 0;

  constructor(pool: PoolScene, seed: number, until: number) {
    this.#pool = pool;
    this.#random = new Random(seed);
    this.#until = until;
  }

  async writer(index: number): Promise<void> {
    while (this.#isOn) {
      const digest = await this.#pool.versions.store(`content ${this.#random.between(1, contents)}`);
      const version = ++this.#next;
      try {
        this.#live.set(await this.#pool.versions.refer(`net-${index}`, version, [digest]), digest);
        this.#counts.stored++;
      } catch (failure) {
        // collected between the store and the reference: a client stores it again
        if (!(failure instanceof RunkeepError) || failure.code !== 'object-gone') throw failure;
        this.#counts.again++;
      }
    }
  }

  async deleter(): Promise<void> {
    while (this.#isOn) {
      const ids = [...this.#live.keys()];
      if (ids.length > contents) {
        const id = this.#random.pick(ids);
        this.#live.delete(id);
        await this.#pool.versions.forget(id);
        this.#counts.deleted++;
      }
      await breath();
    }
  }

  async collections(): Promise<void> {
    while (this.#isOn) {
      const answer = await this.#pool.house.scope.get(Collection).run(false, new AbortController().signal).catch(held);
      this.#counts.collected += answer?.collected.objects ?? 0;
      this.#counts.collections++;
      await breath();
    }
  }

  async scrub(): Promise<void> {
    const { house } = this.#pool;
    while (this.#isOn) {
      await house.database.write((transaction) => transaction('dedup_blobs').whereNotNull('pool_inode').update({ verified_at: 1 }));
      for (let step = 0; step < 5; step++) await house.scope.get(Scrubbing).step();
    }
    this.#counts.verified = (await house.scope.get(Scrubbing).status()).verified_since_start;
  }

  async backups(): Promise<void> {
    while (this.#isOn) {
      await this.#pool.house.scope.get(Collection).holdCollection(async () => {
        const before = new Set(await this.#pool.versions.blobs());
        for (let turn = 0; turn < 10; turn++) await breath();
        const after = new Set(await this.#pool.versions.blobs());
        for (const digest of before) if (!after.has(digest)) this.#counts.changedUnderBackup++;
      });
      this.#counts.backups++;
      for (let turn = 0; turn < 50; turn++) await breath();
    }
  }

  async outcome(): Promise<Outcome> {
    const { house, versions } = this.#pool;
    const { left, findings } = await house.scope.get(Checking).run({ full: true, repair: false });
    const known = new Set(await versions.blobs());
    const lost = [...this.#live.values()].filter((digest) => !known.has(digest)).length;
    const { damage } = await house.scope.get(Scrubbing).status();
    const { changedUnderBackup, collected } = this.#counts;
    const longestHoldMs = Math.round(house.scope.get(Collection).longestHoldMs);
    return { met: lost === 0 && left === 0 && damage === 0 && changedUnderBackup === 0 && collected >= leastCollected, lost, dangling: left, damage, ...this.#counts, longestHoldMs, findings: findings.slice(0, 3) };
  }

  get #isOn(): boolean {
    return performance.now() < this.#until || this.#counts.collected < leastCollected;
  }
}

function held(failure: unknown): undefined {
  if (!(failure instanceof RunkeepError) || failure.code !== 'collection-held') throw failure;
}

function breath(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
