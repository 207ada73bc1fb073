import { dirname, join } from 'node:path';
import { RunkeepError } from '../../../daemon/api/errors.js';
import type { CopiedFile, FileFailure, Hasher } from '../../../daemon/api/hasher.js';
import { errnoOf, poolError } from '../errno.js';
import type { FilePool } from '../pool/file-pool.js';
import type { PoolFiles } from '../pool/pool-files.js';
import { storeName } from '../pool/staging-names.js';
import { damaged } from '../read/verified-read.js';
import { madeFolders } from './made-folders.js';
import { placeFile } from './place-file.js';
import type { ViewedFile } from './viewed-files.js';

export interface ViewMakerParts {
  readonly pool: FilePool;
  readonly hasher: Hasher;
  readonly files: PoolFiles;
}

/** Makes single files of views out of the pool: in its staging, durable, then linked in under a name that nothing has (POOL-10). */
export class ViewMaker {
  readonly #parts: ViewMakerParts;

  constructor(parts: ViewMakerParts) {
    this.#parts = parts;
  }

  /** Makes one file below `base`; answers how. What a crash leaves in staging goes at the next start, with that of stores. */
  async make(base: string, target: string, file: ViewedFile, signal: AbortSignal): Promise<'clone' | 'copy'> {
    const { pool, hasher, files } = this.#parts;
    const folder = await pool.opened();
    const staged = join(folder, '.staging', storeName());
    try {
      const { method } = await this.#stage(folder, staged, file, signal);
      await madeFolders(files, base, dirname(target));
      await placeFile({ files, hasher, staged, pool: folder, target });
      return method === 'clone' ? 'clone' : 'copy';
    } catch (failure) {
      const code = failure instanceof RunkeepError ? undefined : errnoOf(failure);
      throw code === undefined ? failure : poolError(code, String(failure), failure);
    } finally {
      await files.remove(staged);
    }
  }

  async #stage(folder: string, staged: string, { digest, size }: ViewedFile, signal: AbortSignal): Promise<CopiedFile> {
    const { pool, hasher, files } = this.#parts;
    const from = await pool.pathOf(digest);
    const copied = await pool.keeping([digest], async (): Promise<CopiedFile | FileFailure> => {
      const cloned = await hasher.copy({ from, within: folder, to: staged, method: 'clone', signal });
      if (cloned.ok) return cloned;
      if ((await files.room(folder)) < size) throw new RunkeepError('no-space', 'no-space', `The disk has no room for a copy of ${size} bytes.`, 'Free some space and ask again; a reserve is left alone. `runkeep artifact get` writes a file elsewhere.');
      return hasher.copy({ from, within: folder, to: staged, method: 'any', signal });
    });
    if (!copied.ok) throw poolError(copied.code, copied.message);
    if (copied.digest === digest) return copied;
    await pool.quarantine(digest);
    throw damaged(digest);
  }
}
