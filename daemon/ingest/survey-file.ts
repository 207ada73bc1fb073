import { closeSync, constants, fstatSync, openSync } from 'node:fs';
import type { EventBlock, TextValue } from '../api/event-block.js';
import type { SurveyedFile, SurveyRequest } from '../api/surveys.js';
import type { LineConfig } from './config.js';
import { readDocument } from './json/document.js';
import { endOfLine, lineBlocks, type BlockRoom } from './line-blocks.js';
import { longLine } from './long-line.js';
import { PlainParser } from './plain-parser.js';
import { ReadBuffer } from './read-buffer.js';
import { SeriesCount } from './series-count.js';

/** Bounds of events and of what is read at once. */
export type SurveyBounds = Pick<LineConfig, 'lineBytes' | 'eventKeys' | 'eventDepth' | 'keyBytes' | 'valueBytes' | 'chunkBytes' | 'documentBytes'>;

export interface FileToSurvey {
  readonly path: string;
  readonly file: string;
  readonly upTo: number;
  readonly named: SurveyRequest['named'];
  /** Called between two blocks. */
  readonly rest: () => void;
}

const mostRejects = 10_000;
const mostNamed = 100_000;
const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** What all surveys of a thread share: its memory. */
export class SurveyKit {
  readonly room: BlockRoom;
  readonly parser: PlainParser;

  constructor({ chunkBytes, lineBytes, eventKeys: keys, eventDepth: depth, keyBytes, valueBytes }: SurveyBounds) {
    this.room = { chunkBytes, lineBytes, buffer: new ReadBuffer(Buffer.allocUnsafeSlow(chunkBytes)) };
    this.parser = new PlainParser({ lineBytes, keys, depth, keyBytes, valueBytes });
  }
}

/** Counts what a file holds up to an offset, line by line from its first byte; throws what the system says when it cannot be read. */
export function surveyFile(wanted: FileToSurvey, { room, parser }: SurveyKit): SurveyedFile {
  const descriptor = openSync(wanted.path, flags);
  try {
    const stat = fstatSync(descriptor);
    if (!stat.isFile()) throw Object.assign(new Error(`${wanted.path} is no file`), { code: 'ENOTFILE', syscall: 'open' });
    const count = new FileCount(wanted);
    for (const block of lineBlocks(descriptor, wanted.upTo, room)) {
      count.take('bytes' in block ? parser.parse(block.bytes, 0, block.end, block.from) : longLine(block));
      wanted.rest();
    }
    return count.told(stat.size, endOfLine(descriptor, room.buffer, count.counted, Infinity) !== undefined);
  } finally {
    closeSync(descriptor);
  }
}

/** Sums over the blocks of one file. */
class FileCount {
  counted = 0;
  readonly #wanted: FileToSurvey;
  readonly #sums = { lines: 0, events: 0, metricEvents: 0, gluedLines: 0, rejects: 0 };
  readonly #series = new SeriesCount();
  readonly #rejected: { offset: number; length: number; reason: SurveyedFile['rejected'][number]['reason'] }[] = [];
  readonly #texts = new Map<TextValue['kind'], Map<string, number>>();
  readonly #named = new Set<string>();

  constructor(wanted: FileToSurvey) {
    this.#wanted = wanted;
  }

  take(block: EventBlock): void {
    this.counted = block.to;
    this.#sums.lines += block.lines;
    this.#sums.events += block.events;
    this.#sums.metricEvents += block.rows;
    this.#sums.gluedLines += block.gluedLines;
    this.#sums.rejects += block.rejects.length;
    this.#series.take(block);
    for (const { offset, length, reason } of block.rejects) if (this.#rejected.length < mostRejects) this.#rejected.push({ offset, length, reason });
    for (const text of block.texts) this.#takeText(text);
    for (const { type, data } of block.others) if (type === this.#wanted.named.type) this.#takeNamed(data);
  }

  told(size: number, hasMore: boolean): SurveyedFile {
    const texts = [...this.#texts].flatMap(([kind, names]) => [...names].map(([name, count]) => ({ name, kind, count })));
    return { file: this.#wanted.file, counted: this.counted, size, hasMore, ...this.#sums, rejected: this.#rejected, series: this.#series.all(), texts, named: [...this.#named] };
  }

  #takeText({ kind, name }: TextValue): void {
    const names = this.#texts.get(kind) ?? new Map<string, number>();
    names.set(name, (names.get(name) ?? 0) + 1);
    this.#texts.set(kind, names);
  }

  #takeNamed(data: string): void {
    const read = readDocument(Buffer.from(data));
    if (typeof read !== 'object' || read === null || Array.isArray(read)) return;
    const text: unknown = Object.entries(read).find(([key]) => key === this.#wanted.named.field)?.[1];
    if (typeof text === 'string' && this.#named.size < mostNamed) this.#named.add(text);
  }
}
