import { join } from 'node:path';
import type { Root } from '../../../daemon/api/root.js';
import type { Capabilities } from '../../../schemas/dedup-views.js';
import type { FilePool } from '../pool/file-pool.js';
import { realFiles } from '../pool/pool-files.js';
import { namesIn } from '../pool/pool-folder.js';
import { probed } from './probed.js';

/** What the file system of the pool can do; probed once, at the first ask. */
export class CapabilityReport {
  readonly #root: Root;
  readonly #pool: FilePool;
  #asked: Promise<Capabilities> | undefined;

  constructor(root: Root, pool: FilePool) {
    this.#root = root;
    this.#pool = pool;
  }

  tell(): Promise<Capabilities> {
    return (this.#asked ??= this.#probe().catch((failure: unknown) => {
      this.#asked = undefined;
      throw failure;
    }));
  }

  /** In the keep where there is no pool yet: none is made for a question. */
  async #probe(): Promise<Capabilities> {
    const pool = await this.#pool.folder();
    const hasPool = (await namesIn(realFiles, pool)).includes('.staging');
    return probed(join(hasPool ? pool : this.#root.keep, '.probe'));
  }
}
