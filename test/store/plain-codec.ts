/** The column codec once more, plainly and slowly: big integers and one bit at a time. It proves the fast one right. */

const group = 128;
const decimal = 16;
const binary = 32;
const held = 0x40;
const patched = 0x80;

/** How a payload is to be written; not every format fits every column. */
export interface PlainPlan {
  /** 0 raw, 1 constant, 2 to 5 float bits, 16 + k decimal, 32 + k binary. */
  readonly base: number;
  /** How often differences are taken. */
  readonly order: number;
  readonly isHeld: boolean;
  readonly isPatched: boolean;
}

/** The values of a payload that is known to be right. */
export function plainUnpack(format: number, count: number, payload: Uint8Array): Float64Array {
  if (format === 0) return floatsOf(payload);
  if (format === 1) return floatsOf(Uint8Array.from({ length: count * 8 }, (_, i) => payload[i % 8]!));
  const from = { bytes: payload, at: 0 };
  const patches = format & patched ? readPatches(from) : [];
  const repeats = format & held ? bitsOf(take(from, Math.ceil(count / 8))).slice(0, count) : new Array<boolean>(count).fill(false);
  const kept = readNumbers(from, repeats.filter((is) => !is).length);
  let next = 0;
  const values = Float64Array.from(repeats, (is) => {
    if (!is) next++;
    return valueOf(format & 0x3f, kept[next - 1]!);
  });
  const words = new BigUint64Array(values.buffer);
  for (const { place, bits } of patches) words[place] = bits;
  return values;
}

/** The payload of a column in a given way; undefined when it does not come back that way. */
export function plainPack(values: Float64Array, plan: PlainPlan): { readonly format: number; readonly payload: Uint8Array } | undefined {
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  if (plan.base === 0) return { format: 0, payload: bytes.slice() };
  if (plan.base === 1) return bytes.every((byte, i) => byte === bytes[i % 8]) ? { format: 1, payload: bytes.slice(0, 8) } : undefined;
  const words = new BigUint64Array(values.buffer, values.byteOffset, values.length);
  const odd = [...values.keys()].filter((i) => !Number.isFinite(values[i]) || Object.is(values[i], -0));
  const numbers: bigint[] = [];
  for (const [i, value] of values.entries()) {
    const number = plan.isPatched && odd.includes(i) ? (numbers[i - 1] ?? 0n) : numberOf(plan.base, value);
    if (number === undefined) return undefined;
    numbers.push(number);
  }
  if (plan.isPatched && odd.length === 0) return undefined;
  const repeats = numbers.map((number, i) => plan.isHeld && i > 0 && number === numbers[i - 1]);
  const payload = [
    ...(plan.isPatched ? patchBytes(odd, odd.map((i) => words[i]!)) : []),
    ...(plan.isHeld ? bytesOf(repeats) : []),
    ...numberBytes(numbers.filter((_, i) => !repeats[i]), plan.order),
  ];
  return { format: plan.base | (plan.isHeld ? held : 0) | (plan.isPatched ? patched : 0), payload: Uint8Array.from(payload) };
}

interface From {
  readonly bytes: Uint8Array;
  at: number;
}

function take(from: From, count: number): Uint8Array {
  return from.bytes.slice(from.at, (from.at += count));
}

function little(bytes: Uint8Array): bigint {
  return bytes.reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
}

function littleBytes(value: bigint, count: number): number[] {
  return Array.from({ length: count }, (_, i) => Number((BigInt.asUintN(64, value) >> BigInt(8 * i)) & 255n));
}

function floatsOf(bytes: Uint8Array): Float64Array {
  return new Float64Array(bytes.slice().buffer);
}

function bitsOf(bytes: Uint8Array): boolean[] {
  return [...bytes].flatMap((byte) => Array.from({ length: 8 }, (_, bit) => (byte & (1 << bit)) !== 0));
}

function bytesOf(bits: readonly boolean[]): number[] {
  return Array.from({ length: Math.ceil(bits.length / 8) }, (_, i) => bits.slice(8 * i, 8 * i + 8).reduce((sum, bit, at) => sum | (Number(bit) << at), 0));
}

function readPatches(from: From): { place: number; bits: bigint }[] {
  const count = Number(little(take(from, 2)));
  const isUniform = take(from, 1)[0] === 1;
  const places = Array.from({ length: count }, () => Number(little(take(from, 2))));
  const all = Array.from({ length: isUniform ? 1 : count }, () => little(take(from, 8)));
  return places.map((place, i) => ({ place, bits: all[isUniform ? 0 : i]! }));
}

function patchBytes(places: readonly number[], bits: readonly bigint[]): number[] {
  const isUniform = bits.every((each) => each === bits[0]);
  return [...littleBytes(BigInt(places.length), 2), Number(isUniform), ...places.flatMap((place) => littleBytes(BigInt(place), 2)), ...(isUniform ? bits.slice(0, 1) : bits).flatMap((each) => littleBytes(each, 8))];
}

