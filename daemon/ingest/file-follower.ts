import type { EventBlock } from '../api/event-block.js';
import type { Stream } from '../api/metric-writer.js';
import type { FoundRun } from '../api/watch.js';
import type { LineWork } from './line-work.js';
import { livePoints } from './live-points.js';
import { longLine } from './long-line.js';
import { EventParser, type ParserKit } from './parse.js';
import { Tail, type TailTools } from './tail.js';

/** What the followers of all files share. */
export interface FileTools extends TailTools {
  readonly parsers: ParserKit;
}

/** One event file on its way into the store: tail, parser and stream joined. */
export class FileFollower {
  readonly name: string;
  readonly #work: LineWork;
  readonly #tools: FileTools;
  readonly #tail: Tail;
  readonly #stream: Stream;
  readonly #parser: EventParser;
  #nextRow: number;
  #rejects: number;
  #newestTs: number | null = null;
  #heldPoints = 0;
  #trouble: string | null = null;
  readonly #hashBefore = (offset: number): string => this.#tail.hashBefore(offset);

  constructor(run: FoundRun, file: { readonly name: string; readonly path: string }, tools: FileTools, work: LineWork) {
    this.name = file.name;
    this.#work = work;
    this.#tools = tools;
    this.#parser = new EventParser(tools.parsers);
    this.#stream = work.writer.open(run.experimentId, file.name);
    this.#tail = new Tail(file.path, this.#stream.cursor, tools);
    const held = work.writer.unsealed(run.experimentId).find(({ counts }) => counts.file === file.name);
    this.#nextRow = held?.counts.metricEvents ?? 0;
    this.#rejects = held?.counts.rejects ?? 0;
  }

  get size(): number {
    return this.#tail.size;
  }

  /** Bytes that were not taken in when the file was last looked at, half a line included. */
  get unread(): number {
    return Math.max(0, this.#tail.size - this.#tail.offset);
  }

  /** Did the last step read it to its end? */
  get isAtEnd(): boolean {
    return this.#tail.isAtEnd;
  }

  /** Unix seconds of the file's last change. */
  get modified(): number {
    return this.#tail.modified;
  }

  get rejects(): number {
    return this.#rejects;
  }

  get newestTs(): number | null {
    return this.#newestTs;
  }

  /** Points that were given to the writer since the last seal; it may have sealed some of them by itself. */
  get heldPoints(): number {
    return this.#heldPoints;
  }

  /** Takes the next lines in; answers how many bytes were looked at, 0 when there is nothing whole to read. */
  advance(run: FoundRun, how: 'look' | 'more' = 'look'): number {
    const step = how === 'look' ? this.#tail.next() : this.#tail.more();
    if (step.kind !== 'gone') this.#tellTrouble(run, step.kind === 'unreadable' ? step.code : null);
    switch (step.kind) {
      case 'lines':
        this.#take(run, this.#parser.parse(step.bytes, step.start, step.end, step.from));
        return step.end - step.start;
      case 'long':
        this.#take(run, longLine(step));
        return step.to - step.from;
      case 'searching':
        return this.#tools.chunkBytes;
      case 'restarted':
        this.#restart(run);
        return 1;
      default:
        return 0;
    }
  }

  /** Puts on disk what the writer holds of this file. */
  seal(): void {
    this.#work.writer.noteSize(this.#stream, this.#tail.size);
    this.#work.writer.seal(this.#stream);
    this.#heldPoints = 0;
  }

  /** Seals and lets go of the file and its stream. */
  close(): void {
    this.#work.writer.noteSize(this.#stream, this.#tail.size);
    this.#work.writer.close(this.#stream);
    this.#tail.release();
  }

  /** Lets go of the file; the store has forgotten its stream. */
  abandon(): void {
    this.#tail.release();
  }

  #take(run: FoundRun, block: EventBlock): void {
    const { writer, projection } = this.#work;
    writer.append(this.#stream, block, this.#tail.dev, this.#tail.inode, this.#hashBefore);
    if (block.others.length > 0) projection.events(run, this.name, this.#stream.cursor.generation, block.others);
    this.#rejects += block.rejects.length;
    this.#heldPoints += block.points;
    this.#newestTs = newest(block, this.#newestTs);
    this.#work.read({ lines: block.lines, points: block.points, rejects: block.rejects.length, bytes: block.to - block.from });
    this.#work.changed(run.experimentId);
    if (block.rows > 0 && this.#work.isHeard(run.experimentId)) {
      const { generation } = this.#stream.cursor;
      this.#work.hear(livePoints(block, { experimentId: run.experimentId, file: this.name, generation, firstRow: this.#nextRow }));
    }
    this.#nextRow += block.rows;
  }

  #restart(run: FoundRun): void {
    const { writer, projection } = this.#work;
    writer.restart(this.#stream, this.#tail.dev, this.#tail.inode);
    projection.restarted(run, this.name, this.#stream.cursor.generation);
    this.#nextRow = this.#rejects = this.#heldPoints = 0;
    this.#newestTs = null;
    this.#work.changed(run.experimentId);
  }

  #tellTrouble(run: FoundRun, code: string | null): void {
    if (code === this.#trouble) return;
    this.#trouble = code;
    this.#work.projection.unreadable?.(run, this.name, code);
    this.#work.changed(run.experimentId);
  }
}

function newest(block: EventBlock, before: number | null): number | null {
  let ts = before ?? -Infinity;
  for (let i = 0; i < block.rows; i++) ts = Math.max(ts, block.ts[i] ?? -Infinity);
  for (const event of block.others) ts = Math.max(ts, event.ts);
  return ts === -Infinity ? null : ts;
}
