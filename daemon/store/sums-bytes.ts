/** How a number is written: as the one that is usual in its place, as a whole number, as float32 or as float64. */
const as = { usual: 0, whole: 1, single: 2, double: 3 } as const;
const scratch = new DataView(new ArrayBuffer(512));

/**
 * A short row of float64 in few bytes, to the bit: two bits a number that say how it is written, then the numbers.
 * A whole number is a zigzag varint. 184 bytes of sums become about 60, which a run of 100 lines has for each metric.
 */
export function packSums(sums: Float64Array, usual: Float64Array): Uint8Array {
  let at = Math.ceil(sums.length / 4);
  for (let i = 0; i < at; i++) scratch.setUint8(i, 0);
  for (let i = 0; i < sums.length; i++) {
    const value = sums[i] ?? NaN;
    const how = howOf(value, usual[i] ?? 0);
    if (how === as.usual) continue;
    scratch.setUint8(i >> 2, scratch.getUint8(i >> 2) | (how << (2 * (i & 3))));
    if (how === as.whole) at = putWhole(value, at);
    else if (how === as.single) scratch.setFloat32((at += 4) - 4, value, true);
    else if (how === as.double) scratch.setFloat64((at += 8) - 8, value, true);
  }
  return new Uint8Array(scratch.buffer.slice(0, at));
}

/** Reads what `packSums` wrote over `usual`; what is cut off stays as it was there. */
export function unpackSums(bytes: Uint8Array, usual: Float64Array): Float64Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = Math.ceil(usual.length / 4);
  for (let i = 0; i < usual.length && at <= bytes.length; i++) {
    const how = ((bytes[i >> 2] ?? 0) >> (2 * (i & 3))) & 3;
    if (how === as.usual) continue;
    const length = how === as.whole ? wholeLength(bytes, at) : how === as.single ? 4 : 8;
    if (at + length > bytes.length) break;
    usual[i] = how === as.whole ? wholeOf(bytes, at, length) : how === as.single ? view.getFloat32(at, true) : view.getFloat64(at, true);
    at += length;
  }
  return usual;
}

function howOf(value: number, usual: number): number {
  if (Object.is(value, usual) && !Number.isNaN(value)) return as.usual;
  if (Number.isNaN(value)) return Number.isNaN(usual) ? as.usual : as.double;
  if (Number.isInteger(value) && Math.abs(value) < 2 ** 26 && !Object.is(value, -0)) return as.whole;
  return Math.fround(value) === value ? as.single : as.double;
}

function putWhole(value: number, from: number): number {
  let at = from;
  let rest = value < 0 ? -2 * value - 1 : 2 * value;
  for (; rest >= 128; rest >>>= 7) scratch.setUint8(at++, (rest & 127) | 128);
  scratch.setUint8(at, rest);
  return at + 1;
}

function wholeLength(bytes: Uint8Array, at: number): number {
  let length = 1;
  while (length < 4 && (bytes[at + length - 1] ?? 0) >= 128) length++;
  return length;
}

function wholeOf(bytes: Uint8Array, at: number, length: number): number {
  let rest = 0;
  for (let i = 0; i < length; i++) rest |= ((bytes[at + i] ?? 0) & 127) << (7 * i);
  return rest & 1 ? -(rest + 1) / 2 : rest / 2;
}
