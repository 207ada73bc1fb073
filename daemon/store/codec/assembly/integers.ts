// 64-bit integers: differences taken 0 to 2 times, then groups of 128 as offsets from the least of each, bit-packed.
// All sums wrap around, so that any integers come back.

const GROUP: u32 = 128;

@inline function widthOf(most: u64): u32 { return 64 - <u32>clz(most); }
@inline function at(base: usize, i: u32): usize { return base + (<usize>i << 3); }

/** How often differences pay: the order with the least bits over a sample of the groups. */
function bestOrder(from: usize, count: u32): u32 {
  if (count < 3) return 0;
  const stride = count > 1024 ? GROUP * 4 : GROUP;
  let bits0: u32 = 0, bits1: u32 = 0, bits2: u32 = 0;
  for (let start: u32 = 0; start < count; start += stride) {
    const first = max<u32>(start, 2);
    const end = min<u32>(start + GROUP, count);
    if (first >= end) break;
    let before = load<i64>(at(from, first - 1));
    let rise = before - load<i64>(at(from, first - 2));
    let low = i64.MAX_VALUE, high = i64.MIN_VALUE, low1 = i64.MAX_VALUE, high1 = i64.MIN_VALUE, low2 = i64.MAX_VALUE, high2 = i64.MIN_VALUE;
    for (let i = first; i < end; i++) {
      const value = load<i64>(at(from, i));
      const difference = value - before;
      const bend = difference - rise;
      low = min(low, value); high = max(high, value);
      low1 = min(low1, difference); high1 = max(high1, difference);
      low2 = min(low2, bend); high2 = max(high2, bend);
      before = value;
      rise = difference;
    }
    const size = end - first;
    bits0 += widthOf(<u64>(high - low)) * size;
    bits1 += widthOf(<u64>(high1 - low1)) * size;
    bits2 += widthOf(<u64>(high2 - low2)) * size;
  }
  // A difference taken costs its first value, 64 bits.
  const sampled = stride == GROUP ? 1 : 4;
  bits1 += 64 / sampled;
  bits2 += 128 / sampled;
  if (bits2 < bits1 && bits2 < bits0) return 2;
  return bits1 < bits0 ? 1 : 0;
}

/** Writes `count` integers, which are lost; answers where the bytes end. */
export function writeIntegers(from: usize, count: u32, out: usize): usize {
  const order = bestOrder(from, count);
  store<u8>(out++, <u8>order);
  for (let taken: u32 = 1; taken <= order; taken++) {
    store<i64>(out, load<i64>(at(from, taken - 1)));
    out += 8;
    let before = load<i64>(at(from, taken - 1));
    for (let i = taken; i < count; i++) {
      const value = load<i64>(at(from, i));
      store<i64>(at(from, i), value - before);
      before = value;
    }
  }
  for (let start = order; start < count; start += GROUP) out = writeGroup(at(from, start), min(GROUP, count - start), out);
  return out;
}

function writeGroup(from: usize, count: u32, out: usize): usize {
  let low = load<i64>(from), high = low;
  for (let i: u32 = 1; i < count; i++) {
    const value = load<i64>(at(from, i));
    low = min(low, value);
    high = max(high, value);
  }
  const width = widthOf(<u64>(high - low));
  store<u8>(out++, <u8>width);
  let rest: u64 = (<u64>low << 1) ^ <u64>(low >> 63);
  while (rest >= 128) {
    store<u8>(out++, <u8>rest | 128);
    rest >>= 7;
  }
  store<u8>(out++, <u8>rest);
  if (width == 0) return out;
  let held: u64 = 0;
  let bits: u32 = 0;
  for (let i: u32 = 0; i < count; i++) {
    const value = <u64>(load<i64>(at(from, i)) - low);
    held |= value << bits;
    bits += width;
    if (bits < 64) continue;
    store<u64>(out, held);
    out += 8;
    bits -= 64;
    held = bits == 0 ? 0 : value >> (width - bits);
  }
  store<u64>(out, held);
  return out + ((bits + 7) >> 3);
}

/** Reads `count` integers; answers where their bytes end, 0 when they do not fit before `end`. */
export function readIntegers(from: usize, end: usize, count: u32, to: usize): usize {
  if (from >= end) return 0;
  const order = <u32>load<u8>(from++);
  if (order > 2 || order > count || from + 8 * order > end) return 0;
  for (let taken: u32 = 0; taken < order; taken++) {
    store<i64>(at(to, taken), load<i64>(from));
    from += 8;
  }
  for (let start = order; start < count; start += GROUP) {
    from = readGroup(from, end, min(GROUP, count - start), at(to, start));
    if (from == 0) return 0;
  }
  for (let taken = order; taken > 0; taken--) {
    let value = load<i64>(at(to, taken - 1));
    for (let i = taken; i < count; i++) {
      value += load<i64>(at(to, i));
      store<i64>(at(to, i), value);
    }
  }
  return from;
}

function readGroup(from: usize, end: usize, count: u32, to: usize): usize {
  if (from >= end) return 0;
  const width = <u32>load<u8>(from++);
  let rest: u64 = 0;
  for (let shift: u64 = 0; ; shift += 7) {
    if (from >= end || shift > 63) return 0;
    const byte = <u64>load<u8>(from++);
    rest |= (byte & 127) << shift;
    if (byte < 128) break;
  }
  const low = <i64>(rest >> 1) ^ -<i64>(rest & 1);
  const bytes = <usize>((count * width + 7) >> 3);
  if (width > 64 || bytes > end - from) return 0;
  if (width == 0) for (let i: u32 = 0; i < count; i++) store<i64>(at(to, i), low);
  else if (width <= 56) unpackNarrow(from, width, count, low, to);
  else unpackWide(from, width, count, low, to);
  return from + bytes;
}

function unpackNarrow(from: usize, width: u32, count: u32, low: i64, to: usize): void {
  const mask: u64 = (<u64>1 << width) - 1;
  let bit: u32 = 0;
  for (let i: u32 = 0; i < count; i++) {
    store<i64>(at(to, i), <i64>((load<u64>(from + (bit >> 3)) >> (bit & 7)) & mask) + low);
    bit += width;
  }
}

/** Beyond 56 bits a number may lie in nine bytes. */
function unpackWide(from: usize, width: u32, count: u32, low: i64, to: usize): void {
  const mask: u64 = width == 64 ? ~(<u64>0) : (<u64>1 << width) - 1;
  let bit: u32 = 0;
  for (let i: u32 = 0; i < count; i++) {
    const place = from + (bit >> 3);
    const shift = <u64>(bit & 7);
    let value = load<u64>(place) >> shift;
    if (shift != 0) value |= <u64>load<u8>(place + 8) << (64 - shift);
    store<i64>(at(to, i), <i64>(value & mask) + low);
    bit += width;
  }
}
