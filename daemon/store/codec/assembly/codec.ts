// The column codec (daemon/store/README.md, "Bytes"). 12 ns to pack and 4 ns to unpack a value, where JavaScript needs
// 70 to 170 ns: 64-bit integers, and no numbers that turn into objects. test/store/plain-codec.ts is its plain twin.
import { CAPACITY, END, IN, KEPT, NUMBERS, OUT, PLACES, PROOF, REPEATS, VALUES } from './memory';
import { readIntegers, writeIntegers } from './integers';
import { at, BINARY, binariesOf, CONSTANT, DECIMAL, decimalsOf, DOUBLE, doubles, isOdd, MOST_BINARY, MOST_DECIMAL, RAW, scaleAll, SIGNED_DOUBLE, SIGNED_SINGLE, SINGLE, singles, valuesOf } from './numbers';
export { CAPACITY, END, IN, OUT, VALUES };

const PATCHED: u32 = 0x80, HELD: u32 = 0x40;

let odd: u32 = 0;
let repeats: u32 = 0;
let flips: u32 = 0;
let isSingle: bool = false;

/** Packs `count` values, 1 at least, from VALUES to OUT; answers format * 2^24 + length. */
export function encode(count: u32): u32 {
  look(count);
  if (repeats == count - 1 && (count > 128 || !isSmall(load<f64>(VALUES)))) {
    memory.copy(OUT, VALUES, 8);
    return CONSTANT << 24 | 8;
  }
  const base = chooseNumbers(count);
  let format = base;
  let out = OUT;
  if (odd > 0 && isPatchable(count, base)) {
    format |= PATCHED;
    out = writePatches(out);
  }
  const kept = repeats > count / 8 ? keepChanges(count) : count;
  const end = writeIntegers(NUMBERS, count, out);
  let length = <u32>(end - OUT);
  if (kept < count) {
    const bitmap = <usize>((count + 7) >> 3);
    const held = writeIntegers(KEPT, kept, end + bitmap);
    if (held - end < end - out) {
      memory.copy(end, REPEATS, bitmap);
      memory.copy(out, end, held - end);
      length = <u32>(out - OUT + (held - end));
      format |= HELD;
    }
  }
  if (length < count * 8 && decodeTo(format, count, OUT, length, PROOF) && isSame(count)) return format << 24 | length;
  memory.copy(OUT, VALUES, <usize>count << 3);
  return RAW << 24 | count * 8;
}

/** Unpacks `count` values from IN to VALUES; false when the bytes are not what `encode` writes. */
export function decode(format: u32, count: u32, length: u32): bool {
  return count > 0 && count <= CAPACITY && length <= 16 * 65536 && decodeTo(format, count, IN, length, VALUES);
}

/** One pass for all that decides: repeats, changes of sign, odd values, and whether float32 holds the rest. */
function look(count: u32): void {
  odd = repeats = flips = 0;
  let narrow: bool = true;
  let before = load<u64>(VALUES);
  for (let i: u32 = 0; i < count; i++) {
    const bits = load<u64>(at(VALUES, i));
    repeats += <u32>(bits == before);
    flips += <u32>((bits ^ before) >> 63);
    before = bits;
    const value = reinterpret<f64>(bits);
    if (isOdd(bits)) {
      store<u16>(PLACES + (<usize>odd << 1), <u16>i);
      odd++;
    }
    narrow &= <f64><f32>value == value || (value != value && <u64>reinterpret<i64>(<f64>reinterpret<f32>(reinterpret<i32>(<f32>value))) == bits);
  }
  repeats--;
  isSingle = narrow;
}

@inline function isSmall(value: f64): bool { return abs(value) < 8192 && nearest(value) == value && reinterpret<u64>(value) != 0x8000000000000000; }

/** Fills NUMBERS in the format that promises the least bits; odd values are left to patches where they are few. */
function chooseNumbers(count: u32): u32 {
  let scaled = odd <= count / 4 ? scaledFormat(count, max<u32>(1, count / 64)) : RAW;
  if (scaled != RAW && scaleAll(scaled, VALUES, count, NUMBERS)) return scaled;
  // A few values tell most columns; what they did not tell, all do.
  if (scaled != RAW) scaled = scaledFormat(count, 1);
  if (scaled != RAW && scaleAll(scaled, VALUES, count, NUMBERS)) return scaled;
  const isSigned = flips > count / 16;
  const format = (isSingle ? SINGLE : DOUBLE) + (isSigned ? SIGNED_SINGLE - SINGLE : 0);
  if (isSingle) singles(isSigned, VALUES, count, NUMBERS);
  else doubles(isSigned, VALUES, count, NUMBERS);
  if (odd > 0 && isPatchable(count, format)) smoothPatches();
  return format;
}

/** A scaled number cannot be odd at all; a float may, but then it stretches the 128 numbers around it. */
@inline function isPatchable(count: u32, format: u32): bool { return format >= DECIMAL || odd <= count / 16; }

/** Odd values take the number before them. */
function smoothPatches(): void {
  for (let i: u32 = 0; i < odd; i++) {
    const place = <u32>load<u16>(PLACES + (<usize>i << 1));
    if (place > 0) store<i64>(at(NUMBERS, place), load<i64>(at(NUMBERS, place - 1)));
  }
}

/** Of the decimal and the binary scale that fit every `stride`th value, the smaller one; RAW for none. */
function scaledFormat(count: u32, stride: u32): u32 {
  let decimals: u32 = 0;
  let binaries: i32 = 0;
  const most: i32 = isSingle ? 15 : MOST_BINARY;
  for (let i: u32 = 0; i < count; i += stride) {
    const bits = load<u64>(at(VALUES, i));
    if (isOdd(bits)) continue;
    if (decimals <= MOST_DECIMAL) decimals = decimalsOf(reinterpret<f64>(bits), decimals);
    binaries = max(binaries, binariesOf(bits));
    if (decimals > MOST_DECIMAL && binaries > most) return RAW;
  }
  if (decimals > MOST_DECIMAL) return BINARY + <u32>binaries;
  // 2^10 is about 10^3.
  return binaries <= most && binaries * 3 < <i32>decimals * 10 ? BINARY + <u32>binaries : DECIMAL + decimals;
}

