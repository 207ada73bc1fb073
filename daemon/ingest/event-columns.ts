import type { EventBlock, OtherEvent, Reject, TextValue } from '../api/event-block.js';

/** The columns of the block being read. Rows and points are written straight into the arrays; `finish` copies them out. */
export class EventColumns {
  lines = 0;
  events = 0;
  gluedLines = 0;
  rows = 0;
  ts = new Float64Array(64);
  step = new Float64Array(64);
  stage = new Int32Array(64);
  offset = new Float64Array(64);
  points = 0;
  row = new Uint32Array(256);
  name = new Uint32Array(256);
  value = new Float64Array(256);
  kind = new Uint8Array(256);
  texts: TextValue[] = [];
  others: OtherEvent[] = [];
  rejects: Reject[] = [];
  /** Changes with every block: indexes of names are good within one. */
  block = 0;

  #from = 0;
  #names = new Map<string, number>();
  #stages = new Map<string, number>();

  begin(from: number): void {
    this.#from = from;
    this.block++;
    this.lines = this.events = this.gluedLines = this.rows = this.points = 0;
    this.texts = [];
    this.others = [];
    this.rejects = [];
    this.#names = new Map();
    this.#stages = new Map();
  }

  nameIndex(name: string): number {
    return indexIn(this.#names, name);
  }

  stageIndex(stage: string): number {
    return indexIn(this.#stages, stage);
  }

  /** Makes room for one row more, with so many points. */
  reserve(points: number): void {
    if (this.rows === this.ts.length) this.#growRows();
    if (this.points + points > this.value.length) this.#growPoints(this.points + points);
  }

  /** Adds a point to the row that `addRow` will close. */
  addPoint(name: number, value: number, kind: number): void {
    this.row[this.points] = this.rows;
    this.name[this.points] = name;
    this.value[this.points] = value;
    this.kind[this.points++] = kind;
  }

  addRow(ts: number, step: number, stage: number, offset: number): void {
    this.ts[this.rows] = ts;
    this.step[this.rows] = step;
    this.stage[this.rows] = stage;
    this.offset[this.rows++] = offset;
  }

  finish(to: number): EventBlock {
    const { rows, points } = this;
    return {
      from: this.#from,
      to,
      lines: this.lines,
      events: this.events,
      gluedLines: this.gluedLines,
      rows,
      ts: this.ts.slice(0, rows),
      step: this.step.slice(0, rows),
      stage: this.stage.slice(0, rows),
      offset: this.offset.slice(0, rows),
      points,
      row: this.row.slice(0, points),
      name: this.name.slice(0, points),
      value: this.value.slice(0, points),
      kind: this.kind.slice(0, points),
      names: [...this.#names.keys()],
      stages: [...this.#stages.keys()],
      texts: this.texts,
      others: this.others,
      rejects: this.rejects,
    };
  }

  #growRows(): void {
    const length = this.ts.length * 2;
    this.ts = grown(this.ts, new Float64Array(length));
    this.step = grown(this.step, new Float64Array(length));
    this.stage = grown(this.stage, new Int32Array(length));
    this.offset = grown(this.offset, new Float64Array(length));
  }

  #growPoints(needed: number): void {
    const length = Math.max(needed, this.value.length * 2);
    this.row = grown(this.row, new Uint32Array(length));
    this.name = grown(this.name, new Uint32Array(length));
    this.value = grown(this.value, new Float64Array(length));
    this.kind = grown(this.kind, new Uint8Array(length));
  }
}

function indexIn(words: Map<string, number>, word: string): number {
  const known = words.get(word);
  if (known !== undefined) return known;
  words.set(word, words.size);
  return words.size - 1;
}

function grown<Column extends { set(from: Column): void }>(from: Column, to: Column): Column {
  to.set(from);
  return to;
}
