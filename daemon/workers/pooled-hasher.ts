import type { CopiedFile, CopyRequest, FileFailure, FileHash, Hasher, HashOptions } from '../api/hasher.js';
import type { CopyTask } from './tasks/copy-file.js';
import type { HashTask } from './tasks/hash-files.js';
import { WorkerPool } from './worker-pool.js';

const hashFile = new URL('./tasks/hash-files.js', import.meta.url);
const copyFile = new URL('./tasks/copy-file.js', import.meta.url);

/** Hashes and copies in two threads of its own, so that a large file holds up no other task. */
export class PooledHasher implements Hasher {
  readonly #pool: WorkerPool;

  constructor(threads = 2) {
    this.#pool = new WorkerPool({ threads, waiting: 4096 });
  }

  hash(paths: readonly string[], { within, bytesPerSecond, signal }: HashOptions): Promise<readonly (FileHash | FileFailure)[]> {
    return this.#pool.run<HashTask, (FileHash | FileFailure)[]>(hashFile, 'hashFilesTask', { paths, within, bytesPerSecond }, [], signal);
  }

  copy({ from, within, to, method, signal }: CopyRequest): Promise<CopiedFile | FileFailure> {
    return this.#pool.run<CopyTask, CopiedFile | FileFailure>(copyFile, 'copyFileTask', { from, within, to, method }, [], signal);
  }

  close(): Promise<void> {
    return this.#pool.close();
  }
}
