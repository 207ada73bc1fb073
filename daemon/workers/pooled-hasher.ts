import type { CopiedFile, CopyOptions, CopyOrder, CopyRequest, FileFailure, FileHash, Hasher, HashOptions } from '../api/hasher.js';
import type { CopyTask } from './tasks/copy-files.js';
import type { HashTask } from './tasks/hash-files.js';
import { WorkerPool } from './worker-pool.js';

const hashFile = new URL('./tasks/hash-files.js', import.meta.url);
const copyFiles = new URL('./tasks/copy-files.js', import.meta.url);

const waiting = 4096;
const youngMegabytes = 2;

/** Hashes in two threads, so that a large file holds up no other task; copies in more, which wait for the disk most of their time. */
export class PooledHasher implements Hasher {
  readonly #hashing = new WorkerPool({ threads: 2, waiting });
  // An fsync of a small file takes as long as one thread waits for it: eight at once take 0.5 ms each where one alone took 4.8.
  readonly #copying = new WorkerPool({ threads: 8, waiting, youngMegabytes });

  hash(paths: readonly string[], { within, bytesPerSecond, signal }: HashOptions): Promise<readonly (FileHash | FileFailure)[]> {
    return this.#hashing.run<HashTask, (FileHash | FileFailure)[]>(hashFile, 'hashFilesTask', { paths, within, bytesPerSecond }, [], signal);
  }

  async copy({ within, without, signal, ...order }: CopyRequest): Promise<CopiedFile | FileFailure> {
    const [answer] = await this.copyAll([order], { within, ...(without !== undefined && { without }), ...(signal && { signal }) });
    if (answer === undefined) throw new Error('a copy has an answer');
    return answer;
  }

  copyAll(orders: readonly CopyOrder[], { within, without, signal }: CopyOptions): Promise<readonly (CopiedFile | FileFailure)[]> {
    return this.#copying.run<CopyTask, (CopiedFile | FileFailure)[]>(copyFiles, 'copyFilesTask', { orders, within, without }, [], signal);
  }

  async close(): Promise<void> {
    await this.#hashing.close();
    await this.#copying.close();
  }
}
