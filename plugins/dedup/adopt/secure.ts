import { join } from 'node:path';
import type { z } from 'zod';
import type { Database } from '../../../daemon/api/database.js';
import { RunkeepError } from '../../../daemon/api/errors.js';
import type { secureAnswer } from '../../../schemas/dedup.js';
import type { FilePool } from '../pool/file-pool.js';
import { unsecured } from './shared-bytes.js';

export interface SecureParts {
  readonly database: Database;
  readonly pool: FilePool;
  readonly root: string;
}

/** Copies the bytes of every known file that only its user's own files hold into the pool; a dry run tells how many. */
export async function secure({ database, pool, root }: SecureParts, isDry: boolean, signal: AbortSignal): Promise<z.infer<typeof secureAnswer>> {
  const blobs = await unsecured(database, 'all');
  const failed: { path: string; message: string }[] = [];
  const stored = { files: 0, bytes: 0 };
  for (const { digest, size, path } of blobs) {
    signal.throwIfAborted();
    try {
      if (!isDry) await pool.store({ from: join(root, path), digest, size, method: 'any', signal });
      stored.files++;
      stored.bytes += size;
    } catch (failure) {
      if (!(failure instanceof RunkeepError) || failure.family === 'no-space') throw failure;
      failed.push({ path, message: failure.message });
    }
  }
  return { ...stored, failed };
}
