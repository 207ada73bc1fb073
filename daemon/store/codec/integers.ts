import { bitWidth, packBits, packedLength, unpackBits } from './bits.js';
import type { ByteReader } from './byte-reader.js';
import type { ByteWriter } from './byte-writer.js';
import { Damage } from './damage.js';

interface Plan {
  /** How often the differences are taken: 0, 1 or 2 times. */
  readonly order: number;
  /** First values of each order, needed to add up again. */
  readonly heads: readonly number[];
  readonly base: number;
  readonly width: number;
  readonly rest: Float64Array;
  /** Infinity when float64 cannot subtract them exactly. */
  readonly bytes: number;
}

/** Packs safe whole numbers as offsets from their least, from the least difference, or from the least difference of differences, whichever is narrowest; false when their range is too wide. */
export function encodeIntegers(values: Float64Array, out: ByteWriter): boolean {
  const plan = narrowest(values);
  if (plan.bytes === Infinity) return false;
  out.u8(plan.order);
  out.u8(plan.width);
  for (const head of plan.heads) out.f64(head);
  out.f64(plan.base);
  packBits(plan.rest.map((value) => value - plan.base), plan.width, out);
  return true;
}

/** Reads what `encodeIntegers` wrote. */
export function decodeIntegers(count: number, from: ByteReader): Float64Array {
  const order = from.u8();
  const width = from.u8();
  if (order > 2 || order > count || width > 53) throw new Damage(`integers of order ${order}, ${width} bits`);
  const heads = Array.from({ length: order }, () => from.f64());
  const base = from.f64();
  let values: Float64Array = unpackBits(count - order, width, from).map((value) => value + base);
  for (const head of heads.reverse()) values = added(values, head);
  return values;
}

function narrowest(values: Float64Array): Plan {
  let best = planOf(values, []);
  let rest: Float64Array = values;
  const heads: number[] = [];
  while (heads.length < 2 && rest.length > 1) {
    heads.push(rest[0] ?? 0);
    rest = differences(rest);
    // A difference beyond 2^53 was rounded: what follows from it would not add up again.
    if (!rest.every(Number.isSafeInteger)) break;
    const plan = planOf(rest, [...heads]);
    if (plan.bytes < best.bytes) best = plan;
  }
  return best;
}

function planOf(rest: Float64Array, heads: readonly number[]): Plan {
  let base = Infinity;
  let top = -Infinity;
  for (const value of rest) {
    if (value < base) base = value;
    if (value > top) top = value;
  }
  const isExact = Number.isSafeInteger(top - base);
  const width = isExact ? bitWidth(top - base) : 0;
  return { order: heads.length, heads, base, width, rest, bytes: isExact ? 8 * heads.length + packedLength(rest.length, width) : Infinity };
}

function differences(values: Float64Array): Float64Array {
  const result = new Float64Array(values.length - 1);
  for (let i = 0; i < result.length; i++) result[i] = (values[i + 1] ?? 0) - (values[i] ?? 0);
  return result;
}

function added(differences: Float64Array, head: number): Float64Array {
  const values = new Float64Array(differences.length + 1);
  let value = head;
  values[0] = head;
  for (let i = 0; i < differences.length; i++) values[i + 1] = value += differences[i] ?? 0;
  return values;
}
