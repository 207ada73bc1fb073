import { ValueKind } from '../api/event-block.js';
import type { EventColumns } from './event-columns.js';
import { ascii, Byte, startsWith } from './json/bytes.js';
import { NumberToken } from './json/number-token.js';
import { type LineShape, Role, shapeHead, shapeMiddle } from './line-shape.js';

/** A run logs in few shapes (train, eval); more are not worth trying one after the other. */
const shapesKept = 8;
const stagesKept = 4;
/** Bytes; longer numbers and stages are rare, and the general path knows their limits. */
const longestToken = 256;
const yes = ascii('true');
const no = ascii('false');

/**
 * The fast path: compares a line with the shapes learnt before instead of parsing its keys again, which makes lines of the SDK
 * 5 times as fast as the general path. Whatever surprises it is left to that path; what it takes is the same to the bit.
 */
export class FastLines {
  readonly #columns: EventColumns;
  readonly #number = new NumberToken();
  readonly #shapes: Learnt[] = [];
  readonly #stages: Stage[] = [];
  #end = -1;
  #kind: ValueKind = ValueKind.float;
  #stage = -1;

  constructor(columns: EventColumns) {
    this.#columns = columns;
  }

  learn(shape: LineShape): void {
    if (this.#shapes.some((learnt) => isSameShape(learnt.shape, shape))) return;
    this.#shapes.unshift({ shape, block: -1, indexes: new Uint32Array(shape.keys.length) });
    if (this.#shapes.length > shapesKept) this.#shapes.pop();
  }

  /** Position behind the LF of the line at `at` when its event is in the columns now; -1 when the general path must read it. */
  read(bytes: Buffer, at: number, offset: number): number {
    if (!startsWith(bytes, at, shapeHead)) return -1;
    const ts = this.#number.read(bytes, at + shapeHead.length);
    const middle = this.#number.end;
    if (middle < 0 || !Number.isFinite(ts) || !startsWith(bytes, middle, shapeMiddle)) return -1;
    const from = middle + shapeMiddle.length;
    for (let i = 0; i < this.#shapes.length; i++) {
      const learnt = this.#shapes[i];
      if (learnt === undefined) break;
      const end = this.#body(bytes, from, ts, offset, learnt);
      if (end < 0) continue;
      if (i > 0) this.#shapes.unshift(...this.#shapes.splice(i, 1));
      return end;
    }
    return -1;
  }

  #body(bytes: Buffer, from: number, ts: number, offset: number, learnt: Learnt): number {
    const { keys, roles } = learnt.shape;
    const columns = this.#columns;
    const firstPoint = columns.points;
    columns.reserve(keys.length);
    let p = from;
    let step = NaN;
    this.#stage = -1;
    for (let i = 0; i < keys.length; i++) {
      if (i > 0) {
        if (bytes[p] !== Byte.comma || bytes[p + 1] !== Byte.space) return this.#surprise(firstPoint);
        p += 2;
      }
      const key = keys[i];
      if (key === undefined || !startsWith(bytes, p, key)) return this.#surprise(firstPoint);
      const role = roles[i];
      const value = role === Role.stage ? this.#readStage(bytes, p + key.length) : this.#readNumber(bytes, p + key.length);
      p = this.#end;
      if (p < 0) return this.#surprise(firstPoint);
      if (role === Role.metric) columns.addPoint(i, value, this.#kind);
      else if (!this.#isBookkeeping(role, value, ts)) return this.#surprise(firstPoint);
      else if (role === Role.step) step = value;
    }
    if (bytes[p] !== Byte.closeBrace || bytes[p + 1] !== Byte.closeBrace || bytes[p + 2] !== Byte.lf) return this.#surprise(firstPoint);
    this.#keep(learnt, firstPoint);
    columns.addRow(ts, step, this.#stage < 0 ? -1 : columns.stageIndex(this.#stages[this.#stage]?.text ?? ''), offset);
    columns.events++;
    return p + 3;
  }

  /** A value under a name of bookkeeping that is none is a metric, and no case for this path. */
  #isBookkeeping(role: Role | undefined, value: number, ts: number): boolean {
    if (role === Role.stage) return true;
    return this.#kind !== ValueKind.bool && (role === Role.step ? Number.isSafeInteger(value) : value === ts);
  }

  /** Only now do the names enter the block: a line that surprises must leave no trace in it. */
  #keep(learnt: Learnt, firstPoint: number): void {
    const { name, points, block } = this.#columns;
    const { indexes, shape } = learnt;
    if (learnt.block !== block) {
      for (let j = firstPoint; j < points; j++) {
        const key = name[j] ?? 0;
        indexes[key] = this.#columns.nameIndex(shape.names[key] ?? '');
      }
      learnt.block = block;
    }
    for (let j = firstPoint; j < points; j++) name[j] = indexes[name[j] ?? 0] ?? 0;
  }

  #surprise(firstPoint: number): -1 {
    this.#columns.points = firstPoint;
    return -1;
  }

  /** A number or boolean; a big integer, whose text must be kept, surprises. */
  #readNumber(bytes: Buffer, at: number): number {
    const number = this.#number;
    const value = number.read(bytes, at);
    this.#kind = number.kind;
    this.#end = number.kind === ValueKind.bigint || number.end - at > longestToken ? -1 : number.end;
    return number.end < 0 ? this.#readBoolean(bytes, at) : value;
  }

  #readBoolean(bytes: Buffer, at: number): number {
    const word = bytes[at] === Byte.t ? yes : no;
    this.#kind = ValueKind.bool;
    this.#end = startsWith(bytes, at, word) ? at + word.length : -1;
    return word === yes ? 1 : 0;
  }

  /** One of the stages met before, or a new one in plain letters. */
  #readStage(bytes: Buffer, at: number): number {
    this.#stage = this.#stages.findIndex((stage) => startsWith(bytes, at, stage.bytes));
    const known = this.#stages[this.#stage];
    this.#end = known === undefined ? this.#learnStage(bytes, at) : at + known.bytes.length;
    return 0;
  }

  #learnStage(bytes: Buffer, at: number): number {
    if (bytes[at] !== Byte.quote) return -1;
    let end = at + 1;
    while (end - at < longestToken && isPlain(bytes[end] ?? 0)) end++;
    if (bytes[end] !== Byte.quote) return -1;
    this.#stages.unshift({ bytes: Uint8Array.from(bytes.subarray(at, end + 1)), text: bytes.toString('latin1', at + 1, end) });
    if (this.#stages.length > stagesKept) this.#stages.pop();
    this.#stage = 0;
    return end + 1;
  }
}

function isSameShape(a: LineShape, b: LineShape): boolean {
  return a.keys.length === b.keys.length && a.keys.every((key, i) => Buffer.compare(key, b.keys[i] ?? yes) === 0);
}

function isPlain(byte: number): boolean {
  return byte >= Byte.space && byte < 0x7f && byte !== Byte.quote && byte !== Byte.backslash;
}

interface Learnt {
  readonly shape: LineShape;
  /** The block for which `indexes` holds the indexes of the names. */
  block: number;
  readonly indexes: Uint32Array;
}

interface Stage {
  /** With its quotes. */
  readonly bytes: Uint8Array;
  readonly text: string;
}
