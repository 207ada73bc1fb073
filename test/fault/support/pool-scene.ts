import { randomBytes } from 'node:crypto';
import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Steady } from '../../../plugins/dedup/gc/tokens.js';
import { Pool } from '../../../plugins/dedup/tokens.js';
import { openHouse, type House, type HouseOptions } from '../../dedup/house.js';
import { VersionsOf } from '../../dedup/versions-of.js';
import type { Scene } from '../../support/at-end.js';
import { sha256 } from '../../support/runicorn-artifacts.js';

/** Bytes that the pool keeps, and that a test remembers. */
export interface Kept {
  readonly digest: string;
  readonly bytes: Buffer;
  /** Where the pool has them. */
  readonly path: string;
}

/** A pool in this process over a real root and a real database. */
export class PoolScene {
  readonly house: House;
  readonly versions: VersionsOf;

  constructor(house: House) {
    this.house = house;
    this.versions = new VersionsOf(house);
  }

  static async open(scene: Scene, options: HouseOptions = {}): Promise<PoolScene> {
    const house = await openHouse(scene, options);
    await house.scope.get(Steady).start();
    return new PoolScene(house);
  }

  /** Stores that many random files, the first of them with a copy in the user's own archive; versions refer to all. */
  async fill(count: number, withCopy: number, bytesEach: number): Promise<Kept[]> {
    const all = Array.from({ length: count }, () => randomBytes(bytesEach));
    for (const bytes of all.slice(0, withCopy)) this.#archive(bytes);
    if (withCopy > 0) await this.house.adopt();
    const kept = await Promise.all(all.map((bytes) => this.#keep(bytes)));
    for (let at = 0; at < kept.length; at += 100) await this.versions.refer('filled', at + 1, kept.slice(at, at + 100).map(({ digest }) => digest));
    return kept;
  }

  /** Puts objects and rows there as if they had been stored long ago, and never verified since. */
  async plant(count: number, bytesEach: number): Promise<void> {
    await this.versions.store('the pool is made');
    const pool = this.house.scope.get(Pool);
    const rows: Readonly<Record<string, unknown>>[] = [];
    for (let index = 0; index < count; index++) {
      const bytes = randomBytes(bytesEach);
      const digest = sha256(bytes);
      const path = await pool.pathOf(digest);
      writeFileSync(path, bytes, { mode: 0o444 });
      const { dev, ino, mtimeNs } = statSync(path, { bigint: true });
      rows.push({ digest, size: bytesEach, pool_device: String(dev), pool_inode: String(ino), pool_mtime_ns: String(mtimeNs), verified_at: 1 });
    }
    await this.house.database.write(async (transaction) => {
      for (let at = 0; at < rows.length; at += 100) await transaction('dedup_blobs').insert(rows.slice(at, at + 100));
    });
  }

  async #keep(bytes: Buffer): Promise<Kept> {
    const digest = await this.versions.store(bytes);
    return { digest, bytes, path: await this.house.scope.get(Pool).pathOf(digest) };
  }

  #archive(bytes: Buffer): void {
    const digest = sha256(bytes);
    const folder = join(this.house.root.path, 'archive', 'blobs', digest.slice(0, 2));
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, digest), bytes);
  }
}
