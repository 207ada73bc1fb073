import type { EventBlock, OtherEvent, Reject, TextValue } from '../api/event-block.js';

import { PlainWords, type BlockWords } from './block-words.js';

/** The arrays of a block's rows and of its points. */
export interface ColumnArrays {
  readonly ts: Float64Array<ArrayBuffer>;
  readonly step: Float64Array<ArrayBuffer>;
  readonly stage: Int32Array<ArrayBuffer>;
  readonly offset: Float64Array<ArrayBuffer>;
  readonly row: Uint32Array<ArrayBuffer>;
  readonly name: Uint32Array<ArrayBuffer>;
  readonly value: Float64Array<ArrayBuffer>;
  readonly kind: Uint8Array<ArrayBuffer>;
}

/** Arrays to begin a block in, and the indexes of its names and stages. */
export interface ColumnRoom extends ColumnArrays {
  readonly names: BlockWords;
  readonly stages: BlockWords;
}

/** The columns of the block being read. Rows and points are written straight into the arrays, which the block borrows. */
export class EventColumns {
  lines = 0;
  events = 0;
  gluedLines = 0;
  rows = 0;
  points = 0;
  texts: TextValue[] = [];
  others: OtherEvent[] = [];
  rejects: Reject[] = [];
  #from = 0;
  #room = plainRoom();

  /** Begins a block in the given room, or in one of its own that grows. */
  begin(from: number, room: ColumnRoom = plainRoom()): void {
    this.#from = from;
    this.#room = room;
    this.lines = this.events = this.gluedLines = this.rows = this.points = 0;
    this.texts = [];
    this.others = [];
    this.rejects = [];
    room.names.begin();
    room.stages.begin();
  }

  nameIndex(name: string): number {
    return this.#room.names.indexOf(name);
  }

  stageIndex(stage: string): number {
    return this.#room.stages.indexOf(stage);
  }

  /** Makes room for one row more, with so many points. */
  reserve(points: number): void {
    const { ts, value } = this.#room;
    if (this.rows === ts.length) this.#room = { ...this.#room, ...grownRows(this.#room, ts.length * 2) };
    if (this.points + points > value.length) this.#room = { ...this.#room, ...grownPoints(this.#room, Math.max(this.points + points, value.length * 2)) };
  }

  /** Adds a point to the row that `addRow` will close. */
  addPoint(name: number, value: number, kind: number): void {
    const room = this.#room;
    room.row[this.points] = this.rows;
    room.name[this.points] = name;
    room.value[this.points] = value;
    room.kind[this.points++] = kind;
  }

  addRow(ts: number, step: number, stage: number, offset: number): void {
    const room = this.#room;
    room.ts[this.rows] = ts;
    room.step[this.rows] = step;
    room.stage[this.rows] = stage;
    room.offset[this.rows++] = offset;
  }

  finish(to: number): EventBlock {
    // Written out: spreading the arrays took 1 us a block, which is a line of a growing file.
    const { names, stages, ts, step, stage, offset, row, name, value, kind } = this.#room;
    const { lines, events, gluedLines, rows, points, texts, others, rejects } = this;
    return { from: this.#from, to, lines, events, gluedLines, rows, points, ts, step, stage, offset, row, name, value, kind, names: names.list(), stages: stages.list(), texts, others, rejects };
  }
}

function plainRoom(): ColumnRoom {
  return { ...grownRows(undefined, 64), ...grownPoints(undefined, 256), names: new PlainWords(), stages: new PlainWords() };
}

function grownRows(from: ColumnArrays | undefined, length: number): Pick<ColumnArrays, 'ts' | 'step' | 'stage' | 'offset'> {
  return {
    ts: grown(from?.ts, new Float64Array(length)),
    step: grown(from?.step, new Float64Array(length)),
    stage: grown(from?.stage, new Int32Array(length)),
    offset: grown(from?.offset, new Float64Array(length)),
  };
}

function grownPoints(from: ColumnArrays | undefined, length: number): Pick<ColumnArrays, 'row' | 'name' | 'value' | 'kind'> {
  return {
    row: grown(from?.row, new Uint32Array(length)),
    name: grown(from?.name, new Uint32Array(length)),
    value: grown(from?.value, new Float64Array(length)),
    kind: grown(from?.kind, new Uint8Array(length)),
  };
}

function grown<Column extends { set(from: Column): void }>(from: Column | undefined, to: Column): Column {
  if (from !== undefined) to.set(from);
  return to;
}
