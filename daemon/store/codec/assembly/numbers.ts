// Float64 values as 64-bit integers and back, one way per format.

/** Ids of the formats; a decimal or binary one carries its exponent. */
export const RAW: u32 = 0, CONSTANT: u32 = 1, SINGLE: u32 = 2, DOUBLE: u32 = 3, SIGNED_SINGLE: u32 = 4, SIGNED_DOUBLE: u32 = 5, DECIMAL: u32 = 16, BINARY: u32 = 32;
export const MOST_DECIMAL: u32 = 9, MOST_BINARY: u32 = 31;

const powers = memory.data<f64>([1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9]);
const exact: f64 = 9007199254740992;

@inline export function at(base: usize, i: u32): usize { return base + (<usize>i << 3); }
/** NaN, infinite or -0: what no scaled integer can stand for. */
@inline export function isOdd(bits: u64): bool { return (bits & 0x7ff0000000000000) == 0x7ff0000000000000 || bits == 0x8000000000000000; }
@inline export function scaleOf(format: u32): f64 {
  return format >= BINARY ? <f64>(<u64>1 << (format - BINARY)) : load<f64>(powers + (<usize>(format - DECIMAL) << 3));
}

/** Integers in the order of the floats: neighbours stay neighbours, whatever their exponents. */
@inline function ordered64(bits: i64): i64 { return bits ^ ((bits >> 63) & i64.MAX_VALUE); }
@inline function ordered32(bits: i32): i32 { return bits ^ ((bits >> 31) & i32.MAX_VALUE); }
/** Integers in the order of the magnitudes, the sign last: for values that change their sign all the time. */
@inline function signed64(bits: i64): i64 { return rotl(bits, 1) ^ i64.MIN_VALUE; }
@inline function unsigned64(number: i64): i64 { return rotr(number ^ i64.MIN_VALUE, 1); }
@inline function signed32(bits: i32): i32 { return rotl(bits, 1) ^ i32.MIN_VALUE; }
@inline function unsigned32(number: i32): i32 { return rotr(number ^ i32.MIN_VALUE, 1); }

/** True when each value is a whole number after scaling; an odd value becomes the number before it. */
export function scaleAll(format: u32, from: usize, count: u32, to: usize): bool {
  const scale = scaleOf(format);
  let number: i64 = 0;
  for (let i: u32 = 0; i < count; i++) {
    const value = load<f64>(at(from, i));
    const whole = nearest(value * scale);
    if (whole / scale == value && abs(whole) < exact) number = <i64>whole;
    else if (!isOdd(reinterpret<u64>(value))) return false;
    store<i64>(at(to, i), number);
  }
  return true;
}

export function singles(isSigned: bool, from: usize, count: u32, to: usize): void {
  for (let i: u32 = 0; i < count; i++) {
    const bits = reinterpret<i32>(<f32>load<f64>(at(from, i)));
    store<i64>(at(to, i), <i64>(isSigned ? signed32(bits) : ordered32(bits)));
  }
}

export function doubles(isSigned: bool, from: usize, count: u32, to: usize): void {
  for (let i: u32 = 0; i < count; i++) {
    const bits = load<i64>(at(from, i));
    store<i64>(at(to, i), isSigned ? signed64(bits) : ordered64(bits));
  }
}

/** The values that the numbers stand for. */
export function valuesOf(format: u32, from: usize, count: u32, to: usize): void {
  if (format == SINGLE || format == SIGNED_SINGLE) {
    for (let i: u32 = 0; i < count; i++) {
      const number = <i32>load<i64>(at(from, i));
      store<f64>(at(to, i), <f64>reinterpret<f32>(format == SINGLE ? ordered32(number) : unsigned32(number)));
    }
  } else if (format == DOUBLE || format == SIGNED_DOUBLE) {
    for (let i: u32 = 0; i < count; i++) {
      const number = load<i64>(at(from, i));
      store<i64>(at(to, i), format == DOUBLE ? ordered64(number) : unsigned64(number));
    }
  } else {
    const scale = scaleOf(format);
    for (let i: u32 = 0; i < count; i++) store<f64>(at(to, i), <f64>load<i64>(at(from, i)) / scale);
  }
}

/** The least decimal exponent that a value needs, from `exponent` on; beyond MOST_DECIMAL there is none. */
export function decimalsOf(value: f64, exponent: u32): u32 {
  for (; exponent <= MOST_DECIMAL; exponent++) {
    const scale = load<f64>(powers + (<usize>exponent << 3));
    const whole = nearest(value * scale);
    if (whole / scale == value && abs(whole) < exact) return exponent;
  }
  return exponent;
}

/** How many binary places behind the point a finite value has. */
@inline export function binariesOf(bits: u64): i32 {
  const exponent = <i32>((bits >> 52) & 0x7ff);
  if (exponent == 0) return bits == 0 ? 0 : 1074;
  return max<i32>(0, 1075 - exponent - <i32>ctz(bits | (<u64>1 << 52)));
}
