import type { EventBlock } from '../api/event-block.js';
import { CountedParts } from './counted-parts.js';
import { EventColumns } from './event-columns.js';
import { EventReader } from './event-reader.js';
import { Byte } from './json/bytes.js';
import { defaultEventLimits, type EventLimits } from './json/limits.js';
import { LineRecovery } from './line-recovery.js';
import { LineScanner } from './line-scanner.js';
import { Surprise } from './scan-memory.js';

const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf]);

/** What the parsers of all files share, since they work one after the other: memory and learnt words that a thousand files need once. */
export class ParserKit {
  readonly columns = new EventColumns();
  readonly reader = new EventReader(this.columns);
  readonly recovery: LineRecovery;
  readonly scanner: LineScanner;

  constructor(limits: EventLimits = defaultEventLimits) {
    this.recovery = new LineRecovery(limits);
    this.scanner = new LineScanner(limits);
  }
}

/** Turns whole lines of event files into columns. */
export class EventParser {
  readonly #kit: ParserKit;
  readonly #columns: EventColumns;

  constructor(kit: ParserKit = new ParserKit()) {
    this.#kit = kit;
    this.#columns = kit.columns;
  }

  /**
   * Parses the lines in [start, end) of `bytes`, the last of which ends with its LF; `from` is where they stand in the file. The
   * arrays of the block are good until the next block of any parser of the kit.
   */
  parse(bytes: Buffer, start: number, end: number, from: number): EventBlock {
    const { scanner } = this.#kit;
    const toFile = from - start;
    const toAddress = bytes[end - 1] === Byte.lf ? scanner.begin(bytes, start, end) : undefined;
    this.#columns.begin(from, toAddress === undefined ? undefined : scanner.room);
    const hasMark = from === 0 && bytes.subarray(start, Math.min(end, start + 3)).equals(byteOrderMark);
    let p = hasMark ? start + byteOrderMark.length : start;
    while (p < end) {
      if (toAddress !== undefined) p = scanner.scan(p + toAddress, end + toAddress, toFile - toAddress, this.#columns) - toAddress;
      if (p < end) p = this.#general(bytes, p, end, toFile, toAddress);
    }
    return this.#columns.finish(from + end - start);
  }

  #general(bytes: Buffer, at: number, end: number, toFile: number, toAddress: number | undefined): number {
    const { recovery, scanner } = this.#kit;
    const lf = bytes.indexOf(Byte.lf, at);
    const to = lf < 0 ? end : lf;
    const parts = new CountedParts(bytes, toFile, this.#kit);
    recovery.read(bytes, at, to, parts);
    if (parts.events > 0 && parts.events + parts.rejects > 1) this.#columns.gluedLines++;
    if (toAddress !== undefined && parts.events === 1 && parts.rejects === 0 && scanner.surprise === Surprise.word) scanner.learn(bytes, at, to, toAddress);
    this.#columns.lines++;
    return to + 1;
  }
}
