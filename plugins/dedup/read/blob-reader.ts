import type { FileHandle } from 'node:fs/promises';
import { RunkeepError } from '../../../daemon/api/errors.js';
import { candidatesOf, disown, type CandidateParts } from './candidates.js';
import { damaged, holds, openCandidate, readWhole, stream, type Wanted } from './verified-read.js';

const wholeBytes = 64 * 2 ** 20;

/** Reads bytes out, never wrong ones: a copy that is not intact is passed over, and disowned. */
export class BlobReader {
  readonly #parts: CandidateParts;

  constructor(parts: CandidateParts) {
    this.#parts = parts;
  }

  /** The bytes of a digest from the first intact copy; `preferred` is a place that is tried before others. */
  async *read(wanted: Wanted, preferred: string | null, signal: AbortSignal): AsyncGenerator<Uint8Array> {
    for (const candidate of await candidatesOf(this.#parts, wanted.digest, preferred)) {
      const handle = await openCandidate(candidate.path, this.#parts.root, wanted.size);
      try {
        const parts = handle === undefined ? undefined : await this.#intact(handle, wanted, signal);
        if (parts !== undefined) {
          yield* parts;
          return;
        }
        await disown(this.#parts, wanted.digest, candidate);
      } catch (failure) {
        if (failure instanceof RunkeepError && failure.code === 'object-damaged') await disown(this.#parts, wanted.digest, candidate);
        throw failure;
      } finally {
        await handle?.close();
      }
    }
    throw damaged(wanted.digest);
  }

  /** Short files are sent from memory, whole ones as they are read; a range of a long one only after all of it was hashed. */
  async #intact(handle: FileHandle, wanted: Wanted, signal: AbortSignal): Promise<AsyncIterable<Uint8Array> | Iterable<Uint8Array> | undefined> {
    if (wanted.size <= wholeBytes) {
      const bytes = await readWhole(handle, wanted, signal);
      return bytes === undefined ? undefined : [bytes.subarray(wanted.range?.start ?? 0, (wanted.range?.end ?? wanted.size - 1) + 1)];
    }
    if (wanted.range !== undefined && !(await holds(handle, wanted, signal))) return undefined;
    return stream(handle, wanted, signal);
  }
}
