import type { Reject } from '../../api/event-block.js';
import { ascii, Byte, skipSpace, startsWith } from './bytes.js';
import type { EventLimits } from './limits.js';
import { NumberToken } from './number-token.js';
import { stringEnd, stringText } from './string-token.js';

/** How every event of the SDK begins: where a torn line may go on (on-disk.md section 5, Recovery). */
export const eventStart = ascii('{"ts": ');

/** Values nested deeper than this are not followed to their end, so that memory stays constant. */
const deepest = 4096;
/** The keys of an event itself: ts, type, data, global_step, step, stage, time. */
const ownKeys = 7;

const Kind = { other: 0, number: 1, string: 2, object: 4, array: 8 } as const;
type Kind = (typeof Kind)[keyof typeof Kind];
/** What each key of an event must hold; a frame is an event when its flags show all three. */
const wanted: ReadonlyMap<string, Kind> = new Map([['ts', Kind.number], ['type', Kind.string], ['data', Kind.object]]);
const isWhole = Kind.number | Kind.string | Kind.object;
const words = [ascii('true'), ascii('false'), ascii('null')] as const;

/**
 * Walks over one JSON value without building it: is it whole, is it an event, does it keep the limits? It also notes the
 * whole events nested in it, so that recovery from any damage needs no second look at the same bytes and stays linear.
 */
export class ValueScan {
  /** Position behind the value; -1 when it is not whole. */
  end = -1;
  /** The first position that was not understood; the end when the value is whole. */
  reached = 0;
  isEvent = false;
  fault: Reject['reason'] | undefined;
  /** Where whole events begin within the value, in no order. */
  nested: number[] = [];

  readonly #limits: EventLimits;
  readonly #number = new NumberToken();
  readonly #isObject = new Uint8Array(deepest);
  readonly #flags = new Uint8Array(deepest);
  readonly #wanted = new Uint8Array(deepest);
  readonly #start = new Int32Array(deepest);
  #bytes: Buffer = Buffer.alloc(0);
  #stop = 0;
  #depth = 0;
  #keys = 0;
  #expectsValue = true;

  constructor(limits: EventLimits) {
    this.#limits = limits;
  }

  /** Looks at the value at `at`; nothing at or behind `stop` is read. */
  scan(bytes: Buffer, at: number, stop: number): void {
    this.#reset(bytes, stop);
    let p = at;
    while (p >= 0 && (this.#expectsValue || this.#depth > 0)) p = this.#expectsValue ? this.#value(p) : this.#after(p);
    this.end = p;
    this.reached = p < 0 ? ~p : p;
  }

  #reset(bytes: Buffer, stop: number): void {
    this.#bytes = bytes;
    this.#stop = stop;
    this.#depth = 0;
    this.#keys = 0;
    this.isEvent = false;
    this.fault = undefined;
    this.nested = [];
    this.#expectsValue = true;
  }

  /** Steps over a scalar, or into an object or array; answers the next position, or the complement of the faulty one. */
  #value(at: number): number {
    const p = skipSpace(this.#bytes, at, this.#stop);
    if (p >= this.#stop) return ~p;
    const byte = this.#bytes[p];
    if (byte === Byte.openBrace || byte === Byte.openBracket) return this.#open(p, byte === Byte.openBrace);
    if (byte === Byte.quote) return this.#string(p);
    for (const word of words) {
      if (byte === word[0] && startsWith(this.#bytes, p, word)) return this.#took(Kind.other, p, p + word.length);
    }
    const value = this.#number.read(this.#bytes, p);
    if (this.#number.end < 0) return ~p;
    return this.#took(Number.isFinite(value) ? Kind.number : Kind.other, p, this.#number.end);
  }

  #string(p: number): number {
    const end = stringEnd(this.#bytes, p, this.#stop);
    return end < 0 ? end : this.#took(Kind.string, p, end);
  }

  #open(p: number, isObject: boolean): number {
    if (this.#depth === deepest) return ~p;
    if (this.#depth >= this.#limits.depth) this.fault ??= 'too-deep';
    this.#isObject[this.#depth] = isObject ? 1 : 0;
    this.#flags[this.#depth] = 0;
    this.#wanted[this.#depth] = 0;
    this.#start[this.#depth] = p;
    this.#depth++;
    const next = skipSpace(this.#bytes, p + 1, this.#stop);
    if (this.#bytes[next] === (isObject ? Byte.closeBrace : Byte.closeBracket) && next < this.#stop) return this.#close(next);
    return isObject ? this.#key(next) : next;
  }

  #key(p: number): number {
    if (p >= this.#stop || this.#bytes[p] !== Byte.quote) return ~p;
    const end = stringEnd(this.#bytes, p, this.#stop);
    if (end < 0) return end;
    if (end - p - 2 > this.#limits.keyBytes) this.fault ??= 'key-too-long';
    if (++this.#keys > this.#limits.keys + ownKeys) this.fault ??= 'too-many-keys';
    // No key of an event is longer than 4 letters, each at most a 6-byte escape.
    this.#wanted[this.#depth - 1] = end - p > 26 ? 0 : (wanted.get(stringText(this.#bytes, p, end)) ?? 0);
    const colon = skipSpace(this.#bytes, end, this.#stop);
    return colon < this.#stop && this.#bytes[colon] === Byte.colon ? colon + 1 : ~colon;
  }

  #close(p: number): number {
    const top = --this.#depth;
    const isObject = this.#isObject[top] === 1;
    const isEvent = isObject && this.#flags[top] === isWhole;
    const start = this.#start[top] ?? 0;
    if (isEvent && top > 0 && startsWith(this.#bytes, start, eventStart)) this.nested.push(start);
    if (top === 0) this.isEvent = isEvent;
    return this.#took(isObject ? Kind.object : Kind.array, p, p + 1);
  }

  /** A value of this kind ended at `end`: what does that make of the object it stands in? */
  #took(kind: Kind, start: number, end: number): number {
    this.#expectsValue = false;
    const isScalar = kind !== Kind.object && kind !== Kind.array;
    if (isScalar && end - start - 2 > this.#limits.valueBytes) this.fault ??= 'value-too-long';
    const top = this.#depth - 1;
    const expected = top < 0 ? 0 : (this.#wanted[top] ?? 0);
    if (expected !== 0) {
      const others = (this.#flags[top] ?? 0) & ~expected;
      this.#flags[top] = kind === expected ? others | expected : others;
    }
    return end;
  }

  /** Behind a value: the next key or value of its object or array, or their end. */
  #after(at: number): number {
    const p = skipSpace(this.#bytes, at, this.#stop);
    if (p >= this.#stop) return ~p;
    const isObject = this.#isObject[this.#depth - 1] === 1;
    if (this.#bytes[p] === (isObject ? Byte.closeBrace : Byte.closeBracket)) return this.#close(p);
    if (this.#bytes[p] !== Byte.comma) return ~p;
    this.#expectsValue = true;
    const next = skipSpace(this.#bytes, p + 1, this.#stop);
    return isObject ? this.#key(next) : next;
  }
}
