import type { EventBlock, Reject } from '../api/event-block.js';
import { EventColumns } from './event-columns.js';
import { EventReader } from './event-reader.js';
import { FastLines } from './fast-lines.js';
import { Byte } from './json/bytes.js';
import { defaultEventLimits, type EventLimits } from './json/limits.js';
import { type LineParts, LineRecovery } from './line-recovery.js';
import { shapeOf } from './line-shape.js';

/** Bytes of a reject that are kept (LIM-04). */
export const sampleBytes = 256;

const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf]);

/** What the parsers of all files share, since they work one after the other: 150 KB that a thousand files need once. */
export class ParserKit {
  readonly columns = new EventColumns();
  readonly reader = new EventReader(this.columns);
  readonly recovery: LineRecovery;

  constructor(limits: EventLimits = defaultEventLimits) {
    this.recovery = new LineRecovery(limits);
  }
}

/** Turns whole lines of one event file into columns. Keeps what it learnt about the file's lines from block to block. */
export class EventParser {
  readonly #kit: ParserKit;
  readonly #columns: EventColumns;
  readonly #fast: FastLines;

  constructor(kit: ParserKit = new ParserKit()) {
    this.#kit = kit;
    this.#columns = kit.columns;
    this.#fast = new FastLines(kit.columns);
  }

  /** Parses the lines in [start, end) of `bytes`, the last of which ends with its LF; `from` is where they stand in the file. */
  parse(bytes: Buffer, start: number, end: number, from: number): EventBlock {
    this.#columns.begin(from);
    const toFile = from - start;
    const hasMark = from === 0 && bytes.subarray(start, Math.min(end, start + 3)).equals(byteOrderMark);
    let p = hasMark ? start + byteOrderMark.length : start;
    while (p < end) {
      const next = this.#fast.read(bytes, p, p + toFile);
      p = next < 0 ? this.#general(bytes, p, end, toFile) : next;
      this.#columns.lines++;
    }
    return this.#columns.finish(from + end - start);
  }

  #general(bytes: Buffer, at: number, end: number, toFile: number): number {
    const lf = bytes.indexOf(Byte.lf, at);
    const to = lf < 0 ? end : lf;
    const parts = new CountedParts(bytes, toFile, this.#kit);
    this.#kit.recovery.read(bytes, at, to, parts);
    if (parts.events > 0 && parts.events + parts.rejects > 1) this.#columns.gluedLines++;
    const shape = parts.events === 1 ? shapeOf(bytes, at, to) : undefined;
    if (shape !== undefined) this.#fast.learn(shape);
    return to + 1;
  }
}

class CountedParts implements LineParts {
  events = 0;
  rejects = 0;
  readonly #bytes: Buffer;
  readonly #toFile: number;
  readonly #kit: ParserKit;

  constructor(bytes: Buffer, toFile: number, kit: ParserKit) {
    this.#bytes = bytes;
    this.#toFile = toFile;
    this.#kit = kit;
  }

  event(start: number, end: number): void {
    this.events++;
    this.#kit.reader.read(this.#bytes, start, end, start + this.#toFile);
  }

  reject(start: number, end: number, reason: Reject['reason']): void {
    this.rejects++;
    const sample = Uint8Array.from(this.#bytes.subarray(start, Math.min(end, start + sampleBytes)));
    this.#kit.columns.rejects.push({ offset: start + this.#toFile, length: end - start, reason, sample });
  }
}
