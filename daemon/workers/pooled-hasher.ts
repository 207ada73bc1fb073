import type { CopiedFile, CopyOptions, CopyOrder, CopyRequest, FileFailure, FileHash, Hasher, HashOptions } from '../api/hasher.js';
import type { CopyTask } from './tasks/copy-files.js';
import type { HashTask } from './tasks/hash-files.js';
import { WorkerPool } from './worker-pool.js';

const hashFile = new URL('./tasks/hash-files.js', import.meta.url);
const copyFiles = new URL('./tasks/copy-files.js', import.meta.url);

/** Hashes and copies in two threads of its own, so that a large file holds up no other task. */
export class PooledHasher implements Hasher {
  readonly #pool: WorkerPool;

  constructor(threads = 2) {
    this.#pool = new WorkerPool({ threads, waiting: 4096 });
  }

  hash(paths: readonly string[], { within, bytesPerSecond, signal }: HashOptions): Promise<readonly (FileHash | FileFailure)[]> {
    return this.#pool.run<HashTask, (FileHash | FileFailure)[]>(hashFile, 'hashFilesTask', { paths, within, bytesPerSecond }, [], signal);
  }

  async copy({ within, without, signal, ...order }: CopyRequest): Promise<CopiedFile | FileFailure> {
    const [answer] = await this.copyAll([order], { within, ...(without !== undefined && { without }), ...(signal && { signal }) });
    if (answer === undefined) throw new Error('a copy has an answer');
    return answer;
  }

  copyAll(orders: readonly CopyOrder[], { within, without, signal }: CopyOptions): Promise<readonly (CopiedFile | FileFailure)[]> {
    return this.#pool.run<CopyTask, (CopiedFile | FileFailure)[]>(copyFiles, 'copyFilesTask', { orders, within, without }, [], signal);
  }

  close(): Promise<void> {
    return this.#pool.close();
  }
}