function readNumbers(from: From, count: number): bigint[] {
  const order = take(from, 1)[0]!;
  const heads = Array.from({ length: order }, () => little(take(from, 8)));
  let numbers: bigint[] = [];
  while (numbers.length < count - order) numbers.push(...readGroup(from, Math.min(group, count - order - numbers.length)));
  for (const head of heads.reverse()) {
    let sum = head;
    numbers = [head, ...numbers.map((difference) => (sum += difference))];
  }
  return numbers.map((number) => BigInt.asIntN(64, number));
}

function readGroup(from: From, count: number): bigint[] {
  const width = take(from, 1)[0]!;
  let zigzag = 0n;
  for (let shift = 0n; ; shift += 7n) {
    const byte = BigInt(take(from, 1)[0]!);
    zigzag |= (byte & 127n) << shift;
    if (byte < 128n) break;
  }
  const low = (zigzag >> 1n) ^ -(zigzag & 1n);
  const packed = little(take(from, Math.ceil((count * width) / 8)));
  return Array.from({ length: count }, (_, i) => low + ((packed >> BigInt(i * width)) & ((1n << BigInt(width)) - 1n)));
}

function numberBytes(numbers: readonly bigint[], order: number): number[] {
  const taken = Math.min(order, numbers.length);
  const bytes = [taken];
  let rest = [...numbers];
  for (let i = 0; i < taken; i++) {
    bytes.push(...littleBytes(rest[0]!, 8));
    rest = rest.slice(1).map((number, at) => BigInt.asIntN(64, number - rest[at]!));
  }
  for (let at = 0; at < rest.length; at += group) bytes.push(...groupBytes(rest.slice(at, at + group)));
  return bytes;
}

function groupBytes(numbers: readonly bigint[]): number[] {
  const low = numbers.reduce((least, number) => (number < least ? number : least));
  const rest = numbers.map((number) => number - low);
  const width = rest.reduce((most, number) => (number > most ? number : most)).toString(2).replace(/^0$/, '').length;
  const bytes = [width];
  let zigzag = low < 0n ? -low * 2n - 1n : low * 2n;
  for (; zigzag >= 128n; zigzag >>= 7n) bytes.push(Number(zigzag & 127n) | 128);
  bytes.push(Number(zigzag));
  const packed = rest.reduceRight((sum, number) => (sum << BigInt(width)) | number, 0n);
  return [...bytes, ...Array.from({ length: Math.ceil((rest.length * width) / 8) }, (_, i) => Number((packed >> BigInt(8 * i)) & 255n))];
}

const cell = new DataView(new ArrayBuffer(8));

function valueOf(base: number, number: bigint): number {
  if (base >= decimal) return Number(number) / scaleOf(base);
  if (base === 2 || base === 4) {
    cell.setUint32(0, Number(BigInt.asUintN(32, base === 2 ? ordered(number, 32) : unsigned(number, 32))));
    return cell.getFloat32(0);
  }
  cell.setBigUint64(0, BigInt.asUintN(64, base === 3 ? ordered(number, 64) : unsigned(number, 64)));
  return cell.getFloat64(0);
}

function numberOf(base: number, value: number): bigint | undefined {
  if (base >= decimal) {
    const whole = Math.round(value * scaleOf(base));
    return Number.isSafeInteger(whole) && !Object.is(value, -0) && whole / scaleOf(base) === value ? BigInt(whole) : undefined;
  }
  if (base === 2 || base === 4) {
    cell.setFloat32(0, value);
    const bits = BigInt(cell.getInt32(0));
    return sameBits(cell.getFloat32(0), value) ? (base === 2 ? ordered(bits, 32) : signed(bits, 32)) : undefined;
  }
  cell.setFloat64(0, value);
  return base === 3 ? ordered(cell.getBigInt64(0), 64) : signed(cell.getBigInt64(0), 64);
}

function scaleOf(base: number): number {
  return base >= binary ? 2 ** (base - binary) : 10 ** (base - decimal);
}

/** Negative numbers the other way round, which makes the order of the bits that of the floats; its own inverse. */
function ordered(bits: bigint, size: number): bigint {
  const number = BigInt.asIntN(size, bits);
  return number < 0n ? BigInt.asIntN(size, number ^ ((1n << BigInt(size - 1)) - 1n)) : number;
}

/** The sign last, behind the magnitude; the middle is moved to 0. */
function signed(bits: bigint, size: number): bigint {
  const number = BigInt.asUintN(size, bits);
  const top = 1n << BigInt(size - 1);
  return BigInt.asIntN(size, (((number << 1n) | (number >> BigInt(size - 1))) & (2n * top - 1n)) ^ top);
}

function unsigned(number: bigint, size: number): bigint {
  const top = 1n << BigInt(size - 1);
  const turned = BigInt.asUintN(size, number) ^ top;
  return (turned >> 1n) | ((turned & 1n) << BigInt(size - 1));
}

/** Equal to the bit: -0 is not 0, and a NaN equals only the same NaN. */
export function sameBits(one: number | Float64Array, other: number | Float64Array): boolean {
  const [left, right] = [one, other].map((each) => (typeof each === 'number' ? Float64Array.of(each) : each)).map((each) => Buffer.from(each.buffer, each.byteOffset, each.byteLength));
  return left!.equals(right!);
}
