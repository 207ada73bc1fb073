import type { FileHandle } from 'node:fs/promises';
import { RunkeepError } from '../../../daemon/api/errors.js';
import type { Hasher } from '../../../daemon/api/hasher.js';
import { errnoOf, poolError } from '../errno.js';
import { candidatesOf, disown, type CandidateParts } from './candidates.js';
import { damaged, holds, openCandidate, readWhole, stream, type Wanted } from './verified-read.js';

export interface BlobReaderParts extends CandidateParts {
  readonly hasher: Hasher;
}

const wholeBytes = 64 * 2 ** 20;
const wrongFile = new Set(['ENOENT', 'ENOTDIR', 'ELOOP', 'not-a-file', 'outside', 'source-changed']);

/** Reads bytes out, never wrong ones: a copy that is not intact is passed over, and disowned. */
export class BlobReader {
  readonly #parts: BlobReaderParts;

  constructor(parts: BlobReaderParts) {
    this.#parts = parts;
  }

  /** How many bytes a digest has; rejects where it is not known. */
  async sizeOf(digest: string): Promise<number> {
    const { database } = this.#parts;
    const [row] = await database.rows<{ size: number }>(database.reader('dedup_blobs').where({ digest }).select('size'));
    if (row === undefined) throw new RunkeepError('not-found', 'no-blob', `The bytes of ${digest} are not known here.`, 'POST /api/dedup/blobs/known tells which are missing.');
    return row.size;
  }

  /** The bytes of a digest from the first intact copy; `preferred` is a place that is tried before others. */
  async *read(wanted: Wanted, preferred: string | null, signal: AbortSignal): AsyncGenerator<Uint8Array> {
    for (const candidate of await candidatesOf(this.#parts, wanted.digest, preferred)) {
      const handle = await openCandidate(candidate.path, this.#parts.root, wanted.size);
      try {
        const parts = handle === undefined ? undefined : await this.#intact(handle, candidate.path, wanted, signal);
        if (parts !== undefined) {
          yield* parts;
          return;
        }
        await disown(this.#parts, wanted.digest, candidate);
      } catch (failure) {
        if (failure instanceof RunkeepError && failure.code === 'object-damaged') await disown(this.#parts, wanted.digest, candidate);
        throw failure instanceof Error && 'syscall' in failure ? poolError(errnoOf(failure) ?? '', failure.message, failure) : failure;
      } finally {
        await handle?.close();
      }
    }
    throw damaged(wanted.digest);
  }

  /** Short files are sent from memory, whole ones as they are read; a range of a long one only after all of it was hashed. */
  async #intact(handle: FileHandle, path: string, wanted: Wanted, signal: AbortSignal): Promise<AsyncIterable<Uint8Array> | Iterable<Uint8Array> | undefined> {
    if (wanted.size <= wholeBytes) {
      const bytes = await readWhole(handle, wanted, signal);
      return bytes === undefined ? undefined : [bytes.subarray(wanted.range?.start ?? 0, (wanted.range?.end ?? wanted.size - 1) + 1)];
    }
    if (wanted.range !== undefined) {
      const [hashed] = await this.#parts.hasher.hash([path], { within: this.#parts.root, signal });
      // a machine that is short of files says nothing of the bytes
      if (hashed?.ok === false && !wrongFile.has(hashed.code)) throw poolError(hashed.code, hashed.message);
      if (!(await holds(handle, hashed, wanted.digest))) return undefined;
    }
    return stream(handle, wanted, signal);
  }
}
