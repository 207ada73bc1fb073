const least = -342;
const most = 308;
const bits = 128n;

/**
 * The first 128 bits of 5^q for q from -342 to 308, two 64-bit words each, the higher one first (Lemire, "Number parsing at a gigabyte
 * per second", section 6): cut, but rounded up from -27 to -1, where the powers of 5 have less than 64 bits and a quotient can be whole.
 */
export function powersOfFive(): BigUint64Array<ArrayBuffer> {
  const words = new BigUint64Array(2 * (most - least + 1));
  for (let q = least; q <= most; q++) {
    const power = q < 0 ? reciprocal(5n ** BigInt(-q)) + (q < -27 ? 0n : 1n) : leading(5n ** BigInt(q));
    words[2 * (q - least)] = power >> 64n;
    words[2 * (q - least) + 1] = BigInt.asUintN(64, power);
  }
  return words;
}

function leading(power: bigint): bigint {
  const length = lengthOf(power);
  return length > bits ? power >> (length - bits) : power << (bits - length);
}

/** 2^b / power for the b that makes 128 bits of it, cut. */
function reciprocal(power: bigint): bigint {
  return (1n << (lengthOf(power) + bits - 1n)) / power;
}

function lengthOf(power: bigint): bigint {
  return BigInt(power.toString(2).length);
}
