import { powers } from './layout';

/** What a token was; `none`: no number, or one that is left to the general path. */
export namespace Kind {
  export const float: u32 = 0;
  export const int: u32 = 1;
  export const bool: u32 = 2;
}

/** Position behind the token read last; 0 when there was none that can be read exactly here. */
export let tokenEnd: usize = 0;
export let tokenKind: u32 = 0;

const safest: u64 = (1 << 53) - 1;
const exactTens = memory.data<f64>([1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22]);
const wholeTens = memory.data<u64>([1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000, 1000000000, 10000000000, 100000000000, 1000000000000, 10000000000000, 100000000000000, 1000000000000000, 10000000000000000]);
/** Sixteen places of nothing, then those of a vector: read from place n on it moves the first n bytes to the end. */
const toTheEnd = memory.data<u8>([128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]);

/** Sixteen bytes as the values of digits; what is no digit is beyond 9. */
@inline
function valuesAt(at: usize): v128 {
  return i8x16.sub(v128.load(at), i8x16.splat(48));
}

/** How many of sixteen values are digits, from the first one on. */
@inline
function digitCount(values: v128): i32 {
  return ctz(i8x16.bitmask(i8x16.gt_u(values, i8x16.splat(9))) | 0x10000);
}

/** The number that the first `count` of sixteen digits make, given as their values. */
@inline
function digitsValue(values: v128, count: i32): u64 {
  const digits = i8x16.swizzle(values, v128.load(toTheEnd + <usize>count));
  const tens = i8x16(10, 1, 10, 1, 10, 1, 10, 1, 10, 1, 10, 1, 10, 1, 10, 1);
  const low = i32x4.extadd_pairwise_i16x8_u(i16x8.extmul_low_i8x16_u(digits, tens));
  const high = i32x4.extadd_pairwise_i16x8_u(i16x8.extmul_high_i8x16_u(digits, tens));
  const fours = i32x4.dot_i16x8_s(i16x8.narrow_i32x4_s(low, high), i16x8(100, 1, 100, 1, 100, 1, 100, 1));
  const eights = i32x4.dot_i16x8_s(i16x8.narrow_i32x4_s(fours, fours), i16x8(10000, 1, 10000, 1, 10000, 1, 10000, 1));
  const both = <u64>i64x2.extract_lane(eights, 0);
  return (both & 0xffffffff) * 100000000 + (both >> 32);
}

@inline
function isDigit(byte: u32): bool {
  return byte - 48 <= 9;
}

/**
 * Reads a number, a bare NaN or Infinity, or a boolean at `at`; sets `tokenEnd` and `tokenKind`. Sixteen digits are taken at once,
 * and everything is kept in locals: globals cost a fifth of the speed. Beyond 19 digits the mantissa overflows.
 */
export function readToken(at: usize): f64 {
  const isNegative = load<u8>(at) == 45;
  const first = at + <usize>isNegative;
  const lead = <u32>load<u8>(first);
  if (!isDigit(lead)) return readWord(first, isNegative);
  let mantissa = <u64>(lead - 48);
  let p = first + 1;
  if (isDigit(load<u8>(p))) {
    if (lead == 48) return none();
    const values = valuesAt(p);
    const count = digitCount(values);
    mantissa = mantissa * load<u64>(wholeTens + (<usize>count << 3)) + digitsValue(values, count);
    p += <usize>count;
    if (count == 16) while (isDigit(load<u8>(p))) mantissa = mantissa * 10 + load<u8>(p++) - 48;
  }
  let digits = <i32>(p - first);
  let exponent: i32 = 0;
  let next = <u32>load<u8>(p);
  let kind = Kind.int;
  if (next == 46) {
    const fraction = ++p;
    const values = valuesAt(p);
    const count = digitCount(values);
    mantissa = mantissa * load<u64>(wholeTens + (<usize>count << 3)) + digitsValue(values, count);
    p += <usize>count;
    if (count == 16) while (isDigit(load<u8>(p))) mantissa = mantissa * 10 + load<u8>(p++) - 48;
    if (p == fraction) return none();
    exponent = -<i32>(p - fraction);
    digits -= exponent;
    kind = Kind.float;
    next = load<u8>(p);
  }
  if ((next | 0x20) == 101) {
    kind = Kind.float;
    exponent += readExponent(p + 1);
    p = tokenEnd;
    if (p == 0) return NaN;
  }
  if (digits > 19 && digits - leadingZeros(first) > 19) return none();
  if (kind == Kind.int && mantissa > safest) return none();
  tokenEnd = p;
  tokenKind = kind;
  const size = scaled(mantissa, exponent);
  return isNegative ? -size : size;
}

