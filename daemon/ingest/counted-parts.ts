import type { Reject } from '../api/event-block.js';
import type { EventColumns } from './event-columns.js';
import type { EventReader } from './event-reader.js';
import type { LineParts } from './line-recovery.js';

/** Bytes of a reject that are kept (LIM-04). */
export const sampleBytes = 256;

/** Puts what a line is made of into the columns, and counts it. */
export class CountedParts implements LineParts {
  events = 0;
  rejects = 0;
  readonly #bytes: Buffer;
  readonly #toFile: number;
  readonly #into: { readonly columns: EventColumns; readonly reader: EventReader };

  /** `toFile` leads from a place in `bytes` to its place in the file. */
  constructor(bytes: Buffer, toFile: number, into: { readonly columns: EventColumns; readonly reader: EventReader }) {
    this.#bytes = bytes;
    this.#toFile = toFile;
    this.#into = into;
  }

  event(start: number, end: number): void {
    this.events++;
    this.#into.reader.read(this.#bytes, start, end, start + this.#toFile);
  }

  reject(start: number, end: number, reason: Reject['reason']): void {
    this.rejects++;
    const sample = Uint8Array.from(this.#bytes.subarray(start, Math.min(end, start + sampleBytes)));
    this.#into.columns.rejects.push({ offset: start + this.#toFile, length: end - start, reason, sample });
  }
}
