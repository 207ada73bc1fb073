import type { EventBlock } from '../api/event-block.js';
import { CountedParts } from './counted-parts.js';
import { EventColumns } from './event-columns.js';
import { EventReader } from './event-reader.js';
import { Byte } from './json/bytes.js';
import type { EventLimits } from './json/limits.js';
import { LineRecovery } from './line-recovery.js';

const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf]);

/** Reads every line by the general path, which knows everything and remembers nothing: for those who check what the scanner read. */
export class PlainParser {
  readonly #columns = new EventColumns();
  readonly #reader = new EventReader(this.#columns);
  readonly #recovery: LineRecovery;

  constructor(limits: EventLimits) {
    this.#recovery = new LineRecovery(limits);
  }

  /** The lines in [start, end), the last of which ends with its LF; `from` is where they stand in the file. */
  parse(bytes: Buffer, start: number, end: number, from: number): EventBlock {
    this.#columns.begin(from);
    const hasMark = from === 0 && bytes.subarray(start, Math.min(end, start + 3)).equals(byteOrderMark);
    let p = hasMark ? start + byteOrderMark.length : start;
    while (p < end) p = this.#line(bytes, p, from - start);
    return this.#columns.finish(from + end - start);
  }

  #line(bytes: Buffer, at: number, toFile: number): number {
    const lf = bytes.indexOf(Byte.lf, at);
    const parts = new CountedParts(bytes, toFile, { columns: this.#columns, reader: this.#reader });
    this.#recovery.read(bytes, at, lf, parts);
    if (parts.events > 0 && parts.events + parts.rejects > 1) this.#columns.gluedLines++;
    this.#columns.lines++;
    return lf + 1;
  }
}