/** Number of odd values, 1 when all have the same bits else 0, their places, their bits. */
function writePatches(out: usize): usize {
  const first = load<u64>(at(VALUES, load<u16>(PLACES)));
  let isUniform: bool = true;
  for (let i: u32 = 1; i < odd; i++) isUniform &= load<u64>(at(VALUES, load<u16>(PLACES + (<usize>i << 1)))) == first;
  store<u16>(out, <u16>odd);
  store<u8>(out + 2, <u8>isUniform);
  memory.copy(out + 3, PLACES, <usize>odd << 1);
  out += 3 + (<usize>odd << 1);
  const written: u32 = isUniform ? 1 : odd;
  for (let i: u32 = 0; i < written; i++) {
    store<u64>(out, load<u64>(at(VALUES, load<u16>(PLACES + (<usize>i << 1)))));
    out += 8;
  }
  return out;
}

/** The numbers that differ from the one before, into KEPT, and where the others were, into REPEATS; answers how many. */
function keepChanges(count: u32): u32 {
  let kept: u32 = 0;
  let before: i64 = 0;
  let bits: u32 = 0;
  for (let i: u32 = 0; i < count; i++) {
    const number = load<i64>(at(NUMBERS, i));
    const isRepeat = <u32>(i > 0 && number == before);
    store<i64>(at(KEPT, kept), number);
    kept += 1 - isRepeat;
    bits |= isRepeat << (i & 7);
    if ((i & 7) == 7 || i + 1 == count) {
      store<u8>(REPEATS + (i >> 3), <u8>bits);
      bits = 0;
    }
    before = number;
  }
  return kept;
}

/** Gives back `count` values; false when the bytes do not fit. */
function decodeTo(format: u32, count: u32, from: usize, length: u32, to: usize): bool {
  const end = from + length;
  if (format == RAW || format == CONSTANT) return plain(format, count, from, length, to);
  const base = format & 0x3f;
  const isScaled = (base >= DECIMAL && base <= DECIMAL + MOST_DECIMAL) || (base >= BINARY && base <= BINARY + MOST_BINARY);
  if (format > 0xff || (base < SINGLE || (base > SIGNED_DOUBLE && !isScaled))) return false;
  let patches: u32 = 0;
  const patch = from;
  if (format & PATCHED) {
    from = skipPatches(from, end, count);
    if (from == 0) return false;
    patches = load<u16>(patch);
  }
  if (format & HELD) from = readHeld(from, end, count);
  else from = readIntegers(from, end, count, NUMBERS);
  if (from != end) return false;
  valuesOf(base, NUMBERS, count, to);
  if (patches > 0) applyPatches(patch, patches, to);
  return true;
}

function plain(format: u32, count: u32, from: usize, length: u32, to: usize): bool {
  if (format == RAW) {
    if (length != count * 8) return false;
    memory.copy(to, from, length);
    return true;
  }
  if (length != 8) return false;
  const bits = load<u64>(from);
  for (let i: u32 = 0; i < count; i++) store<u64>(at(to, i), bits);
  return true;
}

/** Where the patches end, 0 when they do not fit. */
function skipPatches(from: usize, end: usize, count: u32): usize {
  if (end - from < 3) return 0;
  const patches = <u32>load<u16>(from);
  const isUniform = load<u8>(from + 2);
  if (patches == 0 || patches > count || isUniform > 1) return 0;
  const bytes: usize = 3 + (<usize>patches << 1) + (isUniform ? <usize>8 : <usize>patches << 3);
  if (bytes > end - from) return 0;
  let before: i32 = -1;
  for (let i: u32 = 0; i < patches; i++) {
    const place = <i32>load<u16>(from + 3 + (<usize>i << 1));
    if (place <= before || place >= <i32>count) return 0;
    before = place;
  }
  return from + bytes;
}

function applyPatches(from: usize, patches: u32, to: usize): void {
  const isUniform = load<u8>(from + 2) == 1;
  const bits = from + 3 + (<usize>patches << 1);
  for (let i: u32 = 0; i < patches; i++) store<u64>(at(to, load<u16>(from + 3 + (<usize>i << 1))), load<u64>(isUniform ? bits : at(bits, i)));
}

/** Numbers of which those that repeat the one before were left out. */
function readHeld(from: usize, end: usize, count: u32): usize {
  const bitmap = <usize>((count + 7) >> 3);
  if (bitmap > end - from || (load<u8>(from) & 1) != 0) return 0;
  let kept: u32 = 0;
  for (let i: u32 = 0; i < count; i++) kept += 1 - ((load<u8>(from + (i >> 3)) >> <u8>(i & 7)) & 1);
  const past = readIntegers(from + bitmap, end, kept, KEPT);
  if (past == 0) return 0;
  let next: u32 = 0;
  for (let i: u32 = 0; i < count; i++) {
    next += 1 - ((load<u8>(from + (i >> 3)) >> <u8>(i & 7)) & 1);
    store<i64>(at(NUMBERS, i), load<i64>(at(KEPT, next - 1)));
  }
  return past;
}

function isSame(count: u32): bool {
  let changed: u64 = 0;
  for (let i: u32 = 0; i < count; i++) changed |= load<u64>(at(VALUES, i)) ^ load<u64>(at(PROOF, i));
  return changed == 0;
}