/** Zeros before the first significant digit; the token holds a digit that is none, or only zeros. */
function leadingZeros(first: usize): i32 {
  let zeros: i32 = 0;
  let p = first;
  while (true) {
    const byte = load<u8>(p++);
    if (byte == 48) zeros++;
    else if (byte != 46) return zeros;
  }
}

/** The power of ten at `at`, cut where no double follows it; sets `tokenEnd`. */
function readExponent(at: usize): i32 {
  const sign = load<u8>(at);
  const from = at + <usize>(sign == 45 || sign == 43);
  let p = from;
  let power: i32 = 0;
  while (isDigit(load<u8>(p))) power = min(power * 10 + <i32>load<u8>(p++) - 48, 100000);
  tokenEnd = p == from ? 0 : p;
  return sign == 45 ? -power : power;
}

function readWord(first: usize, isNegative: bool): f64 {
  const four = load<u32>(first);
  tokenKind = Kind.float;
  if (load<u64>(first) == 0x7974696e69666e49) {
    tokenEnd = first + 8;
    return isNegative ? -Infinity : Infinity;
  }
  if (isNegative) return none();
  if ((four & 0xffffff) == 0x4e614e) {
    tokenEnd = first + 3;
    return NaN;
  }
  tokenKind = Kind.bool;
  if (four == 0x65757274) {
    tokenEnd = first + 4;
    return 1;
  }
  if (four != 0x736c6166 || load<u8>(first + 4) != 101) return none();
  tokenEnd = first + 5;
  return 0;
}

@inline
function none(): f64 {
  tokenEnd = 0;
  return NaN;
}

/** The high half of a product of 64-bit words. */
@inline
function highOf(a: u64, b: u64): u64 {
  const lowA = a & 0xffffffff;
  const lowB = b & 0xffffffff;
  const highA = a >> 32;
  const highB = b >> 32;
  const cross = highA * lowB + ((lowA * lowB) >> 32);
  const middle = lowA * highB + (cross & 0xffffffff);
  return highA * highB + (cross >> 32) + (middle >> 32);
}

/** digits × 10^exponent, the nearest double. Up to 2^53 and 10^22 both are doubles, so that one operation rounds rightly. */
@inline
function scaled(digits: u64, exponent: i32): f64 {
  if (exponent == 0 && digits <= safest) return <f64>digits;
  if (digits <= safest && exponent >= -22 && exponent <= 22) {
    const ten = load<f64>(exactTens + (<usize>abs(exponent) << 3));
    return exponent < 0 ? <f64>digits / ten : <f64>digits * ten;
  }
  return digits == 0 ? 0 : nearest(digits, exponent);
}

/** Eisel and Lemire, "Number parsing at a gigabyte per second": exact; subnormal and infinite results are left to the general path. */
function nearest(digits: u64, exponent: i32): f64 {
  if (exponent < -342 || exponent > 308) return none();
  const shift = clz(digits);
  const scaledUp = digits << shift;
  const power = powers + (<usize>(exponent + 342) << 4);
  const factor = load<u64>(power);
  let low = scaledUp * factor;
  let top = highOf(scaledUp, factor);
  if ((top & 0x1ff) == 0x1ff) {
    const more = highOf(scaledUp, load<u64>(power, 8));
    low += more;
    if (more > low) top++;
  }
  const upper = top >> 63;
  let bits = top >> (upper + 9);
  let binary = ((217706 * exponent) >> 16) + 63 + <i32>upper - <i32>shift + 1023;
  if (binary <= 0 || binary >= 0x7fe) return none();
  const isHalfway = low <= 1 && exponent >= -4 && exponent <= 23 && (bits & 3) == 1 && bits << (upper + 9) == top;
  if (isHalfway) bits &= ~1;
  bits = (bits + (bits & 1)) >> 1;
  if (bits >= 1 << 53) {
    bits = 1 << 52;
    binary++;
  }
  return reinterpret<f64>((bits & 0xfffffffffffff) | (<u64>binary << 52));
}
